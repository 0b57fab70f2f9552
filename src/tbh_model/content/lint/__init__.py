"""Lint: what is not wrong, and should be looked at."""
