"""A push: the plan, its steps one at a time, and what became of each."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tbh_model._attrs import evolve, field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.model import Series
from tbh_model.publishers._contract import (
    Credentials,
    Platform,
    PlatformError,
    Post,
    Publisher,
    RemotePost,
    digest_of,
    word_changes,
)
from tbh_model.publishers._receipts import (
    Action,
    Receipt,
    ReceiptWriter,
    latest_receipts,
    open_receipts,
    unfinished_receipts,
)
from tbh_model.rights import Release, release


class DuplicatePostError(TBHError, ValueError):
    """A publisher gives two posts for one edition, or one for an edition that is not out."""

    def __init__(self, publisher: str, edition: str) -> None:
        super().__init__(publisher, edition)
        self.publisher, self.edition = publisher, edition

    def __str__(self) -> str:
        """Name the publisher and the edition."""
        return (
            f"{self.publisher} gives no single post for edition {self.edition}; "
            "give one for each edition of the release"
        )


@final
@frozen(kw_only=True)
class Step:
    """What a push is to do with the post of one edition."""

    action: Action
    """What is done."""
    edition: str
    """The id of the edition."""
    identity: str
    """What the platform keeps to find the post again."""
    post: Post | None = field(default=None, repr=False)
    """The post as it should be; None if it is taken down."""
    receipt: Receipt | None = field(default=None, repr=False)
    """The receipt of the post as it is, if there is one."""
    unfinished: tuple[Receipt, ...] = field(default=(), repr=False)
    """The receipts of steps that were begun since then, and of which no end is known."""
    responses: tuple[str, ...] = ()
    """The ids of the answers in the post, as they are in the content."""


@final
@frozen(kw_only=True)
class PushPlan:
    """What a push to one platform is to do; made from the receipts, and without asking it."""

    publisher: Publisher
    """The publisher."""
    at: datetime
    """The instant of the release."""
    steps: tuple[Step, ...]
    """The steps in their order: what is taken down comes first."""

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.action is not Action.LEAVE)


class StepOutcome(StrEnum):
    """What became of a step."""

    PLANNED = "planned"
    """Nothing was sent, because none was asked for."""
    DONE = "done"
    """It was done, and what was read back is what was sent."""
    LEFT = "left"
    """There was nothing to do."""
    CONFLICT = "changed by hand"
    """The post was changed or removed by hand, and is left as it is."""
    DIFFERS = "differs"
    """It was done, and what was read back has other words."""
    FAILED = "failed"
    """The platform did not do it."""


@final
@frozen(kw_only=True)
class StepResult:
    """What became of a step."""

    step: Step
    """The step."""
    outcome: StepOutcome
    """What became of it."""
    url: str | None = None
    """The address of the post."""
    is_public: bool = False
    """Whether everybody can read it."""
    problem: str = ""
    """What went wrong, and what to do."""
    changes: tuple[str, ...] = ()
    """Where the words differ: lines with `-` have what should be there, with `+` what is."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for `--json`."""
        return {
            "edition": self.step.edition,
            "action": self.step.action.value,
            "outcome": self.outcome.value,
            "url": self.url,
            "is_public": self.is_public,
            "problem": self.problem,
            "changes": list(self.changes),
        }


