"""Rich text: a small typed tree, read from Markdown, written as HTML, Markdown and plain text."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names
from tbh_model.text._blocks import (
    MAX_TEXT_DEPTH as MAX_TEXT_DEPTH,
    Block as Block,
    BlockQuote as BlockQuote,
    BulletList as BulletList,
    CodeBlock as CodeBlock,
    Heading as Heading,
    ListItem as ListItem,
    OrderedList as OrderedList,
    Paragraph as Paragraph,
    RichText as RichText,
    ThematicBreak as ThematicBreak,
)
from tbh_model.text._html import (
    write_html as write_html,
)
from tbh_model.text._inlines import (
    Code as Code,
    Emphasis as Emphasis,
    Inline as Inline,
    InlineImage as InlineImage,
    LineBreak as LineBreak,
    Link as Link,
    Strong as Strong,
    Text as Text,
    has_content as has_content,
    words as words,
)
from tbh_model.text._markdown import (
    write_markdown as write_markdown,
)
from tbh_model.text._markdown_escape import (
    Dialect as Dialect,
    escape_markdown as escape_markdown,
)
from tbh_model.text._parser import (
    MarkdownElement as MarkdownElement,
    MarkdownElementKind as MarkdownElementKind,
    ParsedMarkdown as ParsedMarkdown,
    find_elements as find_elements,
    markdown as markdown,
    parse_lazily as parse_lazily,
    read_markdown as read_markdown,
)
from tbh_model.text._person_names import (
    has_name as has_name,
    is_spaceless as is_spaceless,
    letter_runs as letter_runs,
    name_ranges as name_ranges,
)
from tbh_model.text._plain import (
    count_words as count_words,
    paragraphs as paragraphs,
    summary_words as summary_words,
    write_plain as write_plain,
)
from tbh_model.text._shorten import (
    clip as clip,
    collapse_spaces as collapse_spaces,
    shorten as shorten,
)
from tbh_model.text._transform import (
    headings as headings,
    is_shown as is_shown,
    map_links as map_links,
    map_text as map_text,
    unwrap_lines as unwrap_lines,
    walk as walk,
    without_blank_heading as without_blank_heading,
)
from tbh_model.text._unicode import (
    is_unseen as is_unseen,
    replace_unencodable as replace_unencodable,
    unencodable as unencodable,
)
from tbh_model.text._urls import (
    correction as correction,
    is_allowed as is_allowed,
    join as join,
    mailto as mailto,
    path_in_folder as path_in_folder,
    uri as uri,
    url_warning as url_warning,
)
from tbh_model.text._validation import (
    RichTextError as RichTextError,
)

if TYPE_CHECKING:  # for texts of other systems
    from tbh_model.text._html_reader import (
        ParsedHTML as ParsedHTML,
        from_html as from_html,
        read_html as read_html,
    )
else:
    __getattr__, __all__ = lazy_names(globals(), {"_html_reader": "ParsedHTML from_html read_html"})
