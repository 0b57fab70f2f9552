"""Words to Markdown that reads back as exactly these words, with as few escapes as that takes."""

import re
from collections.abc import Collection
from enum import StrEnum

from tbh_model.text._unicode import (
    UNENCODABLE,
    is_encodable,
    replace_unencodable,
    replace_unwritable,
)


class Dialect(StrEnum):
    """Dialect of the reader, which decides what is escaped."""

    COMMONMARK = "commonmark"
    """A CommonMark parser, or a person: as few escapes as that takes."""
    PORTABLE = "portable"
    """Any Markdown renderer with its extensions, and a template engine before it. No renderer reads
    text as markup or as a URL, and no engine finds a delimiter."""
    TEMPLATED = "templated"
    """The same, and a template engine that reads the HTML which a renderer made. It needs a
    renderer that passes HTML on."""

    @property
    def is_portable(self) -> bool:
        """Return whether several kinds of renderers may read the Markdown."""
        return self is not Dialect.COMMONMARK


# What may be markup anywhere in a line. A backslash does it where every dialect knows it; the
# others need a character reference, because Python-Markdown knows no backslash before them.
_MARKUP = re.compile(
    rf"""
      (?P<escaped>
          \\(?![0-9A-Za-z]|[ ][^\n])            # unless it stands before what it cannot escape
        | [`\[\]]
        | \*(?![ ][^\n]) | (?<![^\n][ ])\*      # unless it stands between spaces
        | (?<![^\W_])_ | _(?![^\W_])            # unless it stands inside a word
      )
    | <(?=[A-Za-z/!?]|\Z)                       # a tag, or half of one
    | &(?=\#?[0-9A-Za-z]+;)                     # a character reference
    | ~(?![^\W_]) | (?<!\s)~                    # strikethrough, where a dialect has it
    | \s(?=\n) | (?<=\n)\s                      # space at the end or the beginning of a line
    | [\t{UNENCODABLE}]
    """,
    re.VERBOSE,
)
# Where none of these is, nothing of the above can be: found out fifteen times as fast.
_SIGN = re.compile(r"[\\`\[\]*_<&~\t]")
_AROUND_FEED = re.compile(r"\s\n|\n\s")
# What may be markup at the beginning of a line: headings, quotes, items, underlines, tables.
_LINE_START = re.compile(
    r"""
    ^(?: (?P<number>[0-9]+)(?P<dot>[.)])(?=[ ]|$)
       | (?P<sign>[#>] | [-+](?=[ ]|$) | -(?=-))
       | (?P<rule>=(?==*[ ]*$) | [|:](?=[ ]*[-:|]))
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
# What extensions of Markdown and the template engines of mailing services read.
_PORTABLE_MARKUP = re.compile(
    r"""
      [\\`*_\[\]{}<|~^]
    | &(?=[\#0-9A-Za-z])
    | %(?![\s.,;:!?)]|\Z) | (?<![\d\s])%(?!\Z)   # unless it ends a number
    | \$(?!\d) | (?<=\S)\$
    | (?<==)= | =(?==) | (?<=\+)\+ | \+(?=\+) | (?<=@)@ | @(?=@)
    | \s(?=\n) | (?<=\n)\s
    | [\t\u2028\u2029]                             # what some take for the end of a line
    """,
    re.VERBOSE,
)
_PORTABLE_SIGN = re.compile(r"[\\`*_\[\]{}<|~^@&%$=+\t\u2028\u2029]")
# What makes an address that GFM links: a scheme or an emoji, a host.
_ADDRESS = re.compile(
    r":(?=[^\s\d]) | (?<!\d):(?=\S) | (?<=/)/ | /(?=/) | (?<=\w)\.(?=[^\W\d_]{2}) | (?<=www)\.",
    re.VERBOSE | re.IGNORECASE,
)
# Where none of these is, there is no address: found out ten times as fast.
_ADDRESS_SIGN = re.compile(r"[:/]|\.\w|[wW]\.")
# The same where few look: a host or a mailbox in the words of a link stays one.
_ADDRESS_IN_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
# Before these every dialect knows a backslash; all else needs a character reference.
_BACKSLASH_ESCAPABLE = frozenset("*_{}[]#+-.!>")
_PORTABLE_START = re.compile(
    r"""
    ^(?: [0-9]+(?P<dot>[.)])(?=[ ]|$) | (?P<sign>[#>=|:+-]|!(?=!)))
    """,
    re.VERBOSE | re.MULTILINE,
)
_DELIMITERS = re.compile(r"[{}%@]|\*\||\[\[|\$\[|<%|\[(?=[A-Z_]+\])|\|\*")
_DELIMITER_STARTS = frozenset("{%[$@*#<")
# A piece of HTML that nobody sees, and that no delimiter holds.
_EMPTY_COMMENT = "<!-- -->"


def escape_markdown(text: str) -> str:
    """Return Markdown that reads back as exactly a plain text, anywhere within a line.

    The result is one line: a line ending in the text becomes a character reference, and so does a
    space at either end. NUL and lone surrogates, which Markdown cannot express, become U+FFFD.

    >>> text.escape_markdown("1 * 2")
    '1 * 2'
    """
    text = replace_unwritable(text.replace("\r\n", "\n").replace("\r", "\n"))
    # A mark at the end would make an image of a link that follows, or close a heading.
    mark = text[-1:] if text.endswith(("!", "#")) else ""
    words = text.removesuffix(mark)
    escaped = escape_words(
        words,
        opens_line=True,
        first=words[:1].isspace(),
        last=words[-1:].isspace() and not mark,
    ).replace("\n", "&#10;")
    return f"{escaped}\\{mark}" if mark else escaped


def escape_words(value: str, *, opens_line: bool, first: bool, last: bool) -> str:
    """Escape words that stand between other inlines; a line feed stays where it reads back.

    Args:
        value: The words, at least one character unless nothing is asked of first and last.
        opens_line: Whether the words begin a line.
        first: Whether the first character is to be written as a character reference.
        last: Whether the last one is.
    """
    begin = 1 if first else 0
    end = max(begin, len(value) - 1) if last else len(value)
    inner = value[begin:end]
    if not _is_plain(inner):
        inner = _MARKUP.sub(_escape_match, inner)
    inner = _LINE_START.sub(_escape_line_start, inner) if opens_line else _escape_later_lines(inner)
    return f"{reference(value[:begin])}{inner}{reference(value[end:])}"


def has_delimiter(text: str) -> bool:
    """Return whether the template engine of a mailing service may find a delimiter in a text."""
    return _DELIMITERS.search(text) is not None


def escape_portable(
    value: str,
    references: Collection[int] = (),
    *,
    is_templated: bool,
    opens_line: bool = False,
    in_link: bool = False,
) -> str:
    """Escape words so that every renderer reads words, and no template engine a delimiter.

    Args:
        value: The words.
        references: The indices of what is to be written as a character reference in any case.
        is_templated: Whether an engine reads the HTML that is made of the Markdown.
        opens_line: Whether the words begin a line.
        in_link: Whether they are the words of a link, in which few look for addresses.
    """
    value = replace_unencodable(value)
    positions = _escape_positions(value, opens_line=opens_line, in_link=in_link)
    if not references and not positions:
        return value
    parts: list[str] = []
    for index, character in enumerate(value):
        if index in references:
            parts.append(reference(character))
        elif index not in positions:
            parts.append(character)
        elif is_templated:
            separator = _EMPTY_COMMENT if character in _DELIMITER_STARTS else ""
            parts.append(f"{_ENTITIES.get(character) or reference(character)}{separator}")
        elif character in _BACKSLASH_ESCAPABLE and not value.startswith(("{%", "{#"), index):
            parts.append(f"\\{character}")
        else:
            parts.append(_ENTITIES.get(character) or reference(character))
    return "".join(parts)


def _escape_positions(value: str, *, opens_line: bool, in_link: bool) -> set[int]:
    """Return where what stands that some renderer or template engine would read."""
    positions: set[int] = set()
    has_feed = "\n" in value
    if _PORTABLE_SIGN.search(value) or (has_feed and _AROUND_FEED.search(value)):
        positions.update(match.start() for match in _PORTABLE_MARKUP.finditer(value))
    if _ADDRESS_SIGN.search(value):
        addresses = _ADDRESS_IN_LINK if in_link else _ADDRESS
        positions.update(match.start() for match in addresses.finditer(value))
    if has_feed or (opens_line and _PORTABLE_START.match(value)):
        starts = _PORTABLE_START.finditer(value)
        positions.update(match.end() - 1 for match in starts if opens_line or match.start())
    return positions


def _is_plain(words: str) -> bool:
    """Return whether nothing in some words may be markup, wherever it stands in a line."""
    has_space = "\n" in words and _AROUND_FEED.search(words) is not None
    return not has_space and _SIGN.search(words) is None and is_encodable(words)


def reference(characters: str) -> str:
    """Write each character as a numeric character reference."""
    return "".join(f"&#{ord(character)};" for character in characters)


def _escape_match(match: re.Match[str]) -> str:
    character = match[0]
    if match["escaped"]:
        return f"\\{character}"
    return _ENTITIES.get(character) or reference(character)


def _escape_line_start(match: re.Match[str]) -> str:
    if match["rule"]:
        return reference(match[0])
    return f"{match['number'] or ''}\\{match['dot'] or match['sign']}"


def _escape_later_lines(words: str) -> str:
    head, feed, rest = words.partition("\n")
    return f"{head}{feed}{_LINE_START.sub(_escape_line_start, rest)}"
