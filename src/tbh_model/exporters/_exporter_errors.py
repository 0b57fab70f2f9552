"""Why an exporter cannot be had: each error names the package, what was found, and the remedy."""

from tbh_model._errors import TBHError
from tbh_model._suggest import closest
from tbh_model._version import __version__
from tbh_model.exporters._entries import GENERATION, PACKAGE, SWITCH, ExporterEntry


class UnknownExporterError(TBHError, LookupError):
    """No exporter has the name that was asked for."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        """Name what was asked for, the nearest that there is, and all that there are."""
        suggestion = closest(self.name, self.known)
        advice = (
            f"did you mean {suggestion!r}?" if suggestion else f"there are {', '.join(self.known)}"
        )
        return f"no exporter named {self.name!r}; {advice}"


class UnusableExporterError(TBHError):
    """An exporter is there and cannot be used: the root of what may be wrong with a package."""

    problem: str
    """What was found."""
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        """Describe what was found, and what to do about it."""
        return f"{self.problem}; {self.remedy}"


class ExporterConflictError(UnusableExporterError, LookupError):
    """Several packages bring an exporter of one name."""

    def __init__(self, name: str, entries: tuple[ExporterEntry, ...]) -> None:
        super().__init__(name, entries)
        self.name, self.entries = name, entries
        packages = " and ".join(f"{entry.distribution} {entry.version}" for entry in entries)
        both = "both" if len(entries) == 2 else "all"  # noqa: PLR2004 - as people say it
        self.problem = f"{packages} {both} bring an exporter named {name!r}"
        addresses = tuple(dict.fromkeys(entry.address for entry in entries))
        self.remedy = f"write {' or '.join(addresses)}"
        if len(addresses) == 1:
            self.problem = f"{packages.partition(' and ')[0]} brings several named {name!r}"
            self.remedy = f"update or remove {entries[0].distribution}"


class BrokenExporterError(UnusableExporterError):
    """A package brings an exporter that cannot be imported."""

    def __init__(self, entry: ExporterEntry, cause: str, remedy: str | None = None) -> None:
        super().__init__(entry, cause, remedy)
        self.entry, self.cause = entry, cause
        self.problem = f"{_describe_entry(entry)} cannot be used: {entry.target}: {cause}"
        self.remedy = remedy or f"update or remove {entry.distribution}"


class ExporterGenerationError(UnusableExporterError):
    """A package brings an exporter for another generation of the contract."""

    def __init__(self, entry: ExporterEntry) -> None:
        super().__init__(entry)
        self.entry = entry
        cause = f"{entry.target} is written for generation {entry.generation} of exporters"
        host = f"{PACKAGE} {__version__} runs generation {GENERATION}"
        self.problem = f"{_describe_entry(entry)} cannot be used: {cause}, and {host}"
        needed_version = f"a version of {entry.distribution} for generation {GENERATION}"
        is_newer = entry.generation > GENERATION
        self.remedy = (
            f"update {PACKAGE}, or install {needed_version}"
            if is_newer
            else f"install {needed_version}"
        )


class ExporterSwitchedOffError(UnusableExporterError, LookupError):
    """An exporter is installed, and the environment keeps it out."""

    def __init__(self, entry: ExporterEntry) -> None:
        super().__init__(entry)
        self.entry = entry
        self.problem = (
            f"{_describe_entry(entry)} is switched off by the environment variable {SWITCH}"
        )
        self.remedy = f"add {entry.address} to it, or unset it"


class InvalidExporterError(UnusableExporterError, TypeError):
    """Something was given as an exporter that is none."""

    def __init__(
        self, what: str, found: str, advice: str, entry: ExporterEntry | None = None
    ) -> None:
        super().__init__(what, found, advice, entry)
        self.what, self.found, self.advice, self.entry = what, found, advice, entry
        self.problem = f"{what} is not an exporter: {found}"
        self.remedy = advice
        if entry is not None:
            self.problem = f"{_describe_entry(entry)} cannot be used: {self.problem}"
            self.remedy = f"update or remove {entry.distribution} (for its authors: {advice})"


def _describe_entry(entry: ExporterEntry) -> str:
    return f"exporter {entry.name!r} of {entry.distribution} {entry.version}"
