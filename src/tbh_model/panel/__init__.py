"""Letters to the panel: invitations with a form, and proofs of what is printed. None is sent."""

from tbh_model.panel._invitations import invitations, record_invitations
from tbh_model.panel._letters import NoSenderError, PanelLetter, UnusableAddressError
from tbh_model.panel._proofs import proofs

__all__ = [
    "NoSenderError",
    "PanelLetter",
    "UnusableAddressError",
    "invitations",
    "proofs",
    "record_invitations",
]
