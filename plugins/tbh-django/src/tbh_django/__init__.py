"""A Django app: expert roundups of `tbh_model` in a database, with an administration and feeds."""
