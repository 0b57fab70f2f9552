"""The version of the package, read by the build and by feed generators."""

__version__ = "0.1.0"
