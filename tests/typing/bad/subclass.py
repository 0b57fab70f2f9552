"""Classes of the model are final: what a subclass adds would get past the gate."""

from attrs import frozen

import tbh_model as tbh
from tbh_model.text import Paragraph


@frozen(kw_only=True)
# pyright says: Base class "Response" is marked final and cannot be subclassed
# mypy says: Cannot inherit from final class "Response"
class R(tbh.Response):
    crm_contact: str = ""


# pyright says: Base class "Paragraph" is marked final and cannot be subclassed
# mypy says: Cannot inherit from final class "Paragraph"
class P(Paragraph):
    pass
