"""The plain text: 72 columns, and addresses in footnotes."""

import tbh_model as tbh
from talk import edition, message, part, response, series


def text(**fields: object) -> str:
    return part(message(series(editions=(edition(**fields),))), "plain")


def test_a_letter_is_text_from_top_to_bottom() -> None:
    """The name stands before the words, and the sender at the end."""
    assert text() == (
        "What is patience for?\n"
        "=====================\n"
        "\n"
        "Read on the web:\n"
        "https://example.org/small/editions/patience/\n"
        "\n"
        "The Challenge: Patience\n"
        "-----------------------\n"
        "\n"
        "The Challengers: Psychotherapists\n"
        "---------------------------------\n"
        "\n"
        "The Challenge:\n"
        "\n"
        "> “What is patience for?”\n"
        "\n"
        "The Results\n"
        "-----------\n"
        "\n"
        "Dana Okafor [1]\n"
        "\n"
        "> “A long room.”\n"
        "\n"
        "[1] https://dana.example/\n"
        "\n"
        "---\n"
        "The Small Practice\n"
        "1 Lane\n"
        "Town\n"
        "desk@example.org\n"
        "Unsubscribe: https://example.org/stop\n"
    )


def test_a_link_is_a_footnote() -> None:
    """One for each address, where the text is not the address itself."""
    words = "[a](https://a.example/) and [b](https://b.example/), [a again](https://a.example/), "
    shown = text(introduction=tbh.markdown(f"{words}<https://c.example/>"))

    assert "a [1] and b [2], a again [1], https://c.example/\n" in shown
    assert "[1] https://a.example/\n[2] https://b.example/\n[3] https://dana.example/\n" in shown


def test_lines_are_at_most_72_columns() -> None:
    """Quotations and items stay what they are on each of their lines."""
    words = "word " * 40
    answer = tbh.markdown(f"{words}\n\n- {words}\n\n1. {words}\n\n> {words}")
    shown = text(introduction=answer, responses=(response(answer=answer),))
    lines = shown.splitlines()

    assert max(map(len, lines)) <= 72
    assert [line for line in lines if line.startswith("> - word")]
    assert [line for line in lines if line.startswith(">   word")]
    assert [line for line in lines if line.startswith("> > word")]
    assert shown.count("word") == 40 * 8


def test_a_long_address_is_not_broken() -> None:
    """It would lead nowhere."""
    url = f"https://a.example/{'x' * 90}"

    assert f"\n[1] {url}\n" in text(introduction=tbh.markdown(f"[here]({url})"))
