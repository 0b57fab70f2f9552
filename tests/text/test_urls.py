import pytest

from tbh_model.text import is_allowed, join, path_in_folder, uri


@pytest.mark.parametrize(
    "url",
    [
        "http://a.b",
        "HTTPS://a.b",
        "mailto:a@b.c",
        "tel:+1",
        "//a.b",
        "/a",
        "a",
        "./a:b",
        "?a:b",
        "#a",
        "",
        "1:2",
    ],
)
def test_a_web_address_or_a_relative_one_is_allowed(url: str) -> None:
    """These lead a reader somewhere and do nothing else."""
    assert is_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:x",
        "JaVaScRiPt:x",
        " javascript:x",
        "\x01javascript:x",
        "\u00a0javascript:x",
        "java\tscript:x",
        "java\nscript\r:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
        "ftp://x",
        "example.com:8080",
    ],
)
def test_every_other_scheme_is_refused_however_it_is_dressed(url: str) -> None:
    """A browser looks through all of these disguises."""
    assert not is_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        *("https://", "http:///x", "https:x.y", "https:/x.y", "HTTPS://?q", "https://#f"),
        *("https://:80/", "https://@/", "https://a:b@", "//", "///x", " ht\ttps://\n"),
    ],
)
def test_a_web_address_without_a_host_is_refused(url: str) -> None:
    """It leads nowhere, or where a browser guesses."""
    assert not is_allowed(url)


@pytest.mark.parametrize(
    "url",
    ["https://ana:secret@a.b/", "http://ana@a.b", "//a:b@c/d", "hTTps://\\a:b@c", "h\nttps://a@b"],
)
def test_a_web_address_with_a_user_or_a_password_is_refused(url: str) -> None:
    """Whoever reads the page reads it too."""
    assert not is_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        *("https://[::1/", "https://a.b:port/", "https://a.b:99999/", "//a.b:0", "https://%/"),
        *("https://a%20b/", "https://a b/", "mailto:", "tel:", "MAILTO:?", "http://[x]y/"),
    ],
)
def test_an_address_that_no_program_could_follow_is_refused(url: str) -> None:
    """Some would fail at it, and others guess."""
    assert not is_allowed(url)


@pytest.mark.parametrize("url", ["https://a.b/@ana", "https://a.b?c@d", "//a.b#c@d", "/a@b", "a@b"])
def test_an_at_sign_elsewhere_is_no_user(url: str) -> None:
    """Such as in the address of a profile."""
    assert is_allowed(url)


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("b", "https://x.y/z/b"),
        ("../b", "https://x.y/b"),
        ("/b", "https://x.y/b"),
        ("#b", "https://x.y/z/a#b"),
        ("?b", "https://x.y/z/a?b"),
        ("", "https://x.y/z/a"),
        ("//b/c", "https://b/c"),
        ("http://b", "http://b"),
        ("mailto:b@c.d", "mailto:b@c.d"),
        ("//[b", "//[b"),
    ],
)
def test_an_absolute_base_joins_as_rfc_3986_says(reference: str, joined: str) -> None:
    """A feed reader needs whole addresses, fragments included."""
    assert join("https://x.y/z/a", reference) == joined


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("b/c", "../../b/c"),
        ("../b", "../../../b"),
        ("/b", "/b"),
        ("#b", "#b"),
        ("?b", "?b"),
        ("", ""),
        ("//b/c", "//b/c"),
        ("http://b", "http://b"),
    ],
)
def test_a_relative_base_is_put_before_relative_paths_alone(reference: str, joined: str) -> None:
    """A page two folders down finds the files of the root."""
    assert join("../../", reference) == joined


def test_no_base_leaves_an_address_as_it_is() -> None:
    """Nothing is made up."""
    assert join(None, "../b") == "../b"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/a-b_c~d?e=f&g=%20#h", "https://example.org/a-b_c~d?e=f&g=%20#h"),
        ("https://example.org/é?ü=ß#ø", "https://example.org/%C3%A9?%C3%BC=%C3%9F#%C3%B8"),
        ("https://example.org/a b/[1]", "https://example.org/a%20b/%5B1%5D"),
        ("https://exämple.org:80/", "https://xn--exmple-cua.org:80/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),  # not strasse.example
        ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("//ÄB.example/", "//xn--b-zfa.example/"),
        ("https://ä:b@é.example/", "https://%C3%A4:b@xn--9ca.example/"),
        ("http://[::1]:80/é", "http://[::1]:80/%C3%A9"),
        ("mailto:é@example.org", "mailto:%C3%A9@example.org"),
        ("../é", "../%C3%A9"),
        ("https://example.org/\x01\ud800", "https://example.org/%EF%BF%BD%EF%BF%BD"),
    ],
)
def test_an_address_in_any_script_becomes_a_uri(address: str, written: str) -> None:
    """Old programs read it too, and it leads to the same place."""
    assert uri(address) == written
    assert uri(written) == written


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("images/a%20b.png?x#y", "images/a b.png"),
        ("./images/../a.png", "a.png"),
        ("../a.png", None),
        ("/a.png", None),
        ("https://example.org/a.png", None),
        ("//example.org/a.png", None),
        ("//[x/a.png", None),
        ("#a", None),
    ],
)
def test_an_address_may_stand_for_a_file_of_the_content_folder(url: str, path: str | None) -> None:
    """Where it is relative and does not lead out."""
    assert path_in_folder(url) == path
