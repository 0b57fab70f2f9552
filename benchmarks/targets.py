"""What we want to reach, as ratios within one run, and whether we do."""

from collections.abc import Callable

from attrs import frozen
from results import CLEAN, EDITED, UNCHANGED, Run, ratio

OURS, HUGO = "tbh-model", "Hugo"


@frozen(kw_only=True)
class Target:
    """One figure that may not be larger than it is said."""

    what: str
    limit: float
    unit: str = "×"
    sizes: tuple[int, ...] = ()
    """Which sizes must have been measured."""
    peer: str = HUGO
    """Who else must have been measured."""
    found: Callable[[Run], float]


@frozen(kw_only=True)
class Verdict:
    """What became of a target."""

    target: Target
    found: float | None
    """Nothing, if it was not measured."""

    def word(self) -> str:
        """Say it."""
        if self.found is None:
            return "not measured"
        return "met" if self.found <= self.target.limit else "missed"


def wall_ratio(size: int, act: str, peer: str = HUGO) -> Callable[[Run], float]:
    """Compare our wall time with that of somebody else."""
    return lambda run: ratio(run.walls(size, OURS, act), run.walls(size, peer, act))


def peak_ratio(size: int) -> Callable[[Run], float]:
    """Compare our memory with that of Hugo."""
    return lambda run: run.sizes[size][OURS].peak() / run.sizes[size][HUGO].peak()


def wall_lead(size: int) -> Callable[[Run], float]:
    """Return the milliseconds by which we are slower than Hugo."""
    return lambda run: (
        (run.sizes[size][OURS].wall(CLEAN) - run.sizes[size][HUGO].wall(CLEAN)) * 1000
    )


def growth(small: int, large: int) -> Callable[[Run], float]:
    """Compare the processor time that we need for many with that for few."""
    return lambda run: run.sizes[large][OURS].cpu(CLEAN) / run.sizes[small][OURS].cpu(CLEAN)


def wall_target(size: int, act: str, limit: float, peer: str = HUGO) -> Target:
    """Return a target for our wall time beside that of somebody else."""
    return Target(
        what=f"{size:,} editions, {act}: wall time / {peer}'s",
        limit=limit,
        sizes=(size,),
        peer=peer,
        found=wall_ratio(size, act, peer),
    )


TARGETS = (
    wall_target(10_000, CLEAN, 1.3),
    wall_target(1_000, CLEAN, 1.6),
    wall_target(1_000, CLEAN, 0.7, "Eleventy"),
    wall_target(1_000, CLEAN, 0.3, "Pelican"),
    Target(
        what="10 editions: wall time beyond Hugo's",
        limit=250,
        unit=" ms",
        sizes=(10,),
        found=wall_lead(10),
    ),
    wall_target(10_000, UNCHANGED, 0.06),
    wall_target(10_000, EDITED, 0.06),
    wall_target(1_000, UNCHANGED, 0.3),
    wall_target(1_000, EDITED, 0.3),
    Target(
        what="10,000 editions: peak memory of all processes / Hugo's",
        limit=0.25,
        sizes=(10_000,),
        found=peak_ratio(10_000),
    ),
    Target(
        what="processor time for 10,000 editions / for 1,000",
        limit=10,
        sizes=(1_000, 10_000),
        found=growth(1_000, 10_000),
    ),
    Target(
        what="import tbh_model beyond a bare interpreter",
        limit=45,
        unit=" ms",
        found=lambda run: run.import_milliseconds,
    ),
)


def is_measured(target: Target, run: Run) -> bool:
    """Return whether a run has what a target asks for."""
    return all(target.peer in run.sizes.get(size, ()) for size in target.sizes)


def verdicts(run: Run) -> list[Verdict]:
    """Hold a run against every target."""
    return [
        Verdict(
            target=target,
            found=target.found(run) if is_measured(target, run) else None,
        )
        for target in TARGETS
    ]
