"""The preview: the content as it will be published, in a browser, reloaded when it changes."""

from tbh_model.preview._app import app
from tbh_model.preview._pages import STYLE_SHEET
from tbh_model.preview._server import PortError, RemoteHostError, serve
from tbh_model.preview._session import Preview

__all__ = ["STYLE_SHEET", "PortError", "Preview", "RemoteHostError", "app", "serve"]
