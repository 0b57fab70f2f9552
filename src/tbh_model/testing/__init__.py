"""What exporter authors test with; it ships in the wheel.

`strategies` makes series of every kind for property tests, and needs the package `hypothesis`.
"""
