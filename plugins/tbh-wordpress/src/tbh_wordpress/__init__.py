"""An exporter for tbh-model: one file that the WordPress importer takes."""

from tbh_wordpress._wordpress import Taxonomy, WordPress

__all__ = ["Taxonomy", "WordPress"]
