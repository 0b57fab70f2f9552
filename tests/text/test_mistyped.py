"""What was meant by a mistyped address, and addresses as they go out."""

import string
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given, strategies as st

from tbh_model.text import correction, is_allowed, join, mailto, uri, url_warning
from tbh_model.text._urls import url_error


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("h.example/book", "https://h.example/book"),
        ("h.example", "https://h.example"),
        ("h.example:8080/x", "https://h.example:8080/x"),
        ("www.h.example", "https://www.h.example"),
        ("ann@h.example", "mailto:ann@h.example"),
        ("mailto://ann@h.example", "mailto:ann@h.example"),
        ("https//h.example", "https://h.example"),
        ("https:/h.example/x", "https://h.example/x"),
        ("https:h.example/x", "https://h.example/x"),
        ("https:///h.example/x", "https://h.example/x"),
        ("///h.example/x", "https://h.example/x"),
        ("https;//h.example", "https://h.example"),
        ("https ://h.example/", "https://h.example/"),
        ("htps://h.example/x", "https://h.example/x"),
        ("hhtp://h.example", "http://h.example"),
        ("https:\\\\h.example\\a", "https://h.example/a"),
        ("https://https://h.example/a", "https://h.example/a"),
        ("http://https//h.example", "https://h.example"),
        ("https://https:h.example/a", None),
        ('"https://h.example/a"', "https://h.example/a"),
        ("<https://h.example/>", "https://h.example/"),
        ("(https://h.example/)", "https://h.example/"),
        ("“https://h.example/a”", "https://h.example/a"),
        ("'https://h.example/a", "https://h.example/a"),
        ("https://h.example/a).", "https://h.example/a"),
        ("https://h.example/a,", "https://h.example/a"),
        ("tel:1-800-FLOWERS", "tel:18003569377"),
        ("tel:+1 519 555 0142", "tel:+15195550142"),
        ("+1 519 555 0142", "tel:+15195550142"),
        ("https://h.example/my page", "https://h.example/my%20page"),
        ("ftp://h.example/a", None),
        ("javascript:alert(1)", None),
        ("http:///x", None),
        ("x" * 3000, None),
    ],
)
def test_what_was_meant_is_said(written: str, meant: str | None) -> None:
    """As an address that can be followed."""
    assert correction(written) == meant
    assert meant is None or (is_allowed(meant) and url_warning(meant) is None)


@pytest.mark.parametrize(
    "url",
    [
        *("../x", "a", "./a:b", "1:2", "a@b", "images/x.png", "notes.pdf", "./h.example/book"),
        *(
            "releases/v1.2/",
            "node.js/x",
            "//h.example/x",
            "#r-1",
            "?q=1",
            "/x",
            "HTTPS://H.example",
        ),
        *("https://h.example/a_(b)", "https://h.example/“x”", "http://h.example:8080/a"),
        *("mailto:a@b.example?subject=hi", "mailto:?to=a@b.c", "tel:+1-519-555-0142;ext=3"),
        *("mailto:%61@b.example", "tel:%2B15195550142", "https://h.example/a b"),
    ],
)
def test_an_address_that_leads_somewhere_is_left_alone(url: str) -> None:
    """Whether it is one of the site or one of the web."""
    assert url_warning(url) is None


