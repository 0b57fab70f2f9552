"""For tbh-model: a publisher for WordPress, an exporter of a file for it, and an importer."""

from tbh_wordpress._site import PostStatus, WordPressSite
from tbh_wordpress._wordpress import Taxonomy, WordPress
from tbh_wordpress._wxr import WXR

__all__ = ["WXR", "PostStatus", "Taxonomy", "WordPress", "WordPressSite"]
