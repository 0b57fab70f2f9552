"""An exporter for tbh-model: each edition as an e-mail, ready to send."""

from tbh_email._exporter import Email, Pictures

__all__ = ["Email", "Pictures"]
