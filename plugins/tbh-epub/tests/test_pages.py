from datetime import date
from pathlib import Path

import pytest
from lxml import etree

import talk
import tbh_model as tbh
from reader import EPUB_TYPE, book, select, tag, words

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_an_answer_is_a_figure_with_its_byline() -> None:
    """A reading system knows who said what, and the place has a name that stays."""
    (figure, *_) = _figures(talk.edition("tea"))
    caption, quote = figure

    assert figure.get("id") == "response-r-1"
    assert words(quote) == "“Words of number 1.”"
    assert words(caption) == "Ines Moreau, RP"
    assert select(caption, "h:a/@href") == ["panel.xhtml#person-t-1"]


def test_who_is_not_named_in_full_has_no_link() -> None:
    """Nothing leads to a page on them."""
    (figure,) = _figures(
        talk.edition("tea", responses=(talk.response(1, attribution=tbh.Attribution.FIRST_NAME),))
    )

    assert words(figure[0]) == "Ines, RP"
    assert select(figure, ".//h:a") == []


def test_an_anonymous_answer_has_no_caption() -> None:
    """There is nothing to say of the person."""
    (figure,) = _figures(
        talk.edition("tea", responses=(talk.response(1, attribution=tbh.Attribution.ANONYMOUS),))
    )

    assert [tag(each) for each in figure] == ["blockquote"]


def test_lines_of_a_quote_are_kept() -> None:
    """An empty line begins a paragraph, any other line end breaks the line."""
    (figure,) = _figures(
        talk.edition("tea", responses=(talk.response(1, quote="One\nTwo\n\nThree"),))
    )

    assert [words(each) for each in select(figure, ".//h:p")] == ["“OneTwo", "Three”"]
    assert len(select(figure, ".//h:br")) == 1


def test_an_answer_in_another_language_says_so() -> None:
    """For voices and hyphenation, and for the way it runs."""
    (figure,) = _figures(talk.edition("tea", responses=(talk.response(1, language="ar"),)))

    assert dict(figure[1].attrib) == {"lang": "ar", XML_LANG: "ar", "dir": "rtl"}


def test_an_edition_in_another_language_says_so() -> None:
    """The page, the table of contents, and the byline in its words."""
    made = book(talk.series(talk.edition("tea", language="fr-CA")))

    assert made.edition("tea").get(XML_LANG) == "fr-CA"
    assert select(made.page("nav.xhtml"), "//h:a[@href='edition-tea.xhtml']/@lang") == ["fr-CA"]
    assert words(select(made.edition("tea"), "//h:p[@class='by']")[0]) == "Par Nell Editor"


def test_our_own_words_say_that_they_are_english_where_nobody_translated_them() -> None:
    """A German page does not pretend that "By" is German."""
    made = book(talk.series(talk.edition("tea", language="de")))

    assert select(made.edition("tea"), "//h:p[@class='by']/h:span/@lang") == ["en"]


def test_parts_stand_in_the_order_of_the_outline() -> None:
    """That of every other channel, because one place decides it."""
    fix = tbh.Correction(on=date(2026, 6, 2), kind=tbh.CorrectionKind.CORRECTION, text="Two.")
    call = tbh.CallToAction(
        key="book", kind=tbh.CallToActionKind.BOOK, text="Book an hour.", link_text="Book",
        url="../book/",
    )  # fmt: skip
    tea = talk.edition(
        "tea",
        introduction=tbh.markdown("Hello."),
        overview=tbh.Overview(),
        corrections=(fix,),
        sign_off="Bye.",
        calls_to_action=(call,),
        notices=(tbh.Notice(text=tbh.markdown("No advice."), kind=tbh.NoticeKind.DISCLAIMER),),
    )
    (chapter,) = select(book(talk.series(tea)).edition("tea"), "//h:body/h:section")

    assert [each.get("class", tag(each)) for each in chapter] == [
        "header", "introduction", "overview", "challenge", "challengers", "results",
        "corrections", "sign-off", "calls", "notice",
    ]  # fmt: skip
    assert words(select(chapter, "h:section[@class='corrections']")[0]).endswith("2026: Two.")
    assert select(chapter, "h:section[@class='calls']//h:a/@href") == ["https://example.org/book/"]
    assert chapter[-1].get(EPUB_TYPE) == "notice"


def test_calls_and_notices_for_other_channels_are_left_out() -> None:
    """A book is made for the channel of what cannot be taken back."""
    web, letter = frozenset({tbh.Channel.WEB}), frozenset({tbh.Channel.NEWSLETTER})
    tea = talk.edition(
        "tea",
        notices=(
            tbh.Notice(text=tbh.markdown("For the page."), channels=web),
            tbh.Notice(text=tbh.markdown("For the letter."), channels=letter),
        ),
    )
    page = book(talk.series(tea)).edition("tea")

    assert [words(each) for each in select(page, "//*[@class='notice']")] == ["For the letter."]


