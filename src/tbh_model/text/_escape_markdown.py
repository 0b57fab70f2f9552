"""Words to Markdown that reads back as exactly these words, with as few escapes as that takes."""

import re

from tbh_model.text._characters import UNCARRIED, is_carried, writable

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
    | [\t{UNCARRIED}]
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
_NAMED = {"<": "&lt;", "&": "&amp;"}


def escape_markdown(text: str) -> str:
    """Write plain text so that it reads back as exactly that text, wherever it stands in a line.

    The result is one line: a line ending in the text becomes the character reference of a line
    feed, and space at either end a reference too. What no Markdown can say, NUL and lone
    surrogates, becomes U+FFFD.
    """
    text = writable(text.replace("\r\n", "\n").replace("\r", "\n"))
    # A mark at the end would make an image of a link that follows, or close a heading.
    mark = text[-1:] if text.endswith(("!", "#")) else ""
    words = text.removesuffix(mark)
    written = escape_words(
        words,
        opens_line=True,
        first=words[:1].isspace(),
        last=words[-1:].isspace() and not mark,
    ).replace("\n", "&#10;")
    return f"{written}\\{mark}" if mark else written


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
        inner = _MARKUP.sub(_escaped, inner)
    inner = _LINE_START.sub(_escaped_start, inner) if opens_line else _later_lines(inner)
    return f"{reference(value[:begin])}{inner}{reference(value[end:])}"


def _is_plain(words: str) -> bool:
    """Tell whether nothing in some words may be markup, wherever it stands in a line."""
    has_space = "\n" in words and _AROUND_FEED.search(words) is not None
    return not has_space and _SIGN.search(words) is None and is_carried(words)


def reference(characters: str) -> str:
    """Write each character as a numeric character reference."""
    return "".join(f"&#{ord(character)};" for character in characters)


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    if match["escaped"]:
        return f"\\{found}"
    return _NAMED.get(found) or reference(found)


def _escaped_start(match: re.Match[str]) -> str:
    if match["rule"]:
        return reference(match[0])
    return f"{match['number'] or ''}\\{match['dot'] or match['sign']}"


def _later_lines(words: str) -> str:
    head, feed, rest = words.partition("\n")
    return f"{head}{feed}{_LINE_START.sub(_escaped_start, rest)}"
