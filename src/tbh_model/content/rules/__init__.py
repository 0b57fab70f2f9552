"""The rules for Canada and for Ontario, as a package of rules like any other."""
