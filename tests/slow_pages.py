"""An exporter whose files take a moment, so that workers have the time to make some of them."""

import os
import time
from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@frozen(kw_only=True)
class SlowPages:
    """Files that say which process made them."""

    info: ClassVar = tbh.ExporterInfo(name="slow-pages", channel=tbh.Channel.WEB, summary="Slow")
    count: int = 128
    milliseconds: int = 30

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return the files."""
        for number in range(self.count):
            yield tbh.Artifact.lazy(f"{number}.txt", "text/plain", page, self.milliseconds)


def page(milliseconds: int) -> str:
    """Return the number of the process."""
    print("an exporter that prints")  # noqa: T201 - must not get among the answers of a worker
    time.sleep(milliseconds / 1000)
    return f"{os.getpid()}"
