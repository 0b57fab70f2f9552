"""A notice board in memory, and its publisher: that of the examples."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from tbh_model.publishers import Publisher
from tbh_model.testing import PlatformRequest, PlatformResponse, Simulation

TOKEN: Final = "canary-51c0"  # noqa: S105 - of a board that is none
FILE: Final = Path(__file__).parents[2] / "examples/publishers/notice_board.py"


class Board:
    """The notice board, in memory."""

    def __init__(self) -> None:
        self.notices: dict[str, dict[str, Any]] = {}

    def respond(self, request: PlatformRequest, /) -> PlatformResponse:
        """Answer as the board does."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return PlatformResponse(status=401, data={"message": "unknown token"})
        id_ = request.path.removeprefix("/notices").strip("/")
        match request.method:
            case "GET" if not id_:
                key = request.query["key"]
                notices = self.notices.values()
                found = [notice for notice in notices if notice["key"] == key]
                return PlatformResponse(data=found)
            case "POST":
                id_ = str(len(self.notices) + 100)
                url = f"https://board.example/{id_}"
                self.notices[id_] = {**request.data, "id": id_, "url": url}
            case _ if id_ not in self.notices:
                return PlatformResponse(status=404, data={"message": "no such notice"})
            case "PUT":
                self.notices[id_].update(request.data)
            case "DELETE":
                return PlatformResponse(data=self.notices.pop(id_))
        return PlatformResponse(data=self.notices[id_])

    def texts(self) -> dict[str, str]:
        """Return the notices that are there."""
        return {id_: notice["html"] for id_, notice in self.notices.items()}

    def edit(self, post: str, words: str, /) -> None:
        """Add a paragraph by hand."""
        self.notices[post]["html"] += f"<p>{words}</p>"


def publisher_at(url: str) -> Publisher:
    """Return the publisher of a board."""
    publisher: Publisher = _module().NoticeBoard(url=url)
    return publisher


def _module() -> Any:
    """Return the module of the example, under a name by which it can be pickled."""
    if FILE.stem not in sys.modules:
        spec: Any = spec_from_file_location(FILE.stem, FILE)
        module = sys.modules[FILE.stem] = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[FILE.stem]


SIMULATION: Final = Simulation(
    publisher_at=publisher_at, platform=Board, credentials={"TBH_NOTICE_BOARD_TOKEN": TOKEN}
)
