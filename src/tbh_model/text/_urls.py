"""Addresses of links and images: which are allowed, what was meant, how they join and are written.

Every address that an author writes is looked at here, and every address that goes out is written
here: `url_error` and `url_warning` on the way in, `join` and `uri` on the way out.
"""

import re
from posixpath import normpath
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from tbh_model._characters import ZERO_WIDTH_SPACES
from tbh_model._errors import closest
from tbh_model.text._unicode import replace_unencodable

# The only schemes that a link or an image may have.
ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# A browser drops these before it looks for the scheme (URL Standard, section 4.4).
_DROPPED_ANYWHERE = re.compile(r"[\t\n\r]")
_DROPPED_IN_FRONT = "".join(map(chr, range(0x21)))
# What RFC 3986 lets stand; "%" is there because what is encoded already stays as it is. A second
# "#" begins nothing, and is encoded.
_SAFE = "!$%&'()*+,-./:;=?@_~"
_URI = re.compile(
    r"(?:[!$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})*"
    r"(?:#(?:[!$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})*)?"
)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PARTS = re.compile(r"((?:[^:/?#]+:)?//)((?:[^/?#@]*@)?)([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(.*?)((?::[0-9]*)?)")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
# No scheme, and neither rooted nor a query, a fragment or nothing at all.
_RELATIVE_PATH = re.compile(r"[^/?#]")
_ON_ITS_PAGE = re.compile(r"[?#]")
_NO_HOST = re.compile(r"https?:(?!//)|(?:https?:)?//(?:[^/?#]*@)?(?:[:/?#]|$)", re.IGNORECASE)
_WITH_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_MAILTO_WITHOUT_ADDRESS = re.compile(r"(?:mailto|tel):[\s?]*", re.IGNORECASE)
_HOLDS_USER = re.compile(r"(?:https?:)?//[^/?#]*@", re.IGNORECASE)
# RFC 3986, appendix B.
_REFERENCE = re.compile(
    r"(?:(?P<scheme>[^:/?#]+):)?(?://(?P<host>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)


def scheme(url: str) -> str | None:
    """Scheme of an address as a browser would read it, in lower case; `None` when relative."""
    match = _SCHEME.match(_strip_dropped(url))
    return match[1].lower() if match else None


def _strip_dropped(url: str) -> str:
    return _DROPPED_ANYWHERE.sub("", url.strip().lstrip(_DROPPED_IN_FRONT))


def has_allowed_scheme(url: str) -> bool:
    """Return whether a URL is relative, or has one of the `ALLOWED_SCHEMES`."""
    name = scheme(url)
    return name is None or name in ALLOWED_SCHEMES


def is_allowed(url: str) -> bool:
    """Return whether a URL may be the target of a link or an image.

    It is relative, or has one of the `ALLOWED_SCHEMES`. Where a host belongs there is one, without
    user name and password.

    >>> text.is_allowed("https://panel.example/"), text.is_allowed("javascript:alert(1)")
    (True, False)
    """
    return _url_error(url) is None


def url_error(url: str) -> tuple[str, str] | None:
    """Return why an address may not be that of a link or an image, and what to do; else `None`."""
    error = _url_error(url)
    if error is None:
        return None
    meant = correction(url)
    return error if meant is None else (error[0], f"did you mean {meant}?")


def _url_error(url: str) -> tuple[str, str] | None:
    if not has_allowed_scheme(url):
        hint = "use http, https, mailto or tel, or an address without a scheme"
        return "has a scheme that is not allowed", hint
    bare = _strip_dropped(url)
    if _NO_HOST.match(bare):
        return "has no host", "write the host after //, as in https://example.org/"
    if _HOLDS_USER.match(bare):
        hint = "leave out what is between // and @: everybody reads it"
        return "holds a user or a password", hint
    if _WITH_HOST.match(bare) and not _has_valid_netloc(bare):
        return "has a host or a port that cannot be", "write it as in https://example.org:8080/"
    if _MAILTO_WITHOUT_ADDRESS.fullmatch(bare):
        return "names nobody", "write whom, as in mailto:post@example.org or tel:+15195550142"
    return None


def _has_valid_netloc(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return re.search(r"[%\s]", parts.netloc) is None and parts.port != 0
    except ValueError:  # such as an open bracket, or a port of letters
        return False


def url_warning(url: str) -> tuple[str, str] | None:
    """Return why an allowed URL probably leads nowhere, and a remedy; None if it looks right.

    A path of the site whose first part looks like a host is written with `./` before it.

    >>> text.url_warning("https://panel.example/") is None
    True
    """
    bare = url.strip(_SURROUNDING_SPACE)
    if not bare:
        return "leads nowhere: there is no address", "write the address, or the words alone"
    warning = _mailbox_error(bare) or _number_error(bare)
    if warning is not None:
        return warning
    meant = correction(url)
    if meant is None or meant == uri(bare):
        return None
    hint = f"did you mean {meant}?"
    if _starts_with_host(bare):
        hint += f" A page of the site itself is written ./{bare}"
    return "is mistyped", hint


def _mailbox_error(url: str) -> tuple[str, str] | None:
    match = _MAILTO.match(url)
    if match is None or _MAILBOXES.fullmatch(unquote(match[1])) or (not match[1] and "to=" in url):
        return None
    meant = correction(url)
    if meant is not None:
        return "names no mailbox", f"did you mean {meant}?"
    return "names no mailbox", "write it as in mailto:post@example.org"


def _number_error(url: str) -> tuple[str, str] | None:
    match = _TEL.match(url)
    if match is None or _NUMBER.fullmatch(unquote(match[1])):
        return None
    meant = correction(url)
    if meant is not None:
        return "is no number that a telephone can dial", f"did you mean {meant}?"
    return "is no number that a telephone can dial", "write digits, as in tel:+15195550142"


def correction(url: str) -> str | None:
    """Return the URL that a mistyped URL probably means, or None if it looks right.

    >>> text.correction("www.panel.example")
    'https://www.panel.example'
    """
    if len(url) > _MAX_URL_LENGTH:
        return None
    meant = _correct(_strip_paste(replace_unencodable(url).strip(_SURROUNDING_SPACE)))
    if not meant or meant.lower() == url.lower() or _url_error(meant) is not None:
        return None
    if _ABSOLUTE.match(meant) and "." not in meant and "localhost" not in meant:
        return None  # who writes `http:///x` may have meant anything
    return meant


def _correct(url: str) -> str:
    """Return an address with the beginning that it should have."""
    if mailbox := _MAILBOX_ONLY.fullmatch(url):
        return f"mailto:{mailbox[1]}"
    if number := _NUMBER_ONLY.fullmatch(url):
        return f"tel:{_digits(number[1])}"
    doubled = _DOUBLED.match(url)
    if doubled is not None:
        url = f"{'https' if doubled[1] else 'http'}://{url[doubled.end() :]}"
    beginning = _BEGINNING.match(url)
    if beginning is not None and (scheme_name := _intended_scheme(beginning)) is not None:
        rest = url[beginning.end() :]
        if scheme_name in {"mailto", "tel"}:
            rest = rest.lstrip("/\\ ")
            return f"{scheme_name}:{_dial_digits(rest) if scheme_name == 'tel' else rest}"
        host, _, path = rest.replace("\\", "/").lstrip("/ ").partition("/")
        slash = "/" if path or "/" in rest.lstrip("/\\ ") else ""
        path = path if beginning[0].endswith("://") else path.strip()
        return f"{scheme_name}://{host.strip()}{slash}{path}".replace(" ", "%20")
    if _starts_with_host(url):
        return f"https://{url.lstrip('/')}".replace("\\", "/").replace(" ", "%20")
    return url


def _intended_scheme(beginning: re.Match[str]) -> str | None:
    name, sign, slashes = beginning[1].lower(), beginning[2].strip(), beginning[3]
    if sign != ":" and not slashes.strip():
        return None
    if name in ALLOWED_SCHEMES:
        return name
    if name in _OTHER_SCHEMES:
        return None
    return closest(name, _SCHEMES)


def _dial_digits(number: str) -> str:
    """Return a number whose letters are the digits that they stand for on a telephone."""
    words = number.upper()
    if not _WORD_NUMBER.fullmatch(words):
        return _digits(number) if _NUMBER_ONLY.fullmatch(number) else number
    return _digits("".join(_KEYS.get(sign, sign) for sign in words))


def _digits(number: str) -> str:
    return re.sub(r"[^\d+]", "", number)


def _starts_with_host(url: str) -> bool:
    """Return whether an address begins like a host: `www.`, or two labels and no file type."""
    match = _HOST_IN_FRONT.match(url)
    if match is None:
        return False
    if match[1].lower().startswith("www."):
        return True
    return match[2].lower() not in _FILE_ENDINGS


def _strip_paste(url: str) -> str:
    """Return a pasted URL without surrounding quotation marks, brackets and commas."""
    while True:
        inner = url.strip(_SURROUNDING_SPACE)
        if len(inner) > 1 and inner[-1] == _PAIRS.get(inner[0]):
            inner = inner[1:-1]
        elif inner.startswith(tuple(_OPENING)):
            inner = inner[1:]
        elif _ABSOLUTE.match(inner) or _HOST_IN_FRONT.match(inner):
            inner = _strip_trailing_punctuation(inner)
        if inner == url:
            return url
        url = inner


def _strip_trailing_punctuation(url: str) -> str:
    last = url[-1]
    if last in ".,;:!\"'`":
        return url[:-1]
    opening = _OPENED_BY.get(last)
    return url[:-1] if opening is not None and url.count(opening) < url.count(last) else url


# Characters of an address that a person may have typed.
_MAX_URL_LENGTH = 2048
_SURROUNDING_SPACE = f" \t\r\n\f\v\xa0{ZERO_WIDTH_SPACES}"
_PAIRS = {'"': '"', "'": "'", "<": ">", "(": ")", "[": "]", "“": "”", "«": "»", "‘": "’", "`": "`"}
_OPENING = ('"', "'", "<", "“", "«", "‘", "`")
_OPENED_BY = {closing: opening for opening, closing in _PAIRS.items()} | {"}": "{"}
_ABSOLUTE = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_SCHEMES = ("https", "http", "mailto", "tel")
# Schemes of their own, which are no misspelling of one of ours.
_OTHER_SCHEMES = frozenset({"ftp", "sftp", "file", "data", "sms", "whatsapp", "telnet", "callto"})
_DOUBLED = re.compile(r"https?:/{0,3}http(s)?:?/{1,3}(?=[^/])", re.IGNORECASE)
_BEGINNING = re.compile(r"([A-Za-z]{2,8})(\s*[:;.]?\s*)([/\\ ]*)")
_HOST_IN_FRONT = re.compile(
    r"(?:/{3,})?((?:[^\W_](?:[\w-]*[^\W_])?\.)+([^\W\d_]{2,24}))(?=[/\\?#:]|$)(?::\d+(?=[/?#]|$))?"
)
_MAILBOX = r"[^\s@/:?#<>()\[\],;\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,24}"
_MAILBOX_ONLY = re.compile(rf"({_MAILBOX})")
_MAILTO = re.compile(r"mailto:([^?]*)", re.IGNORECASE)
_MAILBOXES = re.compile(r"[^@,\s]+@[^@,\s/]+(?:,[^@,\s]+@[^@,\s/]+)*")
_TEL = re.compile(r"tel:([^;?]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[\d().\- *#]*\d[\d().\- *#]*")
_NUMBER_ONLY = re.compile(r"(\+[\d().\- ]{6,24}\d)")
_WORD_NUMBER = re.compile(r"\+?[\d().\- ]*\d[\d().\- ]*-[A-Z\d-]{2,10}")
_KEYS = {
    letter: str(key)
    for key, letters in enumerate(("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), 2)
    for letter in letters
}
# Last parts of names that are files of a site, and not hosts.
_FILE_ENDINGS = frozenset(
    re.findall(
        r"\w+",
        "html htm xhtml php asp aspx jsp pdf txt text md markdown rst csv tsv json xml rss atom "
        "opml yaml yml toml css js mjs ts png jpg jpeg gif svg svgz webp avif heic ico bmp tif "
        "tiff mov webm ogg wav flac vtt srt zip gz tar rar epub doc docx odt xls xlsx ods ppt "
        "pptx odp ics vcf eps psd woff ttf otf exe dmg iso log bak old orig draft ",
    )
)


def mailto(mailbox: str) -> str:
    """Return the `mailto:` URI of a mailbox, with reserved characters encoded (RFC 6068).

    >>> text.mailto("a&b@panel.example")
    'mailto:a%26b@panel.example'
    """
    name, _, host = mailbox.rpartition("@")
    return f"mailto:{quote(name, safe=_SAFE_IN_MAILBOX)}@{quote(_encode_host(host), safe='[]:')}"


_SAFE_IN_MAILBOX = "!$'*+@"


def join(base: str | None, reference: str, page: str | None = None) -> str:
    """Return a URL resolved against a base.

    An absolute base is joined as in RFC 3986, fragments and empty segments included. A relative
    base such as `../../` is put before relative paths; absolute and rooted URLs, queries and
    fragments stay as they are. Without a base, a URL stays as it is, and so does one that cannot be
    parsed.

    Args:
        base: The base of the URL.
        reference: The URL.
        page: The page to which a query or a fragment alone belongs.

    >>> text.join("https://panel.example/a/", "../b"), text.join("../", "b")
    ('https://panel.example/b', '../b')
    """
    if base is None or scheme(reference) is not None:
        return reference
    if page is not None and _ON_ITS_PAGE.match(reference):
        base = page
    if scheme(base) is None:
        return base + reference if _RELATIVE_PATH.match(reference) else reference
    try:
        urlsplit(reference)
    except ValueError:  # such as an open bracket where a host should be
        return reference
    return _resolve_reference(base, reference)


def _resolve_reference(base: str, reference: str) -> str:
    """Resolve a reference without a scheme (RFC 3986, section 5.2.2)."""
    base_parts, parts = _split_reference(base), _split_reference(reference)
    host, path, query = parts["host"], parts["path"] or "", parts["query"]
    if host is None:
        host = base_parts["host"]
        root = base_parts["path"] or ""
        if not path:
            path, query = root, base_parts["query"] if query is None else query
        elif not path.startswith("/"):
            folder = root.rpartition("/")[0]
            path = f"{folder}/{path}"
    resolved = f"{base_parts['scheme']}:" + ("" if host is None else f"//{host}")
    resolved += _remove_dot_segments(path)
    resolved += "" if query is None else f"?{query}"
    return resolved if parts["fragment"] is None else f"{resolved}#{parts['fragment']}"


def _split_reference(url: str) -> dict[str, str | None]:
    match = _REFERENCE.fullmatch(url)
    assert match is not None  # noqa: S101 - each part may be empty, and a dot matches anything
    return match.groupdict()


def _remove_dot_segments(path: str) -> str:
    """Return a path without dot segments (RFC 3986, section 5.2.4)."""
    if "/." not in path:
        return path
    output: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(output) > 1:
                output.pop()
        elif segment != ".":
            output.append(segment)
    if segments[-1] in {".", ".."}:
        output.append("")
    return "/".join(output)


def path_in_folder(url: str) -> str | None:
    """Return the path in the content folder that a URL in a text refers to, or None.

    >>> text.path_in_folder("images/a%20b.png"), text.path_in_folder("https://a.example/b.png")
    ('images/a b.png', None)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    path = normpath(unquote(parts.path))
    return None if path.startswith("..") else path


def uri(address: str) -> str:
    """Return a URL in any script as a URI (RFC 3987, section 3.1).

    The labels of the host are encoded in Punycode, everything else in percent-encoding. What is
    encoded already stays as it is. A percent sign that encodes nothing is encoded, and so is a
    second `#`. A character that cannot be encoded becomes U+FFFD.

    >>> text.uri("https://café.example/é")
    'https://xn--caf-dma.example/%C3%A9'
    """
    if _URI.fullmatch(address):
        return address
    encoded = _BARE_PERCENT.sub("%25", replace_unencodable(address))
    start, mark, fragment = encoded.partition("#")
    end = f"{mark}{quote(fragment, safe=_SAFE)}"
    parts = _PARTS.fullmatch(start)
    if parts is None:
        return f"{quote(start, safe=_SAFE)}{end}"
    prefix, user, host, rest = parts.groups()
    return f"{prefix}{quote(user, safe=_SAFE)}{_encode_host(host)}{quote(rest, safe=_SAFE)}{end}"


def _encode_host(authority: str) -> str:
    match = _HOST.fullmatch(authority)
    if authority.isascii() or match is None:
        return quote(authority, safe=f"{_SAFE}[]")
    name, port = match.groups()
    labels = _DOTS.split(normalize("NFKC", name.lower()))
    return f"{'.'.join(map(_encode_label, labels))}{port}"


def _encode_label(label: str) -> str:
    """Write one label of a host name; the codec of Python follows an older standard (IDNA 2003)."""
    return quote(label) if label.isascii() else f"xn--{label.encode('punycode').decode()}"
