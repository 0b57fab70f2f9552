"""Names that are taken out of texts, and what becomes of the markup around them."""

import pytest

from tbh_model.rights._redact import NameReplacer, remove_names
from tbh_model.text import markdown, write_markdown

REPLACER = NameReplacer(names={"Dana Okafor": "a colleague"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I asked Dana Okafor.", "I asked a colleague."),
        ("I asked *Dana* Okafor.", "I asked a colleague."),
        ("[Dana Okafor](https://h.example/dana)", "a colleague"),
        ('[she](https://h.example/x "Dana Okafor")', '[she](https://h.example/x "a colleague")'),
        ("![Dana Okafor](a.png)", "![a colleague](a.png)"),
        ("![Dana Okafor](dana.png)", "a colleague"),
        ("# ![](dana.png)\n\nNobody.", "Nobody."),
        ("> ```\n> Dana Okafor\n> ```", "> ```\n> a colleague\n> ```"),
    ],
)
def test_a_name_goes_wherever_it_stands(text: str, expected: str) -> None:
    """In words, titles and code; what leads to the person leads nowhere."""
    cleaned = remove_names(markdown(text), REPLACER, lambda url: "dana" in url)

    assert write_markdown(cleaned).strip() == expected


def test_a_text_without_the_name_is_the_same_object() -> None:
    """Whatever else is in it."""
    text = markdown('# A\n\n![b](c.png "d") [e](f "g") `h`\n\n```\ni\n```')

    assert remove_names(text, REPLACER, lambda url: "dana" in url) is text
