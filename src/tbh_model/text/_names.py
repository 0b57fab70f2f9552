"""Names of people, found in a text in whatever way they are written there."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final
from unicodedata import category, combining, normalize

# patterns are compiled when somebody looks for a name: that takes four milliseconds

# accents and vowel points, and what nobody sees: soft hyphens, joiners, marks of direction, tatweel
_PASSED_OVER: Final = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\xad\u034f\u061c\u0640\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_UNSEEN: Final = (
    "[\xad\u034f\u061c\u0640\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff]"
)
_RUN: Final = r"[^\W_]+"
_SIGN: Final = r"[\s'`´ʹʻʼ‘’‛′\-‐-―−_.,·・/+]"
"""What may stand between the parts of a name, or inside one, such as `O’Neil`."""
_MOST_SIGNS: Final = 3
_LONG: Final = 8
"""Letters from which on a name is one without any sign between its parts: `#DanaKowal`."""
_LETTER: Final = r"[^\W\d_]"
# Thai, Lao, Burmese, Khmer, Chinese and Japanese, which put no space between words
_WITHOUT_SPACES: Final = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_KOREAN: Final = "[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]"
_BEFORE: Final = "[\u0590-\u08ff]"
"""Arabic and Hebrew, where a word of one letter is written together with the next."""
_ATTACHED: Final = "\u0648\u0641\u0628\u0644\u0643\u0648\u05d5\u05d1\u05dc\u05db\u05de\u05e9\u05d4"


def letters(words: str) -> tuple[str, ...]:
    """Return the runs of letters of a text in small letters, without accents, as ids have them."""
    bare = "".join(each for each in normalize("NFKD", words.casefold()) if not combining(each))
    return tuple(re.findall(rf"{_LETTER}+", bare))


def is_spaceless(name: str) -> bool:
    """Return whether a name is in a script that puts no space between its parts."""
    return re.search(_WITHOUT_SPACES, name) is not None or re.search(_KOREAN, name) is not None


def has_name(text: str, name: str) -> bool:
    """Return whether a name stands in a text, however it is spelled there."""
    if _pattern(name).search(_kept(text)) is None:
        return False
    return _is_long(name) or next(places_of(text, name), None) is not None


def places_of(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands in a text: in any case and Unicode form, with any sign inside it.

    Accents do not count where a name has several parts. Marks that nobody sees never do. In scripts
    with spaces it stands by itself; in others it may stand inside a run of signs.
    """
    letters: list[str] = []
    at: list[int] = []
    for index, sign in enumerate(text):
        for letter in _bare(sign):
            letters.append(letter)
            at.append(index)
    for found in _pattern(name).finditer("".join(letters)):
        start, end = at[found.start()], at[found.end() - 1] + 1
        while end < len(text) and (
            re.match(_PASSED_OVER, text[end]) or category(text[end])[0] == "M"
        ):
            end += 1  # what belongs to the last letter
        if _is_long(name) or _accented(text[start:end]) == _accented(name):
            yield start, end


def _is_long(name: str) -> bool:
    return len(_runs(name)) > 1


def _runs(name: str) -> list[str]:
    return re.findall(_RUN, _bare(name))


def _bare(text: str) -> str:
    """Return a text as it is compared: in small letters, without accents and what is not seen."""
    if text.isascii():
        return text.lower()
    return re.sub(_PASSED_OVER, "", normalize("NFKD", text.casefold())).casefold()


_kept: Final = lru_cache(maxsize=16)(_bare)
"""The same, for many names that are looked for in one text."""


def _accented(text: str) -> str:
    return normalize("NFC", re.sub(_UNSEEN, "", text).strip().casefold())


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    bare = _bare(name)
    runs = [re.escape(run) for run in _runs(name)]
    if not runs:
        return re.compile(re.escape(bare))
    fewest = 0 if sum(map(len, runs)) >= _LONG else 1
    gaps = [
        r"\s+".join(map(re.escape, re.split(r"\s+", gap))) for gap in re.split(_RUN, bare)[1:-1]
    ]
    between = [rf"(?:{_SIGN}{{{fewest},{_MOST_SIGNS}}}|{gap})" for gap in gaps]
    written = runs[0]
    if gaps:
        *some, last = zip(between, runs[1:], strict=True)
        first = runs[0] + "".join(chain.from_iterable(some))
        written = rf"{first}{''.join(last)}|{runs[-1]}\s*,\s*{first}"
    before, after = rf"(?<!{_LETTER})", rf"(?!{_LETTER})"
    if re.search(_WITHOUT_SPACES, name):
        before = after = ""
    elif re.search(_KOREAN, name):
        after = ""
    elif re.search(_BEFORE, name):
        before = rf"(?:{before}|(?<={before}[{_ATTACHED}]))"
    return re.compile(rf"{before}(?:{written}){after}")
