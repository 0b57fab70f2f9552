"""The root of every error that this package raises on purpose."""


class TBHError(Exception):
    """Something is wrong that a person can mend; the message says what, where and how.

    Catch this class to catch everything that `tbh_model` raises on purpose. Whatever else
    escapes is a bug in `tbh_model`, or in an exporter that it was asked to run.
    """