@final
@frozen(kw_only=True)
class PushReport:
    """What a push did."""

    plan: PushPlan
    """What it was to do."""
    results: tuple[StepResult, ...]
    """What became of each step."""

    @property
    def is_complete(self) -> bool:
        """Whether the platform is as the release is."""
        return all(result.outcome not in _TROUBLE for result in self.results)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for `--json`."""
        return {
            "publisher": self.plan.publisher.info.name,
            "target": self.plan.publisher.target,
            "at": self.plan.at.isoformat(),
            "complete": self.is_complete,
            "steps": [result.as_data() for result in self.results],
        }


_TROUBLE: Final = frozenset({StepOutcome.CONFLICT, StepOutcome.DIFFERS, StepOutcome.FAILED})
_ORDER: Final = (Action.TAKE_DOWN, Action.UPDATE, Action.CREATE, Action.LEAVE)


def plan_push(
    series: Series, publisher: Publisher, receipts: Iterable[Receipt], at: datetime
) -> PushPlan:
    """Return what a push is to do. Nothing is sent.

    Args:
        series: The series.
        publisher: The publisher, with its options.
        receipts: The receipts of the content folder.
        at: The instant of the release.

    Raises:
        DuplicatePostError: If the publisher does not give one post for each edition.

    >>> (NoticeBoard,) = publishers.load_plugin("examples/publishers/notice_board.py")
    >>> plan = publishers.plan_push(series, NoticeBoard(url="https://board.example"), (), at)
    >>> plan.steps[0].action.value
    'create'
    """
    channel_release = release(series, publisher.info.channel, at)
    place = (publisher.info.name, publisher.target)
    all_receipts = [receipt for receipt in receipts if receipt.key[:2] == place]
    done = {key[2]: receipt for key, receipt in latest_receipts(all_receipts).items()}
    unfinished = {key[2]: receipt for key, receipt in unfinished_receipts(all_receipts).items()}
    posts = _posts(publisher, evolve(channel_release, withheld=(), warnings=()))
    steps = [
        _step(post, series, channel_release, done.get(id_), unfinished.get(id_, ()))
        for id_, post in posts.items()
    ]
    is_up = {id_: receipt for id_, receipt in done.items() if receipt.is_up}
    begun = {id_: receipts[-1] for id_, receipts in unfinished.items()}
    steps += (
        Step(
            action=Action.TAKE_DOWN,
            edition=receipt.edition,
            identity=receipt.identity,
            receipt=done.get(receipt.edition),
            unfinished=unfinished.get(receipt.edition, ()),
        )
        for receipt in {**begun, **is_up}.values()
        if receipt.edition not in posts
    )
    steps.sort(key=lambda step: _ORDER.index(step.action))
    return PushPlan(publisher=publisher, at=at, steps=tuple(steps))


def _posts(publisher: Publisher, release: Release) -> dict[str, Post]:
    """Return the posts of a publisher by edition."""
    editions = {edition.id for edition in release.series.editions}
    posts: dict[str, Post] = {}
    for post in publisher.posts(release):
        if post.edition in posts or post.edition not in editions:
            raise DuplicatePostError(publisher.info.name, post.edition)
        posts[post.edition] = post
    for id_ in sorted(editions - set(posts)):
        raise DuplicatePostError(publisher.info.name, id_)
    return posts


def _step(
    post: Post,
    series: Series,
    release: Release,
    receipt: Receipt | None,
    unfinished: tuple[Receipt, ...],
) -> Step:
    withheld = {item.id for item in release.withheld if item.edition == post.edition}
    is_up = receipt is not None and receipt.is_up
    is_same = receipt is not None and receipt.digest == post.digest
    action = Action.UPDATE if is_up else Action.CREATE
    return Step(
        action=Action.LEAVE if is_up and is_same and not unfinished else action,
        edition=post.edition,
        identity=post.identity,
        post=post,
        receipt=receipt,
        unfinished=unfinished,
        responses=tuple(
            response.id
            for response in series.edition(post.edition).responses
            if response.id not in withheld
        ),
    )


def _now() -> datetime:
    return datetime.now(UTC)


def push(  # noqa: PLR0913 - what is pushed, where to, and how
    series: Series,
    publisher: Publisher,
    *,
    folder: str | Path,
    at: datetime,
    credentials: Credentials,
    force: bool = False,
    now: Callable[[], datetime] = _now,
    on_step: Callable[[StepResult], object] = lambda _: None,
) -> PushReport:
    """Bring a series to a platform: make, update and take down posts, and read each one back.

    Each step is written down before and after it is made, so that a push that was killed can be run
    again: nothing is lost, and nothing is made twice. A post that somebody has changed by hand is
    left as it is.

    Args:
        series: The series.
        publisher: The publisher, with its options.
        folder: The content folder, which holds the receipts.
        at: The instant of the release.
        credentials: The credentials, from `read_credentials`.
        force: Whether posts are replaced that were changed by hand.
        now: Returns the instant of a receipt.
        on_step: Called after each step.

    Returns:
        What became of each step. A platform that refuses is no error: the report says so.

    Raises:
        ReceiptError: If the receipts are not as they were written.
        WriteError: If they cannot be written to.

    >>> report = publishers.push(
    ...     series, publisher, folder="content", at=at, credentials=credentials
    ... )  # doctest: +SKIP
    """
    with open_receipts(Path(folder)) as receipts:
        plan = plan_push(series, publisher, receipts.receipts, at)
        results: list[StepResult] = []
        if plan.changes:
            platform = publisher.connect(credentials)
            try:
                run = _Push(publisher, platform, receipts, force=force, now=now)
                for result in run.results(plan.steps):
                    results.append(result)
                    on_step(result)
            finally:
                platform.close()
        else:
            results += map(_no_change, plan.steps)
    return PushReport(plan=plan, results=tuple(results))


def dry_run(plan: PushPlan) -> PushReport:
    """Return the report of a push that sends nothing.

    >>> (NoticeBoard,) = publishers.load_plugin("examples/publishers/notice_board.py")
    >>> plan = publishers.plan_push(series, NoticeBoard(url="https://board.example"), (), at)
    >>> publishers.dry_run(plan).results[0].outcome.value
    'planned'
    """
    results = (
        _no_change(step)
        if step.action is Action.LEAVE
        else StepResult(step=step, outcome=StepOutcome.PLANNED, url=_known_url(step))
        for step in plan.steps
    )
    return PushReport(plan=plan, results=tuple(results))


def _known_url(step: Step) -> str | None:
    return None if step.receipt is None else step.receipt.url


def _no_change(step: Step) -> StepResult:
    is_public = step.receipt is not None and step.receipt.is_public
    return StepResult(
        step=step, outcome=StepOutcome.LEFT, url=_known_url(step), is_public=is_public
    )


class _HandChangeError(Exception):
    """A post was changed or removed by hand."""

    def __init__(self, remote: RemotePost | None) -> None:
        super().__init__(remote)
        self.remote = remote

    @property
    def problem(self) -> str:
        return f"the post was {'removed' if self.remote is None else 'changed'} by hand"


class _Push:
    """The steps of a push, with what they need."""

    def __init__(
        self,
        publisher: Publisher,
        platform: Platform,
        receipts: ReceiptWriter,
        *,
        force: bool,
        now: Callable[[], datetime],
    ) -> None:
        self.publisher, self.platform, self.receipts = publisher, platform, receipts
        self.force, self.now = force, now

    def results(self, steps: Iterable[Step]) -> Iterator[StepResult]:
        """Make steps, and yield what became of each; one that fails need not keep others back."""
        stopped = ""
        for step in steps:
            if step.action is Action.LEAVE:
                yield _no_change(step)
                continue
            if stopped:
                yield StepResult(
                    step=step, outcome=StepOutcome.FAILED, url=_known_url(step), problem=stopped
                )
                continue
            try:
                yield self._take_down(step) if step.post is None else self._bring(step, step.post)
            except _HandChangeError as conflict:
                yield _conflict_result(step, conflict)
            except PlatformError as error:
                yield StepResult(
                    step=step, outcome=StepOutcome.FAILED, url=_known_url(step), problem=f"{error}"
                )
                stopped = _NOT_TRIED if error.stops else ""

    def _bring(self, step: Step, post: Post) -> StepResult:
        """Make a post, or replace the one that is there."""
        known = _current_receipt(step)
        remote = self._remote(step)
        if remote is None and known is not None and not self.force:
            raise _HandChangeError(None)
        if remote is not None:
            self._refuse_other(step, remote)
        action = Action.CREATE if remote is None else Action.UPDATE
        begun = self._receipt(step, action, remote)
        self.receipts.append(begun)
        if remote is None:
            id_ = self.platform.create(post)
        else:
            id_ = remote.id
            self.platform.update(id_, post)
        after = self.platform.read(id_)
        if after is None:
            service, problem = self.publisher.info.name, "has not kept the post"
            raise PlatformError(service, problem, "push again; if that does not help, look there")
        self.receipts.append(_end(begun, after, self.now()))
        is_same = after.words == post.words
        return StepResult(
            step=evolve(step, action=action),
            outcome=StepOutcome.DONE if is_same else StepOutcome.DIFFERS,
            url=after.url,
            is_public=after.is_public,
            problem="" if is_same else "the platform shows other words than were sent",
            changes=() if is_same else word_changes(post.words, after.words),
        )

    def _take_down(self, step: Step) -> StepResult:
        remote = self._remote(step)
        if remote is not None:
            self._refuse_other(step, remote)
        begun = self._receipt(step, Action.TAKE_DOWN, remote)
        if remote is not None:
            self.receipts.append(begun)
            self.platform.take_down(remote.id)
            after = self.platform.read(remote.id)
            if after is not None:
                service, problem = self.publisher.info.name, "still has the post"
                raise PlatformError(service, problem, "take it down there by hand")
        self.receipts.append(evolve(begun, at=self.now(), is_done=True))
        return StepResult(step=step, outcome=StepOutcome.DONE, url=_known_url(step))

    def _remote(self, step: Step) -> RemotePost | None:
        """Return the post of a step as it is there: by its id, or else by its identity.

        It is looked for even if no receipt knows of it, so that nothing is made twice.
        """
        known = _current_receipt(step)
        if known is not None and known.remote is not None:
            return self.platform.read(known.remote)
        return self.platform.find(step.identity)

    def _refuse_other(self, step: Step, remote: RemotePost) -> None:
        """Refuse to touch a post that is not as a push has left it."""
        if self.force:
            return
        if step.receipt is not None and digest_of(remote.state) == step.receipt.state:
            return
        # a push was killed after the platform did what it was asked to
        if digest_of(remote.words) in {receipt.words for receipt in step.unfinished}:
            return
        if step.receipt is None and step.post is not None and remote.words == step.post.words:
            return  # the receipts were lost
        raise _HandChangeError(remote)

    def _receipt(self, step: Step, action: Action, remote: RemotePost | None) -> Receipt:
        post = step.post
        return Receipt(
            at=self.now(),
            publisher=self.publisher.info.name,
            target=self.publisher.target,
            edition=step.edition,
            identity=step.identity,
            action=action,
            is_done=False,
            remote=None if remote is None else remote.id,
            url=_known_url(step) if remote is None else remote.url,
            responses=step.responses,
            digest=None if post is None else post.digest,
            words=None if post is None else digest_of(post.words),
        )


_NOT_TRIED: Final = "not tried, because the step before it failed"


def _current_receipt(step: Step) -> Receipt | None:
    """Return the receipt of the post that is up, if there is one."""
    return step.receipt if step.receipt is not None and step.receipt.is_up else None


def _end(begun: Receipt, remote: RemotePost, at: datetime) -> Receipt:
    return evolve(
        begun,
        at=at,
        is_done=True,
        remote=remote.id,
        url=remote.url,
        is_public=remote.is_public,
        state=digest_of(remote.state),
    )


def _conflict_result(step: Step, conflict: _HandChangeError) -> StepResult:
    remote = conflict.remote
    changes: tuple[str, ...] = ()
    if remote is not None and step.post is not None:
        changes = word_changes(step.post.words, remote.words)
    remedy = "see what is there, and push with --force to replace it"
    if step.action is Action.TAKE_DOWN:
        remedy = "words that were taken back may stand there still; push with --force to remove it"
    elif remote is None:
        remedy = "push with --force to make it again"
    return StepResult(
        step=step,
        outcome=StepOutcome.CONFLICT,
        url=_known_url(step) if remote is None else remote.url,
        is_public=remote is not None and remote.is_public,
        problem=f"{conflict.problem}; {remedy}",
        changes=changes,
    )
