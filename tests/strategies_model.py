"""The strategies of the package, by the names that the laws use."""

from tbh_model.testing.strategies import instants, series, values

SERIES, INSTANTS = series(), instants()

__all__ = ["INSTANTS", "SERIES", "values"]
