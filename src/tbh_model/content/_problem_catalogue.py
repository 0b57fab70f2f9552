"""What each problem code means: one file of the catalogue for each."""

from functools import cache
from importlib.resources import files
from typing import Final

from attrs import frozen

from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._problems import Severity
from tbh_model._suggest import closest

_FOLDER: Final = "catalogue"
_ENDING: Final = ".md"


@final
@frozen(kw_only=True)
class Explanation:
    """What a problem code means, and what to do about it."""

    code: str
    """The code of the problem."""
    title: str
    """What is wrong, in a few words."""
    severity: Severity
    """How much it matters, as a rule: some codes are milder in some places."""
    text: str
    """Markdown: what it means and why it matters, then an example with the mistake and one
    without."""

    @property
    def description(self) -> str:
        """The text without its examples."""
        return self.text.partition("\n```")[0].strip()


class UnknownCodeError(TBHError, LookupError):
    """There is no problem with this code."""

    def __init__(self, code: str, known: tuple[str, ...]) -> None:
        super().__init__(code, known)
        self.code, self.known = code, known

    def __str__(self) -> str:
        """Name what was asked for, and the nearest that there is."""
        suggestion = closest(self.code, self.known)
        advice = (
            f"did you mean {suggestion}?"
            if suggestion
            else f"codes are {self.known[0]} and the like"
        )
        return f"no problem has the code {self.code!r}; {advice}"


def explanation(code: str) -> Explanation:
    """Return the explanation of a problem code, in either case.

    Raises:
        UnknownCodeError: If there is no such code.

    >>> content.explanation("tbh107").code
    'TBH107'
    """
    all_codes = codes()
    if code.upper() not in all_codes:
        raise UnknownCodeError(code, all_codes)
    return _explanation(code.upper())


@cache
def codes() -> tuple[str, ...]:
    """Return all problem codes in order.

    >>> content.codes()[0]
    'TBH101'
    """
    names = (file.name for file in files("tbh_model.content").joinpath(_FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


@cache
def _explanation(code: str) -> Explanation:
    file = files("tbh_model.content").joinpath(_FOLDER, f"{code}{_ENDING}")
    head, _, text = file.read_text(encoding="utf-8").partition("\n---\n\n")
    title, severity = (line.partition(": ")[2] for line in head.split("\n")[1:])
    return Explanation(code=code, title=title, severity=Severity(severity), text=text)
