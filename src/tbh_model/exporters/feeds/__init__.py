"""Feeds: RSS, Atom, JSON Feed and OPML."""
