"""The page of a letter, as a mail program reads it."""

import re

import html5lib
import pytest
from attrs import evolve

import tbh_model as tbh
from talk import AT, edition, message, part, response, series
from tbh_email import Email
from tbh_model.exporters import with_images


def page(content: tbh.Series, **options: object) -> str:
    return part(message(content, **options), "html")


def words(html: str) -> str:
    tree = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    return " ".join("".join(tree.xpath("//body//text()")).split())


def test_the_parts_stand_in_their_order() -> None:
    """The name before the words; the sender and the way out at the end."""
    answer = tbh.markdown("I wait, *mostly*.")
    content = series(
        editions=(
            edition(introduction=tbh.markdown("Hello."), responses=(response(answer=answer),)),
        )
    )
    shown = words(page(content))
    order = (
        *("Small Talk", "What is patience for?", "May 1, 2026", "Read on the web", "Hello."),
        *("Dana Okafor", "“A long room.”", "I wait, mostly.", "The Small Practice", "1 Lane"),
        *("desk@example.org", "Unsubscribe"),
    )
    at = shown.index("Small Talk")
    for each in order:
        at = shown.index(each, at)


def test_what_looks_like_markup_is_text() -> None:
    """In every field, also in the title of the page and the text of a picture."""
    hostile = "<b>\"&amp;'</b> </style><script>"
    image = tbh.Image(src="https://h.example/a.png", alt=hostile)
    content = series(
        title=hostile,
        editions=(edition(title=hostile, summary=hostile, image=image, sign_off=hostile),),
    )
    html = page(content)

    assert words(html).count(hostile) == 4
    tree = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    assert tree.xpath("//img/@alt") == [hostile]
    assert tree.xpath("//script") == []


def test_each_element_has_its_style_and_nothing_is_loaded() -> None:
    """No style sheet, font or script from elsewhere; the rest is for dark and narrow screens."""
    html = page(series())

    assert '<p class="masthead" style="' in html
    assert re.findall(r"<(?:link|script|iframe|form|object)\b", html) == []
    assert "url(" not in html
    assert "@import" not in html
    assert html.count("<style") == 1
    assert "@media (prefers-color-scheme: dark)" in html
    assert "max-width: 600px" in html
    assert '<table role="presentation" width="600"' in html


def test_the_line_beside_the_subject_comes_first_and_is_not_seen() -> None:
    """With blanks behind it, so that no program shows what follows."""
    html = page(series(editions=(edition(summary="On waiting."),)))
    body = html[html.index("<body") :]

    assert re.match(r'<body[^>]*>\s*<div class="preheader" style="display: none;', body)
    assert words(html).startswith("On waiting. ")


def test_the_first_closing_call_is_a_button() -> None:
    """With the padding that Outlook reads; its sentence stands above without a link."""
    calls = tuple(
        tbh.CallToAction(
            key=key,
            kind=tbh.CallToActionKind.BOOK,
            text=f"You can {key} a room.",
            link_text=f"{key} a room",
            url=f"https://example.org/{key}",
        )
        for key in ("book", "see")
    )
    html = page(series(editions=(edition(calls_to_action=calls),)))

    assert '<p style="margin: 0 0 18px;">You can book a room.</p>' in html
    assert "mso-padding-alt: 13px 26px" in html
    assert re.search(
        r'<a class="button-link" href="https://example.org/book"[^>]*>Book a room</a>', html
    )
    assert re.search(r'You can <a [^>]*href="https://example.org/see"[^>]*>see a room</a>', html)


@pytest.mark.parametrize(
    ("language", "direction", "side"), [("ar", "rtl", "right"), ("fr", "ltr", "left")]
)
def test_a_letter_runs_as_its_language_does(language: str, direction: str, side: str) -> None:
    """And an answer in another language says so."""
    other = response(id="r-2", language="he", quote="הסבלנות")
    both = (response(), other)
    html = page(series(language=language, editions=(edition(responses=both),)))

    assert f'<html lang="{language}" dir="{direction}"' in html
    assert f"border-{side}: 3px solid" in html
    assert re.search(r'<blockquote class="said"[^>]* lang="he"', html)


def test_a_picture_is_never_an_svg() -> None:
    """Mail programs do not show one."""
    image = tbh.Image(src="https://h.example/a.svg", alt="A pond")
    content = series(
        editions=(edition(image=image, introduction=tbh.markdown("![b](https://h.example/b.svg)")),)
    )

    assert ".svg" not in page(content)


def test_the_picture_at_the_top_keeps_its_proportions() -> None:
    """As wide as the letter is; its height follows from its file, or from what the author says."""
    image = tbh.Image(src="images/pond.gif", alt="A pond")
    gif = b"GIF89a\x90\x01\xc8\0" + bytes(10)
    content = series(editions=(edition(image=image),))

    remote = evolve(image, src="https://h.example/pond.gif")
    drawn = evolve(remote, width=1072, height=200)
    file = with_images(content, {image.src: gif})

    for shown, height in (
        (file, "268"),
        (series(editions=(edition(image=drawn),)), "100"),
        (series(editions=(edition(image=remote),)), None),
    ):
        tree = html5lib.parse(page(shown), treebuilder="lxml", namespaceHTMLElements=False)
        sizes = [(image.get("width"), image.get("height")) for image in tree.xpath("//img")]
        assert sizes == [("536", height)]


def test_links_have_utm_parameters_where_they_are_wished() -> None:
    """But for the page of the edition, and the way out."""
    tracking = tbh.Tracking(hosts=("example.org",), source="letter")
    words_ = tbh.markdown("[a](https://example.org/a) [b](#r-1)")
    html = page(series(editions=(edition(introduction=words_),)), tracking=tracking)

    assert set(re.findall(r'href="([^"]*utm_[^"]*)"', html)) == {
        "https://example.org/a?utm_source=letter"
    }
    assert 'href="https://example.org/small/editions/patience/#r-1"' in html


def test_a_letter_that_is_cut_off_is_a_warning_with_its_heaviest_part() -> None:
    """A short one is none, and none is refused."""
    long = response(answer=tbh.markdown("So many words. " * 8000))
    made = tbh.export(series(editions=(edition(responses=(long,)),)), Email(), at=AT)
    short = tbh.export(series(), Email(), at=AT)

    (warning,) = (each for each in made.warnings if each.code == "TBH448")
    assert "the heaviest part is the answer of Dana Okafor" in warning.message
    assert warning.path == "e-1.responses"
    assert made[0].body
    assert "TBH448" not in {each.code for each in short.warnings}


def test_many_short_answers_are_heavy_too() -> None:
    """Every answer has its markup."""
    many = tuple(response(id=f"r-{number}", quote=f"No {number}.") for number in range(200))
    made = tbh.export(series(editions=(edition(responses=many),)), Email(), at=AT)

    assert "TBH448" in {each.code for each in made.warnings}


def test_the_bar_beside_a_quote_is_where_its_language_begins() -> None:
    """Also where the letter runs the other way."""
    answers = (response(), response(id="r-2", language="he", quote="הסבלנות"))
    html = page(series(editions=(edition(responses=answers),)))
    quotes = re.findall(r'<div class="quote[^>]*>', html)

    assert "border-left: 3px solid" in quotes[0]
    assert "border-right: 3px solid" in quotes[1]
    assert "border-left: 0" in quotes[1]
