"""An exporter for tbh-model: cards of quotes for social networks, and pictures of pages."""

from tbh_cards._exporter import CardFormat, Cards

__all__ = ["CardFormat", "Cards"]
