"""The importer: what WordPress exports -> a record for each post, with an account of the rest."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import define, field, frozen

from tbh_model.importers import (
    AccountLine,
    Cell,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    UnreadableSourceError,
    from_page,
)
from tbh_wordpress._markup import clean

if TYPE_CHECKING:  # lxml: 20 ms, only for those who import
    from lxml.etree import _Element

# Bytes of a file: an export of ten thousand posts is half of it.
_LIMIT: Final = 100_000_000
_REMEDY: Final = "export the posts again in WordPress: Tools, Export"
# What an import of editions knows the elements of a post by.
_HEADINGS: Final[Mapping[str, str]] = {
    "creator": "author",
    "excerpt": "excerpt",
    "link": "canonical",
    "pubDate": "published",
    "title": "title",
}
_NOT_POSTS: Final[Mapping[str, str]] = {
    "auto-draft": "WordPress has begun it by itself",
    "inherit": "it is a revision",
    "trash": "it is in the trash",
}
_TAG: Final = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)


@frozen(kw_only=True)
class WXR:
    """The posts of a site, as WordPress exports them: WXR of any version, or a feed."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="wxr", summary="Posts that WordPress exports", suffixes=(".wxr", ".xml")
    )

    post_type: str = "post"
    """Which items of the site are read, such as `post` or `page`."""

    def read(self, source: ImportSource, /) -> Imported:
        """Return a record for each post.

        Raises:
            UnreadableSourceError: If it is no export, or larger than 100 MB.
        """
        channel = _channel(source)
        reader = _Reader(post_type=self.post_type)
        for element in channel:
            if _name(element) == "author":
                reader.add_author(element)
        for element in channel:
            if _name(element) == "item":
                reader.add_item(element)
            else:
                reader.leave_out("site", element, "it tells of the site")
        return Imported(records=tuple(reader.records), left_out=tuple(reader.left_out))


def _channel(source: ImportSource) -> "_Element":
    """Return the element that holds the posts. No entity is expanded, and nothing is fetched."""
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring  # see above

    if len(source.data) > _LIMIT:
        problem = f"it has more than {_LIMIT // 1_000_000} MB"
        raise UnreadableSourceError(source.name, problem, "export the posts year by year")
    parser = XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = fromstring(source.data, parser)
    except (XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise UnreadableSourceError(source.name, f"broken XML: {error}", _REMEDY, line) from None
    if root.getroottree().docinfo.doctype:
        problem = "it has a document type, which WordPress does not write"
        raise UnreadableSourceError(source.name, problem, _REMEDY)
    channel = next((each for each in root if _name(each) == "channel"), None)
    if channel is None:
        raise UnreadableSourceError(source.name, "no export of WordPress", _REMEDY)
    return channel


def _name(element: "_Element") -> str:
    """Return the name of an element in any version of WXR."""
    tag = element.tag if isinstance(element.tag, str) else ""
    namespace, _, name = tag.rpartition("}")
    if name != "encoded":
        return name
    return "excerpt" if "excerpt" in namespace else "content"


def _text(element: "_Element") -> str:
    return "".join(str(each) for each in element.itertext())


@define(kw_only=True)
class _Reader:
    """Reads items one by one."""

    post_type: str
    records: list[Record] = field(factory=list)
    left_out: list[AccountLine] = field(factory=list)
    authors: dict[str, str] = field(factory=dict)
    """The names of authors by those that they log in with."""
    places: set[str] = field(factory=set)

    def add_author(self, element: "_Element") -> None:
        """Remember the name of an author."""
        fields = {_name(each): _text(each) for each in element}
        name = unescape(fields.get("author_display_name", ""))
        self.authors[fields.get("author_login", "")] = name

    def add_item(self, item: "_Element") -> None:
        """Add a post, or the texts of another item to what is left out."""
        fields: dict[str, str] = {}
        for element in item:
            fields.setdefault(_name(element), _text(element).strip())
        kind = fields.get("post_type") or "post"
        place = self._place(kind, fields.get("post_id", ""))
        reason = _NOT_POSTS.get(fields.get("status", ""))
        if kind != self.post_type:
            reason = f"it is no {self.post_type}; the option `post_type` chooses which are read"
        if reason is not None:
            self.leave_out(place, item, reason)
            return
        content = "\n\n".join(_text(each) for each in item if _name(each) == "content")
        html, litter = clean(content)
        # WordPress prints the title above the content, where headings are those of parts
        title = f"<h1>{fields['title']}</h1>" if fields.get("title") else ""
        body, losses = from_page(title + html, place)
        self.left_out.extend((*(_leave_out(place, *each) for each in litter), *losses))
        cells = tuple(self._cells(place, item))
        id_ = fields.get("guid") or fields.get("link") or None
        self.records.append(Record(place=place, id=id_, cells=cells, body=body))

    def _place(self, kind: str, number: str) -> str:
        """Return where an item is, each once: by its number, which WordPress shows."""
        place = f"{kind} {number}".strip()
        if not number or place in self.places:
            place = f"{kind}, item {len(self.places) + 1}"
        self.places.add(place)
        return place

    def _cells(self, place: str, item: "_Element") -> Iterator[Cell]:
        """Yield what is told of a post; tags are one cell, a line for each."""
        tags: list[str] = []
        for element in item:
            name, text = _name(element), _text(element)
            if len(element):
                note = "what a reader wrote" if name == "comment" else "a field of WordPress"
                self.leave_out(place, element, note)
            elif name == "category" and element.get("domain") == "post_tag":
                tags.append(unescape(text))
            elif name == "creator":
                yield Cell(heading="author", text=self.authors.get(text) or text)
            elif name != "content" and text.strip():
                is_html = name in {"title", "excerpt"}
                words = self._plain(f"{place}, {name}", text) if is_html else unescape(text)
                yield Cell(heading=_HEADINGS.get(name, name), text=words)
        if tags:
            yield Cell(heading="tags", text="\n".join(tags))

    def _plain(self, place: str, html: str) -> str:
        """Return the words of a title or an excerpt, which WordPress takes for HTML."""
        for tag in _TAG.findall(html):
            if " " in tag:  # it may hold words, such as those of a comment
                self.left_out.append(_leave_out(place, tag, "markup, of which the words stay"))
        return unescape(_TAG.sub("", html))

    def leave_out(self, place: str, element: "_Element", reason: str) -> None:
        """Add each text in an element to what is left out."""
        for each in element.iter():
            for text in (each.text, each.tail if each is not element else None):
                if text and text.strip():
                    self.left_out.append(_leave_out(f"{place}, {_name(each)}", text, reason))


def _leave_out(place: str, text: str, reason: str) -> AccountLine:
    return AccountLine(place=place, text=text, fate=Fate.LEFT_OUT, note=reason)
