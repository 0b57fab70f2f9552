"""Paths of the pages of a site, derived from URLs and tags, and checks of paths."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import count
from typing import Final
from unicodedata import category, normalize
from urllib.parse import unquote

from tbh_model._attrs import define, field, frozen
from tbh_model._final import final
from tbh_model.model._patterns import is_reserved_name
from tbh_model.text import clip, uri

_STANDING_PAGES: Final[Mapping[str, str]] = {
    "index.html": "the home page",
    "404.html": "the page that says that a page is not there",
    "archive/index.html": "the archive",
    "subscribe/index.html": "the page on subscribing",
    "topics/index.html": "the list of topics",
    "assets/style.css": "the style sheet",
    "assets/icon.svg": "the icon",
    "rss.xml": "the RSS feed",
    "atom.xml": "the Atom feed",
    "feed.json": "the JSON Feed",
    "feeds.opml": "the list of feeds",
    "sitemap.xml": "the map of the site",
    "llms.txt": "the index for models",
    "license.xml": "the licence for machines",
    "_headers": "the headers of the host",
    "_redirects": "the redirects of the host",
}
DEFAULT_PANEL_FOLDER: Final = "therapists"
"""The folder of the pages of therapists in a series that names no other one in its labels."""

_SITE_FOLDERS: Final = frozenset(
    ("editions", "images", *(path.partition("/")[0] for path in _STANDING_PAGES))
)


@cache
def standing_pages(panel_folder: str = DEFAULT_PANEL_FOLDER) -> Mapping[str, str]:
    """Return the paths that a site always uses, so that no edition can have them, with names.

    Args:
        panel_folder: The folder of the pages of therapists.

    >>> model.standing_pages("developers")["developers/index.html"]
    'the list of the panel'
    """
    return {**_STANDING_PAGES, f"{panel_folder}/index.html": "the list of the panel"}


def is_site_folder(name: str) -> bool:
    """Return whether something else than the panel has a name at the root of a site."""
    return folded_path(name)[0] in _SITE_FOLDERS


_IMPOSSIBLE: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
# Maximum bytes of one part of a path on most file systems.
_MAX_PART_BYTES: Final = 255
# Maximum bytes of a path: that of a name in most stores.
_MAX_PATH_BYTES: Final = 1024
# Prefix of the files that publishing itself writes.
_BUILD_PREFIX: Final = ".tbh-"
_MAX_SLUG_LENGTH: Final = 60
_NOT_A_FILE: Final = re.compile(r"[?#]|%2f|%5c", re.IGNORECASE)


@lru_cache(maxsize=2**14)
def path_error(path: str) -> str | None:
    """Return what is wrong with a relative POSIX path, or None.

    >>> model.path_error("../hope.html") is None, model.path_error("hope.html") is None
    (False, True)
    """
    if path.startswith("/"):
        return "it is not relative"
    if len(path) > _MAX_PATH_BYTES or len(path.encode(errors="replace")) > _MAX_PATH_BYTES:
        return f"it is longer than {_MAX_PATH_BYTES} bytes"
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            return "it holds an empty part, `.` or `..`"
        if _IMPOSSIBLE.search(part):
            return f"{part!r} holds a character that file names cannot have everywhere"
        if is_reserved_name(part):
            return f"{part!r} is reserved on Windows"
        if part.lower().startswith(_BUILD_PREFIX):
            return f"names that begin with `{_BUILD_PREFIX}` are kept for what a build remembers"
        if part.endswith((".", " ")) or part.startswith(" "):
            return f"{part!r} begins or ends with a character that Windows drops"
        if len(part.encode()) > _MAX_PART_BYTES:
            return f"a part of it is longer than {_MAX_PART_BYTES} bytes"
    return None


@lru_cache(maxsize=2**14)
def folded_path(path: str) -> tuple[str, tuple[str, ...]]:
    """Return a key that is equal for paths of one file on some system, and those of its parents.

    >>> exporters.path_key("Editions/Hope.html") == exporters.path_key("editions/hope.html")
    True
    """
    # folding may take letters apart that the first form has put together
    form = normalize("NFC", normalize("NFC", path).casefold())
    steps = form.split("/")
    return form, tuple("/".join(steps[:count]) for count in range(1, len(steps)))


@lru_cache(maxsize=2**14)
def page_path(url: str, root: str) -> str | None:
    """Return the path of the file that a web server serves for a URL, or None for another site.

    A URL that ends in a slash means the `index.html` of that folder. One without `.html` gets it,
    as on static hosts.

    Args:
        url: The absolute URL of a page.
        root: The URL of the site, with a slash at its end.

    >>> model.page_path("https://panel.example/hope/", "https://panel.example/")
    'hope/index.html'
    """
    rest = url.removeprefix(root)
    if rest == url or _NOT_A_FILE.search(rest):
        return None
    path = unquote(rest)
    *folders, name = path.split("/")
    if any(folder in {"", ".", ".."} for folder in folders) or name in {".", ".."}:
        return None
    if name == "":
        return f"{path}index.html"
    return path if name.lower().endswith((".html", ".htm")) else f"{path}.html"


def site_root(url: str) -> str:
    """Return the base of relative URLs of a series: a URI that ends in a slash.

    >>> model.site_root("https://panel.example/café")
    'https://panel.example/caf%C3%A9/'
    """
    return uri(url if url.endswith("/") else f"{url}/")


def topic_slug(tag: str) -> str:
    """Return the last part of the URL of a tag: its letters, digits and hyphens.

    A character that distinguishes tags, as in `C#`, is replaced by a digest of the whole tag. The
    URL therefore depends on the tag alone, and not on other tags.

    >>> model.topic_slug("Saying No")
    'saying-no'
    """
    slug = clip("-".join(slug_words(tag)), _MAX_SLUG_LENGTH).rstrip("-")
    if is_reserved_name(slug):
        slug = f"{slug}-"
    if slug and not _DISTINGUISHING.search(tag) and not any(map(_is_symbol, tag)):
        return slug
    return disambiguate_slug(slug or "topic", tag)


def disambiguate_slug(slug: str, tag: str) -> str:
    """Return a slug with a short suffix derived from a tag, for a slug that is already taken.

    >>> model.disambiguate_slug("hope", "Hope!") != model.disambiguate_slug("hope", "hope")
    True
    """
    form = normalize("NFC", tag)
    return f"{slug}-{hashlib.sha256(form.encode(errors='replace')).hexdigest()[:6]}"


def slug_words(text: str, *, keep_marks: bool = True) -> list[str]:
    """Return the words of a slug: small letters and digits, in the script of the text.

    Args:
        text: A title or a tag.
        keep_marks: Whether accents and vowel points stay that no letter of Unicode has in it; the
            slug of an edition cannot hold them.

    >>> model.slug_words("What’s a *Déjà Vu*?")
    ['what', 's', 'a', 'déjà', 'vu']
    """
    normalized = normalize("NFKC", normalize("NFKC", text).casefold())
    if not keep_marks:
        normalized = "".join(sign for sign in normalized if category(sign)[0] != "M")
    return "".join(sign if category(sign)[0] in "LMN" else " " for sign in normalized).split()


# Characters and bytes of the slug of an edition: its file wants room for an ending.
_LONGEST_SLUG, _MOST_SLUG_BYTES = 80, 180
_SHORT_FORM: Final = re.compile(r"(?<=\w)['’](?=(?:s|t|re|ll|d|ve|m)\b)", re.IGNORECASE)


def edition_slug(title: str, default: str, used_slugs: Collection[str] = ()) -> str:
    """Return a slug from a title, in its own script: lower case, words joined by hyphens.

    Args:
        title: The title of an edition.
        default: What is taken for a title without a letter or digit.
        used_slugs: Slugs that others have; a number tells it from them.

    >>> model.edition_slug("What’s a *Déjà Vu*?", "e-1", ["whats-a-déjà-vu"])
    'whats-a-déjà-vu-2'
    """
    words = slug_words(_SHORT_FORM.sub("", title), keep_marks=False)
    slug = "-".join(_words_that_fit(words)) or default
    if is_reserved_name(slug):
        slug = f"{slug}-1"
    used = {other.casefold() for other in used_slugs}
    slugs = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(slug for slug in slugs if slug.casefold() not in used)


def _words_that_fit(words: list[str]) -> Iterator[str]:
    """Yield the first words within the maximum length; a single long word is cut."""
    room, room_in_bytes = _LONGEST_SLUG, _MOST_SLUG_BYTES
    for number, word in enumerate(words):
        length, in_bytes = len(word), len(word.encode())
        if length <= room and in_bytes <= room_in_bytes:
            yield word
        elif number == 0:
            truncated = word.encode()[:_MOST_SLUG_BYTES].decode(errors="ignore")
            yield clip(word, min(len(truncated), _LONGEST_SLUG))
            return
        else:
            return
        room, room_in_bytes = room - length - 1, room_in_bytes - in_bytes - 1


_DISTINGUISHING: Final = re.compile(r"[#*@%\\]|(?:^|\s)\.(?=\w)")


def _is_symbol(sign: str) -> bool:
    return (not sign.isascii() and category(sign) in {"So", "Sm"}) or sign in "+=<>~^|$`"


@final
@define
class TakenPaths:
    """Paths that are taken: no two are one file, or file and folder, on any file system."""

    _files: set[str] = field(factory=set)
    _folders: set[str] = field(factory=set)

    def claim(self, path: str) -> bool:
        """Reserve a path, and return whether it was free."""
        form, folders = folded_path(path)
        if path_error(path) is not None or form in self._files or form in self._folders:
            return False
        if not self._files.isdisjoint(folders):
            return False
        self._files.add(form)
        self._folders.update(folders)
        return True


@final
@frozen
class DisplacedPage:
    """Edition whose page cannot have the path of its URL."""

    edition: str
    """The id of the edition."""
    url: str
    """The permalink."""
    reason: str
    """Why the page cannot have the path of its permalink."""
    other: str | None = None
    """The id of the edition that has the address, where it is one."""
    is_impossible: bool = False
    """Whether no file can be there, whatever else there is."""

    @property
    def message(self) -> str:
        """Description of the problem in a sentence."""
        return f"the page cannot be at {self.url}: {self.reason}"


def find_displaced_pages(
    pages: Iterable[tuple[str, str]], root: str, standing: Mapping[str, str]
) -> Iterator[DisplacedPage]:
    """Find the editions whose addresses are those of other pages, or of no file that can be.

    Args:
        pages: The id and the URL of each edition; the first with a URL has it.
        root: URL of the site, with a slash at its end.
        standing: The paths that the site always uses, with names.
    """
    paths = TakenPaths()
    for standing_path in standing:
        paths.claim(standing_path)
    owners: dict[str, str] = {}
    for id_, url in pages:
        path = page_path(url, root)
        if path is None:
            continue
        if paths.claim(path):
            owners[folded_path(path)[0]] = id_
            continue
        form = folded_path(path)[0]
        error, other = path_error(path), owners.get(form)
        if error is not None:
            reason = f"no file can be there: {error}"
        elif other is not None:
            reason = f"the edition `{other}` is there"
        else:
            reason = f"{_standing_page_name(form, standing)} is there"
        yield DisplacedPage(id_, url, reason, other, error is not None)


def _standing_page_name(form: str, standing: Mapping[str, str]) -> str:
    for path, name in standing.items():
        if form == path or form.startswith(f"{path}/") or path.startswith(f"{form}/"):
            return name
    return "another page"
