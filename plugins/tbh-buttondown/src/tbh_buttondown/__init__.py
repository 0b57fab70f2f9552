"""For tbh-model: a publisher that brings editions to Buttondown as drafts."""

from tbh_buttondown._buttondown import Buttondown

__all__ = ["Buttondown"]
