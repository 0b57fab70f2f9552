"""For tbh-model: an exporter of a file that WordPress takes, and an importer of its posts."""

from tbh_wordpress._wordpress import Taxonomy, WordPress
from tbh_wordpress._wxr import WXR

__all__ = ["WXR", "Taxonomy", "WordPress"]
