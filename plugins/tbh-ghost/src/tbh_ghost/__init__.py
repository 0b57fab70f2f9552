"""For tbh-model: a publisher that brings editions to a Ghost by its Admin API."""

from tbh_ghost._ghost import Ghost, GhostPlatform, PostStatus
from tbh_ghost._token import admin_token

__all__ = ["Ghost", "GhostPlatform", "PostStatus", "admin_token"]
