"""HTML in a feed."""

import re
from collections.abc import Iterator
from typing import Any, Final

from html5lib.html5parser import ParseError

from feed_rules._document import Document, Finding, names_of, rule

_ALLOWED: Final = names_of(
    "a abbr acronym address area article aside audio b bdi big blockquote br button "
    "caption center cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure footer font header h1 h2 h3 h4 h5 h6 hr i img ins kbd li main map mark "
    "nav ol p picture pre q rp rt ruby s samp section small source span strike strong "
    "sub summary sup table tbody td time tfoot th thead tr track tt u ul var video "
    "wbr"
)
"""What a reader keeps; forms are left out of what the validator allows."""
_KEPT: Final = names_of(
    "abbr align alt border cite class colspan datetime dir height hreflang id lang "
    "longdesc loading name open rel reversed rowspan scope sizes span src srcset "
    "start style summary target title translate type href value width"
)
_STYLES: Final = re.compile(
    r"\s*(?:(?:color|background-color|border|clear|direction|display|float|font-(?:family|size|"
    r"style|variant|weight)|height|letter-spacing|line-height|margin(?:-\w+)?|padding(?:-\w+)?|"
    r"text-(?:align|decoration|indent)|vertical-align|white-space|width)\s*:"
    r"[\w\s#%.,!'\"-]+(?:;\s*|$))*"
)


@rule("NotHtml")
def html(document: Document) -> Iterator[Finding]:
    """What is HTML has no error."""
    for name, tree in document.html:
        if isinstance(tree, ParseError):
            yield Finding("NotHtml", f"{name}: {tree}")


@rule("SecurityRisk", "SecurityRiskAttr", "DangerousStyleAttr")
def safe_html(document: Document) -> Iterator[Finding]:
    """It holds nothing that a reader takes out: no script, form or frame, no `on...`."""
    for name, element in html_elements(document):
        if element.tag not in _ALLOWED:
            yield Finding("SecurityRisk", f"{name}: {element.tag}")
        for key, value in element.attrib.items():
            if key == "style" and not _STYLES.fullmatch(value):
                yield Finding("DangerousStyleAttr", value)
            elif key not in _KEPT and not key.startswith("data-"):
                yield Finding("SecurityRiskAttr", f"{name}: {key}")


@rule("ContainsRelRef")
def absolute_html(document: Document) -> Iterator[Finding]:
    """Every address in it is absolute, also one inside the page."""
    for _, element in html_elements(document):
        for key in ("href", "src", "cite", "poster"):
            if key in element.attrib and not re.match(r"\w+:", element.attrib[key].strip()):
                yield Finding("ContainsRelRef", element.attrib[key])


def html_elements(document: Document) -> Iterator[tuple[str, Any]]:
    for name, tree in document.html:
        if not isinstance(tree, ParseError):
            for element in tree.iter():
                if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
                    yield name, element
