"""The content of a post -> HTML: no comments of blocks, no shortcodes, and paragraphs."""

import re
from collections.abc import Iterator
from typing import Final

# A delimiter of a block, such as `<!-- wp:image {"id":3114} -->`; JSON in it has no `>`.
_DELIMITER: Final = re.compile(r"<!--\s*(/?)wp:([a-z][a-z0-9_/-]*)(\s+\{[^>]*\})?\s*(/?)-->")
_MARK: Final = re.compile(r"<!--\s*(?:more|nextpage|noteaser)\s*-->")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SHORTCODE: Final = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|embed|audio|video|playlist|contact-form[\w-]*)\b[^\[\]]*\]"
)
_EMPTY: Final = re.compile(r"<p\b[^>]*>(?:\s|&nbsp;|\u00a0)*</p>")
# Whose words a quote has, without the dash that old posts have before it.
_CITATION: Final = re.compile(
    r"<cite\b[^>]*>(?!\s*[—–―-])(?P<who>(?:(?!</?cite).)*)</cite>\s*(?=</blockquote)",
    re.DOTALL | re.IGNORECASE,
)
_VERBATIM: Final = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2\s*>)", re.DOTALL)
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?=\n)")
_BLOCK: Final = (
    r"</?(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer"
    r"|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr"
    r"|ul)\b[^<>]*>"
)
_BEGINS_BLOCK: Final = re.compile(rf"\s*{_BLOCK}", re.IGNORECASE)
_ENDS_BLOCK: Final = re.compile(rf"(?:{_BLOCK}|<br\s*/?>)\s*$", re.IGNORECASE)

Litter = list[tuple[str, str]]
"""Texts that are no words of the post, each with the reason why it is left out."""


def clean(content: str) -> tuple[str, Litter]:
    """Return the content of a post as HTML, and what of it only WordPress understands."""
    litter: Litter = []
    parts: list[str] = []
    depth = end = 0
    content = content.replace("\r\n", "\n")
    for match in (*_DELIMITER.finditer(content), None):
        inside = content[end : match.start() if match else len(content)]
        inside = _MARK.sub("\n\n", inside)
        inside = _without(_COMMENT, inside, litter, "a comment")
        inside = _without(_SHORTCODE, inside, litter, "a shortcode, which only WordPress knows")
        # outside of blocks WordPress makes paragraphs of lines; so it was before there were blocks
        parts.append(inside if depth else _paragraphs(inside))
        if match is None:
            break
        end = match.end()
        if match[4]:
            litter.append((match[0], "a block of which WordPress makes the words"))
        else:
            depth = max(0, depth - 1) if match[1] else depth + 1
    html = _CITATION.sub(r"<p>— \g<who></p>", "".join(parts))
    return _EMPTY.sub("", html), litter


def _without(pattern: re.Pattern[str], html: str, litter: Litter, reason: str) -> str:
    litter.extend((match[0], reason) for match in pattern.finditer(html))
    return pattern.sub("", html)


def _paragraphs(text: str) -> str:
    """Return text with a paragraph for each blank line, as `wpautop` of WordPress has them."""
    parts = _VERBATIM.split(text)  # text, verbatim, its name, text, ...
    for number in range(0, len(parts), 3):
        parts[number] = "\n\n".join(_chunks(parts[number]))
        if number + 2 < len(parts):
            parts[number + 2] = ""
    return "".join(parts)


def _chunks(text: str) -> Iterator[str]:
    for chunk in _BLANK_LINES.sub("\n", text).split("\n\n"):
        if chunk.replace("&nbsp;", " ").strip():
            is_block = _BEGINS_BLOCK.match(chunk) is not None
            yield _with_breaks(chunk if is_block else f"<p>{chunk.strip()}")


def _with_breaks(chunk: str) -> str:
    """Return a chunk with line breaks, where no block begins or ends."""
    first, *rest = chunk.split("\n")
    lines = [first]
    for line in rest:
        is_between = _ENDS_BLOCK.search(lines[-1]) or _BEGINS_BLOCK.match(line)
        lines.append(line if is_between or not lines[-1].strip() else f"<br>{line}")
    return "\n".join(lines)
