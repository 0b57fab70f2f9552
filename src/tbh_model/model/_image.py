"""Images with their texts."""

from attrs import frozen

from tbh_model._final import final
from tbh_model.model._constraints import AnyText, Count, ImageSource, Line
from tbh_model.model._validation import validate


@final
@frozen(kw_only=True)
class Image:
    """An image: a portrait, the image of an edition or of the series, a logo."""

    src: ImageSource
    """POSIX path inside the content folder, or an absolute http(s) URL."""
    alt: AnyText = ""
    """What a person hears who cannot see it; empty means that it is decoration."""
    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
    credit: Line | None = None
    """Who made it."""
    caption: Line | None = None
    """The line printed under it."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)

    @property
    def is_remote(self) -> bool:
        """Whether it lives on the web and not in the content folder."""
        return self.src.startswith(("http://", "https://"))
