"""A typed content model for expert roundups, with pluggable exporters."""
