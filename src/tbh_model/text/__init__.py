"""Rich text: a small typed tree, read from Markdown, written as HTML, Markdown and plain text."""

from tbh_model.text._characters import is_unseen, uncarried, visible
from tbh_model.text._error import RichTextError
from tbh_model.text._escape_markdown import Dialect, escape_markdown
from tbh_model.text._landmarks import Landmark, LandmarkKind, landmarks
from tbh_model.text._names import has_name, is_spaceless, letters, places_of
from tbh_model.text._paragraphs import paragraphs
from tbh_model.text._read_markdown import Reading, markdown, read_harmless, read_markdown
from tbh_model.text._shorten import clip, fold, shorten
from tbh_model.text._tree import (
    MAX_TEXT_DEPTH,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
)
from tbh_model.text._unwrap import is_prose, is_shown, map_links, unwrapped
from tbh_model.text._urls import (
    correction,
    is_allowed,
    join,
    mailto,
    path_in_folder,
    suspicion,
    uri,
)
from tbh_model.text._write_html import write_html
from tbh_model.text._write_markdown import write_markdown
from tbh_model.text._write_plain import count_words, summary_words, write_plain

__all__ = [
    "MAX_TEXT_DEPTH",
    "Block",
    "BlockQuote",
    "BulletList",
    "Code",
    "CodeBlock",
    "Dialect",
    "Emphasis",
    "Heading",
    "Image",
    "Inline",
    "Landmark",
    "LandmarkKind",
    "LineBreak",
    "Link",
    "ListItem",
    "OrderedList",
    "Paragraph",
    "Reading",
    "RichText",
    "RichTextError",
    "Strong",
    "Text",
    "ThematicBreak",
    "clip",
    "correction",
    "count_words",
    "escape_markdown",
    "fold",
    "has_name",
    "is_allowed",
    "is_prose",
    "is_shown",
    "is_spaceless",
    "is_unseen",
    "join",
    "landmarks",
    "letters",
    "mailto",
    "map_links",
    "markdown",
    "paragraphs",
    "path_in_folder",
    "places_of",
    "read_harmless",
    "read_markdown",
    "shorten",
    "summary_words",
    "suspicion",
    "uncarried",
    "unwrapped",
    "uri",
    "visible",
    "write_html",
    "write_markdown",
    "write_plain",
]