def test_an_answer_that_only_the_web_may_show_is_told_of_and_not_shown() -> None:
    """Consent to a page that can be taken down is none to a copy that is kept."""
    only_web = tbh.Consent(uses=frozenset({tbh.Channel.WEB}), granted=date(2020, 1, 1))
    tea = talk.edition("tea", responses=(talk.response(1), talk.response(2, consents=(only_web,))))
    page = book(talk.series(tea)).edition("tea")

    assert "number 2" not in words(page)
    assert select(page, "//h:p[@class='more']/h:a/@href") == [
        "https://example.org/talk/editions/tea/"
    ]


def test_a_link_to_an_edition_of_the_book_stays_in_the_book() -> None:
    """Every other one leads to the web."""
    text = tbh.markdown(
        "[here](editions/ink/) and [there](https://a.example/) and [far](editions/x/)"
    )
    tea, ink = talk.edition("tea", introduction=text), talk.edition("ink")
    page = book(talk.series(tea, ink)).edition("tea")

    assert select(page, "//*[@class='introduction']//h:a/@href") == [
        "edition-ink.xhtml",
        "https://a.example/",
        "https://example.org/talk/editions/x/",
    ]


@pytest.mark.parametrize(
    "url",
    ["http://1.2.3.999/", "http://xn--/"],
)
def test_a_link_that_nothing_could_follow_leaves_its_words(url: str) -> None:
    """A book with an address that is none would not be valid."""
    tea = talk.edition("tea", introduction=tbh.markdown(f"Go [there](<{url}>)."))
    (part,) = select(book(talk.series(tea)).edition("tea"), "//*[@class='introduction']")

    assert words(part) == "Go there."
    assert select(part, ".//h:a") == []


def test_characters_that_xml_cannot_carry_are_shown_as_such() -> None:
    """The book stays readable, and nothing goes missing in silence."""
    tea = talk.edition("tea", responses=(talk.response(1, quote="a\x01b\ufffec"),))
    (figure,) = _figures(tea)

    assert words(figure[1]) == "“a\ufffdb\ufffdc”"


def test_rich_text_keeps_its_shape() -> None:
    """Every kind of block and inline, as XHTML writes it."""
    source = '*a* **b** `c` [d](https://e.example/ "t")  \nf\n\n> g\n\n3. h\n4. i\n\n- j\n\n  k\n'
    text = f"{source}\n```py\nl < m\n```\n\n***\n"
    tea = talk.edition("tea", introduction=tbh.markdown(text))
    (part,) = select(book(talk.series(tea)).edition("tea"), "//*[@class='introduction']")

    assert [tag(each) for each in part.iter()] == [
        "section", "p", "em", "strong", "code", "a", "br", "blockquote", "p", "ol", "li", "li",
        "ul", "li", "p", "p", "pre", "code", "hr",
    ]  # fmt: skip
    assert select(part, "h:ol/@start") == ["3"]
    assert select(part, ".//h:a/@title") == ["t"]
    assert select(part, "h:pre/h:code/text()") == ["l < m"]


def test_headings_of_a_text_lie_under_its_section() -> None:
    """However deep an author began, and whatever levels were left out."""
    text = tbh.markdown("### a\n\n# b\n\n### c\n\n### d\n\n###### e\n")
    tea = talk.edition("tea", introduction=text)
    (part,) = select(book(talk.series(tea)).edition("tea"), "//*[@class='introduction']")

    assert [tag(each) for each in part] == ["h2", "h2", "h3", "h3", "h4"]


def test_the_panel_is_who_is_named_in_full() -> None:
    """With what is known of each, and where they answer."""
    hidden = talk.response(2, attribution=tbh.Attribution.INITIALS)
    made = book(talk.series(talk.edition("tea", responses=(talk.response(1), hidden))))
    page = made.page("panel.xhtml")

    assert [words(each) for each in select(page, "//h:h2")] == ["Ines Moreau"]
    assert select(page, "//h:section[@id='person-t-1']//h:a/@href") == [
        "edition-tea.xhtml#response-r-1"
    ]
    assert "Registered Psychotherapist" in words(page)


def test_without_anybody_named_in_full_there_is_no_page_on_the_panel() -> None:
    """Not even an empty one."""
    hidden = talk.response(1, attribution=tbh.Attribution.ROLE)
    made = book(talk.series(talk.edition("tea", responses=(hidden,))))

    assert "panel.xhtml" not in made.spine


def test_the_style_sets_no_colour() -> None:
    """Whoever reads light on dark goes on doing so."""
    style = book(talk.series(talk.edition("tea"))).archive.read("EPUB/style.css").decode()
    rules = [line for line in style.splitlines() if "color" in line.lower()]

    assert all("currentColor" in line for line in rules)
    assert "background" not in style


def test_names_with_any_letter_are_names_of_files(tmp_path: Path) -> None:
    """A slug and an id may have letters that a reading system would stumble over."""
    made = book(talk.awkward(tmp_path))

    assert "edition-_c9_mile_5f__7e_x.xhtml" in made.spine
    assert "response-_c9__5f__7e_1" in made.edition("_c9_mile_5f__7e_x").xpath("//@id")


def _figures(edition: tbh.Edition) -> list[etree._Element]:
    return select(book(talk.series(edition)).edition(edition.slug), "//h:figure")
