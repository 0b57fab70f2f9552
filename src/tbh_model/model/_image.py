"""Images with their texts."""

from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model.model._constraints import AnyText, Count, ImageSource, Line
from tbh_model.model._validation import validate_on_init


@final
@frozen(kw_only=True)
@validate_on_init
class Image:
    """An image: a portrait, the image of an edition or of the series, a logo."""

    src: ImageSource
    """POSIX path inside the content folder, or an absolute http(s) URL."""
    alt: AnyText = ""
    """What a person hears who cannot see it; empty means that it is decoration."""
    width: Count | None = None
    """Pixels. Pages take width and height from the file where both are missing."""
    height: Count | None = None
    """Pixels."""
    credit: Line | None = None
    """Who made it."""
    caption: Line | None = None
    """The line printed under it."""

    @property
    def is_remote(self) -> bool:
        """Whether it lives on the web and not in the content folder."""
        return self.src.startswith(("http://", "https://"))


@final
@frozen
class ImageFile:
    """The file of an image that a program gives, in place of one in a content folder."""

    src: str
    """The `src` of the image."""
    body: bytes = field(repr=False)
    """The bytes as they are published, without metadata; empty if the image is refused."""
    refusal: str | None = None
    """Why it is not published, or None if it is."""
    remedy: str | None = None
    """What to do about that."""
