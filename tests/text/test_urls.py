import pytest

from tbh_model.text import is_allowed, join


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
