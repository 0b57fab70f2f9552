"""Old posts: from a document to a draft of an edition, with an account of every text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePath
from typing import Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._final import final
from tbh_model.i18n import LabelStrings
from tbh_model.importers._calls import CallReader, is_invitation, one_line
from tbh_model.importers._columns import plain_words
from tbh_model.importers._contract import (
    AccountLine,
    Cell,
    Fate,
    Importer,
    ImportSource,
    Record,
    UnreadableSourceError,
)
from tbh_model.importers._posts import (
    LONGEST_HEADING,
    QUOTED,
    Metadata,
    attribution_of,
    first_quote,
    one_line_text,
    quote_of,
)
from tbh_model.importers._registry import read
from tbh_model.model import (
    Challenge,
    Challengers,
    Edition,
    Labels,
    Notice,
    NoticeKind,
    Overview,
    Placement,
    Response,
    Series,
    Therapist,
    edition_slug,
)
from tbh_model.text import (
    Block,
    BulletList,
    Heading,
    OrderedList,
    Paragraph,
    RichText,
    words,
    write_plain,
)

# What stands in place of words that the editor has to find; it never passes the gate.
_MISSING: Final = "…"


@final
@frozen(kw_only=True)
class EditionImport:
    """Result of an import of old posts: the series with drafts, and what became of every text."""

    series: Series
    """The series with the new drafts. What was there is there as it was."""
    added: tuple[str, ...] = ()
    """The ids of editions that are new."""
    present: tuple[str, ...] = ()
    """The ids of editions that were there already, and are as they were."""
    decisions: tuple[str, ...] = ()
    """What an editor must still decide, each with its place."""
    account: tuple[AccountLine, ...] = ()
    """Every text of the source, and what became of it."""
    notes: tuple[str, ...] = ()
    """How the source was read where that is not certain."""


@check_arguments
def import_edition(
    series: Series, source: ImportSource, *, importer: Importer | None = None
) -> EditionImport:
    r"""Return a series with the editions of an old page, a document or an export, as drafts.

    Headings with the labels of the series, quotes with the lines below them, and invitations are
    recognised. What cannot be placed stays prose where it was. Nobody is made to have said
    something: who said a quote, and the consents, are left to the editor.

    Args:
        series: The series.
        source: The file.
        importer: The importer; by default the one for the name of the file.

    Returns:
        The series, what is to decide, and what became of every text of the source.

    Raises:
        NoImporterError: If no importer reads such files.
        UnreadableSourceError: If the source is not what its name says, or has no text.

    >>> page = "# Late Again\n\nWe asked.\n\n> I run.\n\n— Dana"
    >>> source = importers.ImportSource(name="late.md", data=page.encode())
    >>> result = importers.import_edition(series, source)
    >>> imported = result.series.edition(result.added[0])
    >>> imported.title, imported.responses[0].quote, imported.responses[0].byline
    ('Late Again', 'I run.', 'Dana')
    """
    imported = read(source, importer)
    posts = [record for record in imported.records if record.body]
    if not posts:
        problem, remedy = "it has no running text", "give a page, a document or an export of posts"
        raise UnreadableSourceError(source.name, problem, remedy)
    result = EditionImport(series=series, notes=imported.notes)
    for record in posts:
        result = _add(result, _Post(series=result.series, record=record, name=source.name))
    rest = (record for record in imported.records if not record.body)
    lines = (
        _line(record.place, cell.text, Fate.LEFT_OUT, "there is no text beside it")
        for record in rest
        for cell in record.cells
    )
    return evolve(result, account=(*result.account, *lines, *imported.left_out))


def _add(result: EditionImport, post: "_Post") -> EditionImport:
    edition = post.read()
    existing = [each for each in result.series.editions if each.id == edition.id]
    if existing:
        note = f"editions/{edition.id} is there already"
        account = (
            evolve(line, fate=Fate.UNCHANGED, note=note) if line.fate is Fate.PLACED else line
            for line in post.account
        )
        return evolve(
            result,
            present=(*result.present, edition.id),
            account=(*result.account, *account),
        )
    series = result.series
    labels = post.labels or series.labels
    return evolve(
        result,
        series=evolve(series, labels=labels, editions=(*series.editions, edition)),
        added=(*result.added, edition.id),
        decisions=(*result.decisions, *post.decisions(edition)),
        account=(*result.account, *post.account),
    )


class _Section(StrEnum):
    """A part of a page, in which a block can be."""

    INTRODUCTION = "introduction"
    OVERVIEW = "overview"
    CHALLENGE = "challenge"
    CHALLENGERS = "challengers"
    RESULTS = "results"
    CLOSING = "closing"


_NEXT_TIME: Final = re.compile(r"\b(next (time|week|month|edition|challenge)|prochaine? )")
_NOTICE: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.CRISIS: r"\b(crisis|emergency|911|988|112|suicid\w*|urgence)\b",
    NoticeKind.DISCLAIMER: r"\b(not (a )?(substitute|replace)|disclaimer|ne remplace)\b",
}
# Labels in other words than those of the series.
_LABELS: Final[Mapping[_Section, tuple[str, ...]]] = {
    _Section.OVERVIEW: ("today s challenge", "le defi du jour"),
    _Section.CHALLENGE: ("the challenge", "le defi"),
    _Section.CHALLENGERS: ("the challengers", "le panel"),
    _Section.RESULTS: ("the results", "les reponses"),
}
_LONGEST_CLOSING_HEADING: Final = 60


@define(kw_only=True)
class _Post:
    """Reads the blocks of one document into the parts of an edition."""

    series: Series
    record: Record
    name: str
    account: list[AccountLine] = field(factory=list)
    undecided: list[str] = field(factory=list)
    section: _Section = _Section.INTRODUCTION
    prose: dict[_Section, list[Block]] = field(factory=dict)
    values: dict[_Section, str] = field(factory=dict)
    """The text behind the label of a section, as in `The Challenge: Lateness`."""
    listed: dict[_Section, str] = field(factory=dict)
    """The same in the list at the top."""
    has_overview: bool = False
    prompt: str | None = None
    responses: list[Response] = field(factory=list)
    results_level: int = 0
    """The level of the heading of the answers; 0 if it is no heading."""
    has_names: bool = False
    """Whether headings name who answered."""
    closing: dict[str, str] = field(factory=dict)
    calls: CallReader = field(factory=CallReader)
    placement: Placement = Placement.SIGN_OFF
    notices: list[Notice] = field(factory=list)
    labels: Labels | None = None
    """The labels of a series without editions, which takes those of its first one."""

    @property
    def _strings(self) -> LabelStrings:
        return self.series.labels.within(self.series.language)

    def read(self) -> Edition:
        """Return the edition, a draft."""
        blocks = self.record.body.blocks if self.record.body else ()
        cells = {plain_words(cell.heading): cell for cell in reversed(self.record.cells)}
        title, start = self._title(blocks, cells)
        for number, block in enumerate(blocks[:start]):
            self._keep(number, block, Fate.LEFT_OUT, "it is above the title")
        start_of_results = None if self._has_label(blocks) else first_quote(blocks)
        last = max((number for number, block in enumerate(blocks) if quote_of(block)), default=-1)
        for number, block in enumerate(blocks[start + 1 :], start + 1):
            if number == start_of_results:
                self.section = _Section.RESULTS
            self._read(number, block, is_last=number > last)
        return self._edition(title)

    def _title(self, blocks: Sequence[Block], cells: Mapping[str, Cell]) -> tuple[str, int]:
        """Return the title, and the number of the block that is it; -1 if none is."""
        headings = [
            (block.level, number)
            for number, block in enumerate(blocks)
            if isinstance(block, Heading) and one_line(block.children)
        ]
        if headings:
            _, number = min(headings)
            block = blocks[number]
            if isinstance(block, Heading):
                self._keep(number, block, Fate.PLACED, "title")
                return one_line(block.children), number
        cell = cells.get("title") or cells.get("og title")
        text = _plain(blocks[0]) if blocks else ""
        if cell is not None and plain_words(text) != plain_words(cell.text):
            return one_line_text(cell.text), -1
        if isinstance(blocks[0], Paragraph) and len(text) <= LONGEST_HEADING:
            self._keep(0, blocks[0], Fate.PLACED, "title")
            return one_line_text(text), 0
        return PurePath(self.name).stem, -1

    def _keep(self, number: int, block: Block, fate: Fate, note: str) -> None:
        """Add a block to the account."""
        place = self._place(number)
        self.account.append(_line(place, _plain(block), fate, note))
        if fate is Fate.UNDECIDED:
            self.undecided.append(f"{place}: {note}")

    def _place(self, number: int) -> str:
        return ", ".join(filter(None, (self.record.place, f"block {number + 1}")))

    def _has_label(self, blocks: Sequence[Block]) -> bool:
        return any((self._label(block) or (None,))[0] is _Section.RESULTS for block in blocks)

    def _label(self, block: Block) -> tuple[_Section, str] | None:
        """Return the section that a block begins, and the text behind its label."""
        if not isinstance(block, Heading | Paragraph):
            return None
        text = one_line(block.children)
        label, colon, value = text.partition(":")
        for section, known in self._labels().items():
            if plain_words(label) in known and (colon or isinstance(block, Heading)):
                return section, value.strip()
        return None

    def _labels(self) -> Mapping[_Section, set[str]]:
        strings = self._strings
        own = {
            _Section.OVERVIEW: strings.overview,
            _Section.CHALLENGE: strings.challenge,
            _Section.CHALLENGERS: strings.challengers,
            _Section.RESULTS: strings.results,
        }
        return {section: {plain_words(own[section]), *_LABELS[section]} for section in own}

    def _read(self, number: int, block: Block, *, is_last: bool) -> None:
        if isinstance(block, Heading) and not one_line(block.children):
            return  # it has no words
        label = self._label(block)
        if label is not None and self._read_label(number, block, *label):
            return
        match self.section:
            case _Section.OVERVIEW:
                self._read_overview(number, block)
            case _Section.RESULTS:
                self._read_result(number, block, is_last=is_last)
            case _Section.CLOSING:
                self._read_closing(number, block)
            case _:
                self._read_prose(number, block)

    def _read_label(self, number: int, block: Block, section: _Section, value: str) -> bool:
        """Begin a section; return False if the block is something else."""
        quoted = QUOTED.fullmatch(value)
        if section is _Section.CHALLENGE and quoted and self.prompt is None:
            self.prompt = quoted[1]
            self._keep(number, block, Fate.PLACED, "challenge.prompt")
            return True
        if section in self.values or self.section in {_Section.RESULTS, _Section.CLOSING}:
            return False
        if section is _Section.OVERVIEW:
            self.has_overview = True
        elif not value and not (section is _Section.RESULTS and isinstance(block, Heading)):
            return False
        self.values[section] = value
        self.section = section
        self.results_level = block.level if isinstance(block, Heading) else 0
        is_label = section is _Section.RESULTS and not value
        note = "labels.results of the series" if is_label else _HEADINGS[section]
        self._keep(number, block, Fate.PLACED, note)
        return True

    def _read_overview(self, number: int, block: Block) -> None:
        """Read the list at the top; what is no such list is prose."""
        items = block.children if isinstance(block, BulletList | OrderedList) else ()
        labels = [self._label(item.children[0]) if item.children else None for item in items]
        self.section = _Section.INTRODUCTION
        if not labels or None in labels:
            self._read_prose(number, block)
            return
        self.listed = dict(label for label in labels if label is not None)
        self._keep(number, block, Fate.PLACED, "overview")

    def _read_prose(self, number: int, block: Block) -> None:
        self.prose.setdefault(self.section, []).append(block)
        self._keep(number, block, Fate.PLACED, _PROSE[self.section])

    def _read_result(self, number: int, block: Block, *, is_last: bool) -> None:
        quote = quote_of(block)
        attribution = attribution_of(block)
        if quote is not None:
            self._add_quote(number, block, *quote)
        elif attribution is not None and self.responses and self._is_unsigned():
            self._sign(attribution)
            self._keep(number, block, Fate.PLACED, f"responses/{self.responses[-1].id}.byline")
        elif isinstance(block, Heading) and self._names_person(block, is_last=is_last):
            self._add_person(number, block)
        elif is_last and self._begins_closing(block):
            self.section = _Section.CLOSING
            self._read_closing(number, block)
        elif self.responses:
            self._add_to_answer(number, block)
        else:
            self.section = _Section.CHALLENGERS
            self._read_prose(number, block)
            self.section = _Section.RESULTS

    def _names_person(self, heading: Heading, *, is_last: bool) -> bool:
        """Return whether a heading among the answers is that of somebody's answer."""
        is_deeper = 0 < self.results_level < heading.level
        return is_deeper and (self.has_names or not self.responses or not is_last)

    def _begins_closing(self, block: Block) -> bool:
        """Return whether what follows the last quote is no answer below it."""
        if isinstance(block, Heading):
            return True
        if not self.has_names and not any(response.answer for response in self.responses):
            return True
        if self.responses and self.responses[-1].quote == _MISSING:
            return False
        plain = plain_words(_plain(block))
        is_call = isinstance(block, Paragraph) and is_invitation(block)
        return is_call or _NEXT_TIME.search(plain) is not None

    def _is_unsigned(self) -> bool:
        last = self.responses[-1]
        return last.byline is None and last.therapist is None and last.answer is None

    def _add_quote(self, number: int, block: Block, quote: str, attribution: str | None) -> None:
        last = self.responses[-1] if self.responses else None
        if last is not None and last.quote == _MISSING:  # of somebody whom a heading has named
            self.responses[-1] = evolve(last, quote=quote)
        else:
            seed = f"{self._id()}\0{number}\0{quote}"
            id_ = f"r-{sha256(seed.encode()).hexdigest()[:6]}"
            self.responses.append(Response(id=id_, quote=quote))
        if attribution is not None:
            self._sign(attribution)
        self._keep(number, block, Fate.PLACED, f"responses/{self.responses[-1].id}.quote")

    def _add_person(self, number: int, heading: Heading) -> None:
        self.has_names = True
        seed = f"{self._id()}\0{number}"
        id_ = f"r-{sha256(seed.encode()).hexdigest()[:6]}"
        self.responses.append(Response(id=id_, quote=_MISSING))
        self._sign(one_line(heading.children))
        self._keep(number, heading, Fate.PLACED, f"responses/{id_}.byline")

    def _sign(self, line: str) -> None:
        """Attribute the last response to somebody of the series, or by the line as it is."""
        therapist = _therapist(self.series, line)
        last = self.responses[-1]
        if therapist is None:
            self.responses[-1] = evolve(last, byline=line)
        else:
            self.responses[-1] = evolve(last, therapist=therapist.id)

    def _add_to_answer(self, number: int, block: Block) -> None:
        last = self.responses[-1]
        blocks = last.answer.blocks if last.answer else ()
        answer = RichText(blocks=(*blocks, block))
        quote = None if last.quote == _MISSING else last.quote
        self.responses[-1] = evolve(last, quote=quote, answer=answer)
        self._keep(number, block, Fate.PLACED, f"responses/{last.id}.answer")

    def _read_closing(self, number: int, block: Block) -> None:
        """Place the last parts: sign-off, next time, calls, and what is left as notices."""
        if not isinstance(block, Heading | Paragraph):
            self._add_notice(number, block)
            return
        text = one_line(block.children)
        plain = plain_words(text)
        if self._is_closing_heading(block, text):
            self.placement = Placement.CLOSING
            self._read_closing_heading(number, block, text)
        elif not self.calls.calls and "next_time" not in self.closing and _NEXT_TIME.search(plain):
            self.closing["next_time"] = words(block.children)
            self._keep(number, block, Fate.PLACED, "next_time")
        elif isinstance(block, Paragraph) and is_invitation(block):
            self._add_call(number, block)
        elif not self.calls.calls and "next_time" not in self.closing:
            parts = filter(None, (self.closing.get("sign_off"), words(block.children)))
            self.closing["sign_off"] = "\n\n".join(parts)
            self._keep(number, block, Fate.PLACED, "sign_off")
        else:
            self._add_notice(number, block)

    def _is_closing_heading(self, block: Heading | Paragraph, text: str) -> bool:
        if isinstance(block, Heading):
            return True
        is_plain = len(text) <= _LONGEST_CLOSING_HEADING and text[-1:] not in ".!?…:"
        has_link = any(not hasattr(inline, "value") for inline in block.children)
        return is_plain and not has_link and bool(self.closing or self.calls.calls)

    def _read_closing_heading(self, number: int, block: Heading | Paragraph, text: str) -> None:
        if plain_words(text) == plain_words(self._strings.closing):
            self._keep(number, block, Fate.UNCHANGED, "labels.closing of the series")
        elif not self.series.editions and self.series.labels.closing is None:
            self.labels = evolve(self.series.labels, closing=text)
            self._keep(number, block, Fate.PLACED, "labels.closing of the series")
        else:
            self.calls.add_line(text, self.placement)
            note = "calls_to_action: a heading; is it labels.closing of the series?"
            self._keep(number, block, Fate.UNDECIDED, note)

    def _add_call(self, number: int, block: Paragraph) -> None:
        addresses = tuple(self.calls.read(block, self.placement))
        self._keep(number, block, Fate.PLACED, "calls_to_action")
        for address in addresses:
            note = "a call has one link; this address is in none"
            place = self._place(number)
            self.account.append(_line(place, address, Fate.UNDECIDED, note))
            self.undecided.append(f"{place}: {address}: {note}")

    def _add_notice(self, number: int, block: Block) -> None:
        plain = plain_words(_plain(block))
        kind = next(
            (kind for kind, pattern in _NOTICE.items() if re.search(pattern, plain)),
            NoticeKind.OTHER,
        )
        self.notices.append(Notice(text=RichText(blocks=(block,)), kind=kind))
        self._keep(number, block, Fate.PLACED, "notices")

    def _id(self) -> str:
        """Return the id of the edition, the same each time: from the post, not from its words."""
        cells = {plain_words(cell.heading): cell.text for cell in self.record.cells}
        seed = self.record.id or cells.get("canonical") or cells.get("og url")
        first = next(iter(self.record.body.blocks), None) if self.record.body else None
        seed = seed or cells.get("title") or (_plain(first) if first else self.name)
        return f"e-{sha256(seed.encode()).hexdigest()[:8]}"

    def _edition(self, title: str) -> Edition:
        metadata = Metadata(self.series, title, self.record.place)
        fields = dict(metadata.read(self.record.cells))
        self.account.extend(metadata.account)
        used_slugs = [edition.slug for edition in self.series.editions]
        slug = edition_slug(title, "edition", used_slugs)
        for response in self.responses:
            if response.quote == _MISSING:
                self.undecided.append(f"responses/{response.id}: there is no answer below its name")
        return Edition(
            id=self._id(),
            slug=slug,
            title=title,
            introduction=self._prose(_Section.INTRODUCTION),
            overview=self._overview(),
            challenge=self._challenge(title),
            challengers=self._challengers(),
            results_heading=self.values.get(_Section.RESULTS) or None,
            responses=tuple(self.responses),
            sign_off=self.closing.get("sign_off"),
            next_time=self.closing.get("next_time"),
            calls_to_action=tuple(self.calls.calls),
            notices=tuple(self.notices),
            **fields,  # type: ignore[arg-type]  # of the names below
        )

    def _prose(self, section: _Section) -> RichText:
        return RichText(blocks=tuple(self.prose.get(section, ())))

    def _overview(self) -> Overview | None:
        if not self.has_overview:
            return None
        names = ("challenge", "challengers", "results")
        return Overview(**{name: self.listed.get(_Section(name)) for name in names})

    def _challenge(self, title: str) -> Challenge:
        value = self.values.get(_Section.CHALLENGE) or self.listed.get(_Section.CHALLENGE)
        return Challenge(
            topic=value or title,
            prompt=self.prompt or _MISSING,
            background=self._prose(_Section.CHALLENGE),
        )

    def _challengers(self) -> Challengers | None:
        value = self.values.get(_Section.CHALLENGERS) or self.listed.get(_Section.CHALLENGERS)
        introduction = self._prose(_Section.CHALLENGERS)
        if value is None and not introduction and self.series.challengers is not None:
            return None
        return Challengers(name=value or _MISSING, introduction=introduction)

    def decisions(self, edition: Edition) -> Iterator[str]:
        """Yield what an editor must still decide."""
        yield from self.undecided
        place = f"{self.record.place}, " if self.record.place else ""
        yield from (f"{place}{decision}" for decision in self._open_questions(edition))

    @staticmethod
    def _open_questions(edition: Edition) -> Iterator[str]:
        if edition.challenge.prompt == _MISSING:
            yield "challenge.prompt: which question was put to the panel?"
        if edition.challengers is not None and edition.challengers.name == _MISSING:
            yield "challengers.name: who was asked?"
        for response in edition.responses:
            if response.therapist is None:
                line = f", signed {response.byline!r}" if response.byline else ""
                yield f"responses/{response.id}: who said it{line}?"
        if edition.responses:
            yield "consents: none is on record; basis: legacy-published says that it was public"
        if edition.published is None:
            yield "published: when did it go out?"
        yield "status: it is a draft"


_HEADINGS: Final[Mapping[_Section, str]] = {
    _Section.OVERVIEW: "labels.overview of the series",
    _Section.CHALLENGE: "challenge.topic",
    _Section.CHALLENGERS: "challengers.name",
    _Section.RESULTS: "results_heading",
}
_PROSE: Final[Mapping[_Section, str]] = {
    _Section.INTRODUCTION: "introduction",
    _Section.CHALLENGE: "challenge.background",
    _Section.CHALLENGERS: "challengers.introduction",
}


def _line(place: str, text: str, fate: Fate, note: str) -> AccountLine:
    return AccountLine(place=place, text=text, fate=fate, note=note)


def _plain(block: Block) -> str:
    return write_plain(RichText(blocks=(block,)))


def _therapist(series: Series, line: str) -> Therapist | None:
    """Return who a line names, alone or before a comma."""
    names = {plain_words(line), plain_words(re.split(r"[,(|]", line)[0])}
    people = [person for person in series.therapists if plain_words(person.name) in names]
    return people[0] if len(people) == 1 else None
