"""Lines of text: where they break, which way they run, and in which glyphs."""

import pytest

from tbh_cards._fonts import Font, Typeface, missing_characters
from tbh_cards._text import TextBlock, pieces, set_text, shape

SCRIPTS = {
    "ar": "قالت ما فعلته، ولم تقل «لكن».",
    "bn": "ক্ষমা চাওয়া ছোট ছিল।",
    "el": "Η συγγνώμη ήταν σύντομη.",
    "en": "An apology that worked was short.",
    "he": "התנצלות שעבדה הייתה קצרה.",
    "hi": "क्षमायाचना छोटी थी।",
    "hy": "Ներողությունը կարճ էր։",
    "ja": "うまくいった謝罪は短いものでした。",
    "ka": "ბოდიში მოკლე იყო.",
    "km": "ការសុំទោសខ្លី។",
    "ko": "사과는 짧았습니다.",
    "lo": "ຄຳຂໍໂທດສັ້ນ",
    "my": "တောင်းပန်မှုက တိုတယ်။",
    "ru": "Извинение было коротким.",
    "ta": "மன்னிப்பு குறுகியதாக இருந்தது.",
    "th": "คำขอโทษที่ได้ผลนั้นสั้น",
    "vi": "Lời xin lỗi ấy rất ngắn.",
    "zh-Hans": "真正有用的道歉很短。",
    "zh-Hant": "真正有用的道歉很短，說得慢。",
    "am": "ይቅርታው አጭር ነበር።",
}


def typeface(language: str = "en", size: float = 50) -> Typeface:
    return Typeface(language, size=size)


def lines(text: str, width: float, language: str = "en") -> TextBlock:
    return set_text(text, typeface(language), width, 1.2, hangs=True)


def word_counts(text: str, width: float) -> list[int]:
    """Return how many glyphs of words each line has."""
    return [len(line.glyphs) for line in lines(text, width).lines]


@pytest.mark.parametrize(("language", "text"), SCRIPTS.items(), ids=SCRIPTS)
def test_every_script_has_its_glyphs(language: str, text: str) -> None:
    """Each in a font that has them, and none is a box."""
    assert missing_characters(text) == ""
    assert all(glyph.index != 0 for glyph in shape(text, typeface(language)).glyphs)


def test_letters_join() -> None:
    """Arabic letters have the form of their place, and Indic ones stand in their order."""
    joined, alone = shape("لكن", typeface("ar")), [shape(sign, typeface("ar")) for sign in "لكن"]

    assert {glyph.index for glyph in joined.glyphs}.isdisjoint(
        glyph.index for line in alone for glyph in line.glyphs
    )
    assert len(shape("क्षि", typeface("hi")).glyphs) < len("क्षि")


@pytest.mark.parametrize("emoji", ["👩🏽‍⚕️", "👨‍👩‍👧‍👦", "❤️", "🇨🇦", "👋🏽", "1️⃣"])
def test_an_emoji_is_one_glyph(emoji: str) -> None:
    """However many characters it is made of."""
    (glyph,) = (each for each in shape(emoji, typeface()).glyphs if each.font.outline(each.index))

    assert glyph.font.file.stem == "NotoEmoji"


def test_a_character_that_no_font_has_is_named() -> None:
    """Once."""
    assert missing_characters("a\U00012000b\U00012000 \u200d") == "\U00012000"


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("I am, in minutes", "en", ["I ", "am, ", "in ", "minutes"]),
        ("dix\u00a0000 euros\u202f!", "fr", ["dix\u00a0000 ", "euros\u202f!"]),
        ("well-known — yes—no", "en", ["well-", "known — ", "yes—", "no"]),
        ("—Yes, at -5 – 10", "es", ["—Yes, ", "at ", "-5 – ", "10"]),
        ("言います。「ごめん」", "ja", ["言います。", "「ごめん」"]),
        ("คำขอโทษสั้น", "th", ["คำ", "ขอ", "โทษ", "สั้น"]),
        ("짧았습니다. 그녀는", "ko", ["짧았습니다. ", "그녀는"]),
    ],
)
def test_lines_break_where_readers_pause(text: str, language: str, parts: list[str]) -> None:
    """Between words, after hyphens, between phrases; never at a no-break space."""
    assert pieces(text, language) == parts


def test_lines_are_even() -> None:
    """Not full ones, and one word at the end."""
    text = "Nobody asked me two times, and I said it all the same."
    widths = [line.width for line in lines(text, 900).lines]

    assert len(widths) == 2
    assert min(widths) > 0.75 * max(widths)


def test_a_word_wider_than_a_line_is_cut() -> None:
    """And no line is too wide."""
    block = lines("Donaudampfschifffahrtsgesellschaft", 300)

    assert len(block.lines) > 2
    assert all(line.width <= 300 for line in block.lines)


def test_line_breaks_of_the_author_stay() -> None:
    """Also where the lines are short."""
    assert len(lines("On two\nlines.", 900).lines) == 2


@pytest.mark.parametrize(
    ("text", "language", "marks"),
    [
        ("“Yes.”", "en", 1),
        ("«\u00a0Oui.\u00a0»", "fr", 2),
        ("Yes.", "en", 0),
        ("「はい」", "ja", 1),
    ],
)
def test_an_opening_mark_hangs(text: str, language: str, marks: int) -> None:
    """Beside the first line, and with its space."""
    hanging = lines(text, 900, language).lines[0].hanging

    assert (0 if hanging is None else len(hanging.glyphs)) == marks


def test_two_directions_stand_in_one_line() -> None:
    """Hebrew runs from the right; a number and an English word within it from the left."""
    line = shape("אבג 15 abc", typeface("he"), rtl=True)
    fonts = [glyph.font.file.stem for glyph in line.glyphs]
    alone = [shape(word, typeface("he")).glyphs for word in ("abc", "ג", "א")]

    assert fonts[0] == "SourceSerif4"
    assert [glyph.index for glyph in line.glyphs[:3]] == [glyph.index for glyph in alone[0]]
    assert [line.glyphs[-3].index, line.glyphs[-1].index] == [each[0].index for each in alone[1:]]


def test_han_characters_have_the_form_of_their_language() -> None:
    """Marks between them too."""
    fonts = {
        language: {glyph.font.file.stem for glyph in shape("直，", typeface(language)).glyphs}
        for language in ("zh-Hans", "ja")
    }

    assert fonts == {"zh-Hans": {"NotoSerifSC"}, "ja": {"NotoSerifJP"}}


def test_large_letters_are_finer() -> None:
    """The optical size follows the size."""
    small, large = (typeface(size=size).font_for("a") for size in (30, 100))

    assert dict(small.variations)["opsz"] == 15
    assert dict(large.variations)["opsz"] == 50
    assert isinstance(small, Font)
    assert small.outline(5) != large.outline(5)
