"""Find names of people in texts and in addresses, in any spelling."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final
from unicodedata import category, combining, normalize
from urllib.parse import unquote

from tbh_model._characters import IGNORABLE

# patterns are compiled when somebody looks for a name: that takes four milliseconds

# Invisible characters in names, and tatweel, which only extends them.
_UNSEEN_IN_NAMES: Final = f"{IGNORABLE}\u0640"
_INVISIBLE: Final = f"[{_UNSEEN_IN_NAMES}]"
# accents and vowel points, and what nobody sees
_IGNORED: Final = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    f"{_UNSEEN_IN_NAMES}]"
)
_RUN: Final = r"[^\W_]+"
# Characters between the parts of a name, or within one, such as `O’Neil`.
_SIGN: Final = r"[\s'`´ʹʻʼ‘’‛′\-‐-―−_.,·・/+]"
_MAX_SIGNS: Final = 3
# Letters from which on a name is one without any sign between its parts: `#DanaKowal`.
_MIN_JOINED_LETTERS: Final = 8
_LETTER: Final = r"[^\W\d_]"
# Thai, Lao, Burmese, Khmer, Chinese and Japanese, which put no space between words
_WITHOUT_SPACES: Final = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_KOREAN: Final = "[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]"
# Arabic and Hebrew, where a word of one letter is written together with the next.
_PREFIXING_SCRIPTS: Final = "[\u0590-\u08ff]"
_PREFIX_LETTERS: Final = (
    "\u0648\u0641\u0628\u0644\u0643\u0648\u05d5\u05d1\u05dc\u05db\u05de\u05e9\u05d4"
)


def letter_runs(words: str) -> tuple[str, ...]:
    """Return the runs of letters of a text in lower case and without accents, as in ids.

    >>> text.letter_runs("Inès Moreau, RC")
    ('ines', 'moreau', 'rc')
    """
    bare = "".join(
        character for character in normalize("NFKD", words.casefold()) if not combining(character)
    )
    return tuple(re.findall(rf"{_LETTER}+", bare))


def is_spaceless(name: str) -> bool:
    """Return whether a name is in a script without spaces between its parts.

    >>> text.is_spaceless("山田太郎"), text.is_spaceless("Ines Moreau")
    (True, False)
    """
    return re.search(_WITHOUT_SPACES, name) is not None or re.search(_KOREAN, name) is not None


def has_name(text: str, name: str) -> bool:
    """Return whether a text contains a name, in any spelling.

    >>> text.has_name("said ines moreau", "Ines Moreau")
    True
    """
    if _pattern(name).search(_normalize_cached(text)) is None:
        return False
    return _has_several_parts(name) or next(name_ranges(text, name), None) is not None


def name_ranges(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each occurrence of a name in a text.

    Case, Unicode form and separators within the name do not matter. Accents do not matter if the
    name has several parts, and invisible characters never do. In scripts with spaces a name is a
    whole word; in others it may occur within a run of characters.

    >>> list(text.name_ranges("said INES MOREAU", "Ines Moreau"))
    [(5, 16)]
    """
    letters: list[str] = []
    indices: list[int] = []
    for index, character in enumerate(text):
        for letter in _normalize_name(character):
            letters.append(letter)
            indices.append(index)
    for match in _pattern(name).finditer("".join(letters)):
        start, end = indices[match.start()], indices[match.end() - 1] + 1
        while end < len(text) and (re.match(_IGNORED, text[end]) or category(text[end])[0] == "M"):
            end += 1  # what belongs to the last letter
        if _has_several_parts(name) or _normalize_keeping_accents(
            text[start:end]
        ) == _normalize_keeping_accents(name):
            yield start, end


def _has_several_parts(name: str) -> bool:
    return len(_name_parts(name)) > 1


def _name_parts(name: str) -> list[str]:
    return re.findall(_RUN, _normalize_name(name))


def _normalize_name(text: str) -> str:
    """Return a text as it is compared: in small letters, without accents and what is not seen."""
    if text.isascii():
        return text.lower()
    return re.sub(_IGNORED, "", normalize("NFKD", text.casefold())).casefold()


# The same, for many names that are looked for in one text.
_normalize_cached: Final = lru_cache(maxsize=16)(_normalize_name)


def _normalize_keeping_accents(text: str) -> str:
    return normalize("NFC", re.sub(_INVISIBLE, "", text).strip().casefold())


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    bare = _normalize_name(name)
    runs = [re.escape(run) for run in _name_parts(name)]
    if not runs:
        return re.compile(re.escape(bare))
    min_signs = 0 if sum(map(len, runs)) >= _MIN_JOINED_LETTERS else 1
    gaps = [
        r"\s+".join(map(re.escape, re.split(r"\s+", gap))) for gap in re.split(_RUN, bare)[1:-1]
    ]
    separators = [rf"(?:{_SIGN}{{{min_signs},{_MAX_SIGNS}}}|{gap})" for gap in gaps]
    expression = runs[0]
    if gaps:
        *some, last = zip(separators, runs[1:], strict=True)
        first = runs[0] + "".join(chain.from_iterable(some))
        expression = rf"{first}{''.join(last)}|{runs[-1]}\s*,\s*{first}"
    lookbehind, lookahead = rf"(?<!{_LETTER})", rf"(?!{_LETTER})"
    if re.search(_WITHOUT_SPACES, name):
        lookbehind = lookahead = ""
    elif re.search(_KOREAN, name):
        lookahead = ""
    elif re.search(_PREFIXING_SCRIPTS, name):
        lookbehind = rf"(?:{lookbehind}|(?<={lookbehind}[{_PREFIX_LETTERS}]))"
    return re.compile(rf"{lookbehind}(?:{expression}){lookahead}")


_ID_PART: Final = re.compile(r"[^\W_]+")
# Letters: a part of a name that is shorter stands in half of all words.
_MIN_PART_LETTERS: Final = 3


def contains_name(name: str, address: str) -> bool:
    """Return whether a whole name stands in an id or address, with or without signs between."""
    decoded = unquote(address)
    if is_spaceless(name):
        return has_name(decoded, name)
    parts, runs = letter_runs(name), letter_runs(decoded)
    if not parts:
        return False
    joined = "".join(parts)
    return _contains_run(runs, parts) or (len(joined) >= _MIN_PART_LETTERS and joined in runs)


def reveals_person(name: str, id_: str, address: str) -> bool:
    """Return whether an address names a person: by a part of the name, initials, the id."""
    parts, runs = letter_runs(name), set(letter_runs(address))
    revealing = {part for part in parts if len(part) >= _MIN_PART_LETTERS}
    if len(parts) > 1:
        revealing |= {"".join(parts), "".join(part[0] for part in parts)}
    is_inside = any(
        len(part) > _MIN_PART_LETTERS and part in run for part in revealing for run in runs
    )
    return is_inside or bool(revealing & runs) or _contains_run(_id_parts(address), _id_parts(id_))


def _id_parts(id_: str) -> tuple[str, ...]:
    return tuple(_ID_PART.findall(id_.casefold()))


def _contains_run(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    is_long = sum(map(len, shorter)) >= _MIN_PART_LETTERS
    ends = range(len(shorter), len(longer) + 1)
    return is_long and any(longer[end - len(shorter) : end] == shorter for end in ends)
