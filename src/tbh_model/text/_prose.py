"""Markdown that is paragraphs of words and emphasis and nothing else: written without its tree.

Nearly every answer is that. The parser writes the HTML itself then, which is twenty times as fast;
a law of the tests holds it to what the tree would give.
"""

import re
from functools import lru_cache
from typing import Final

_NOT_SIMPLE: Final = re.compile(
    r"<(?!/?p>|/em>|/strong>|em>[^<]*</em>(?!<em>)|strong>[^<]*</strong>(?!<strong>))"
)
"""In HTML, a tag of anything else, an emphasis in an emphasis, or two of a kind without a gap."""


@lru_cache(maxsize=128)
def simple_html(source: str) -> str | None:
    """Return the HTML of a text in which nothing can be wrong; `None` where it is no mere prose."""
    if "&" in source:  # a reference may stand for a character that cannot be carried
        return None
    import pyromark  # a compiled library, only for those who read Markdown

    html = pyromark.html(source)
    if _NOT_SIMPLE.search(html):
        return None
    return html.removesuffix("\n").replace('"', "&quot;")  # these tags have no attributes


def simple_words(source: str) -> str | None:
    """Return the words of a text in which nothing can be wrong; `None` if it is no prose."""
    html = simple_html(source)
    if not html:
        return html
    text = html[len("<p>") : -len("</p>")].replace("</p>\n<p>", "\n\n")
    if "<" in text:
        text = _EMPHASIS.sub("", text)
    if "&" in text:
        text = text.replace("&quot;", '"').replace("&gt;", ">")
    return text


_EMPHASIS: Final = re.compile("</?(?:em|strong)>")
