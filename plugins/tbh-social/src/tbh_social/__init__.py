"""An exporter for tbh-model: posts and threads for social networks, and share kits."""

from tbh_social._exporter import Social
from tbh_social._networks import Network

__all__ = ["Network", "Social"]
