"""Rich text: a small typed tree, read from Markdown, written as HTML, Markdown and plain text."""

from tbh_model.text._blocks import (
    MAX_TEXT_DEPTH,
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    ThematicBreak,
)
from tbh_model.text._html import write_html
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
)
from tbh_model.text._markdown import write_markdown
from tbh_model.text._markdown_escape import Dialect, escape_markdown
from tbh_model.text._parser import (
    MarkdownElement,
    MarkdownElementKind,
    ParsedMarkdown,
    find_elements,
    markdown,
    parse_lazily,
    read_markdown,
)
from tbh_model.text._person_names import has_name, is_spaceless, letter_runs, name_ranges
from tbh_model.text._plain import count_words, paragraphs, summary_words, write_plain
from tbh_model.text._shorten import clip, collapse_spaces, shorten
from tbh_model.text._transform import is_shown, is_simple, map_links, unwrap_lines
from tbh_model.text._unicode import is_unseen, replace_unencodable, unencodable
from tbh_model.text._urls import (
    correction,
    is_allowed,
    join,
    mailto,
    path_in_folder,
    uri,
    url_warning,
)
from tbh_model.text._validation import RichTextError

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
    "Inline",
    "InlineImage",
    "LineBreak",
    "Link",
    "ListItem",
    "MarkdownElement",
    "MarkdownElementKind",
    "OrderedList",
    "Paragraph",
    "ParsedMarkdown",
    "RichText",
    "RichTextError",
    "Strong",
    "Text",
    "ThematicBreak",
    "clip",
    "collapse_spaces",
    "correction",
    "count_words",
    "escape_markdown",
    "find_elements",
    "has_name",
    "is_allowed",
    "is_shown",
    "is_simple",
    "is_spaceless",
    "is_unseen",
    "join",
    "letter_runs",
    "mailto",
    "map_links",
    "markdown",
    "name_ranges",
    "paragraphs",
    "parse_lazily",
    "path_in_folder",
    "read_markdown",
    "replace_unencodable",
    "shorten",
    "summary_words",
    "unencodable",
    "unwrap_lines",
    "uri",
    "url_warning",
    "write_html",
    "write_markdown",
    "write_plain",
]