@pytest.mark.parametrize(
    ("url", "what", "hint"),
    [
        ("", "leads nowhere: there is no address", "write the address, or the words alone"),
        (" \u200b", "leads nowhere: there is no address", "write the address, or the words alone"),
        ("mailto: a@b.example", "names no mailbox", "did you mean mailto:a@b.example?"),
        ("mailto:ann", "names no mailbox", "write it as in mailto:post@example.org"),
        ("mailto://a@b.example", "names no mailbox", "did you mean mailto:a@b.example?"),
        (
            "tel:call-me",
            "is no number that a telephone can dial",
            "write digits, as in tel:+15195550142",
        ),
        (
            "tel:1-800-FLOWERS",
            "is no number that a telephone can dial",
            "did you mean tel:18003569377?",
        ),
        (
            "h.example/u",
            "is mistyped",
            "did you mean https://h.example/u? A page of the site itself is written ./h.example/u",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_suspected(url: str, what: str, hint: str) -> None:
    """With what to do."""
    found = url_warning(url)

    assert found is not None
    assert found[1] == hint
    assert found[0] in {what, "is mistyped"}


def test_what_is_refused_says_what_was_meant() -> None:
    """Where it can be told, and what is allowed where it cannot."""
    assert url_error("htps://h.example/") == (
        "has a scheme that is not allowed",
        "did you mean https://h.example/?",
    )
    assert url_error("javascript:x") == (
        "has a scheme that is not allowed",
        "use http, https, mailto or tel, or an address without a scheme",
    )


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://e.example/%", "https://e.example/%25"),
        ("https://e.example/%zz%41", "https://e.example/%25zz%41"),
        ("https://e.example/[a]|^", "https://e.example/%5Ba%5D%7C%5E"),
        ("https://e.example/\ufffd", "https://e.example/%EF%BF%BD"),
        ("https://e.example/a#b#c#d", "https://e.example/a#b%23c%23d"),
        ('https://e.example/"<>`{}\\', "https://e.example/%22%3C%3E%60%7B%7D%5C"),
        ("https://e.example/a;b=c,d!e$f&g'h(i)*j+k@l:m", None),
        ("a#b#c", "a#b%23c"),
        ("#é#", "#%C3%A9%23"),
    ],
)
def test_an_address_goes_out_as_a_uri(address: str, written: str | None) -> None:
    """What means something in a URI stays, all else is encoded, and nothing twice."""
    assert uri(address) == (written or address)


_HOSTILE = st.text(
    st.one_of(st.sampled_from("%/?#[]@:|^\\ \"'<>é\ud800\ufffd{}`~"), st.characters()), max_size=20
)
_ALLOWED = set(string.ascii_letters + string.digits + "-._~:/?#@!$&'()*+,;=%")


@given(_HOSTILE)
def test_whatever_is_written_a_uri_goes_out(text: str) -> None:
    """Of the signs of RFC 3986 alone, with one `#` at most, and the same when it goes out again."""
    written = uri(f"https://h.example/{text}")

    assert set(written) <= _ALLOWED
    assert written.count("#") <= 1
    assert all(
        len(part) >= 2 and set(part[:2]) <= set(string.hexdigits) for part in written.split("%")[1:]
    )
    assert uri(written) == written


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="%#?")))
def test_a_path_means_what_it_meant(text: str) -> None:
    """A program that decodes it has the path that was written."""
    assert unquote(urlsplit(uri(f"https://h.example/{text}")).path) == f"/{text}"


@given(st.text(st.sampled_from("ab?%&é#/+ '\"="), min_size=1, max_size=8))
def test_a_mailbox_is_one_to_every_program(name: str) -> None:
    """What means something in a URI is encoded: nothing becomes a subject, or a second reader."""
    written = mailto(f"{name}@h.example")
    parts = urlsplit(written)

    assert (parts.scheme, parts.query, parts.fragment) == ("mailto", "", "")
    assert unquote(parts.path) == f"{name}@h.example"


def test_the_host_of_a_mailbox_is_that_of_a_domain() -> None:
    """In Punycode, as every mail program looks it up."""
    assert mailto("why?me@h.example") == "mailto:why%3Fme@h.example"
    assert mailto("a,b%@é.example") == "mailto:a%2Cb%25@xn--9ca.example"


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("old/https://x.example/", "https://h.example/tea/old/https://x.example/"),
        ("a//b", "https://h.example/tea/a//b"),
        ("/a//b/../c", "https://h.example/a//c"),
        ("../../..", "https://h.example/"),
        ("./a/./b/.", "https://h.example/tea/a/b/"),
        ("//o.example", "https://o.example"),
        ("//o.example/a/../b", "https://o.example/b"),
        ("?q=a/../b", "https://h.example/tea/?q=a/../b"),
        ("", "https://h.example/tea/"),
    ],
)
def test_empty_segments_stay_and_dots_go(reference: str, joined: str) -> None:
    """RFC 3986, sections 5.2.2 and 5.2.4."""
    assert join("https://h.example/tea/", reference) == joined


@given(st.lists(st.sampled_from(["a", "b.c", "..", ".", "d"]), min_size=1, max_size=6))
def test_paths_join_as_the_standard_library_has_it(parts: list[str]) -> None:
    """Where no segment is empty, in which it differs from the standard."""
    reference = "/".join(parts)

    assert join("https://h.example/x/y", reference) == urljoin("https://h.example/x/y", reference)


def test_what_stands_on_a_page_is_joined_to_it() -> None:
    """A query or a fragment alone; all else belongs to the base."""
    page = "https://h.example/tea/editions/kettle/"

    assert join("https://h.example/tea/", "#r-1", page) == f"{page}#r-1"
    assert join("https://h.example/tea/", "?q=1", page) == f"{page}?q=1"
    assert join("https://h.example/tea/", "x", page) == "https://h.example/tea/x"
    assert join("../../", "#r-1") == "#r-1"


@given(st.text(max_size=30))
def test_every_text_can_be_judged(text: str) -> None:
    """However it looks; what is meant can be followed."""
    meant = correction(text)

    assert meant is None or is_allowed(meant)
    assert url_warning(text) is None or all(url_warning(text) or ())
    assert is_allowed(quote(text, safe=""))
