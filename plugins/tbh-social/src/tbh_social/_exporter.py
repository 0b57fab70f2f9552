"""The exporter: posts of each edition, and a share kit for each person who is named in full."""

import json
from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

import tbh_model as tbh
from tbh_model.exporters import PictureMaker
from tbh_model.model import PYTHON_ONLY, FolderPath, validate
from tbh_social._kit import Answer, kit
from tbh_social._networks import Network
from tbh_social._posts import Posts, Writer, as_text


@frozen(kw_only=True)
class Social:
    """Posts and threads for social networks, and texts for those who are quoted.

    In a build with an exporter that draws pictures, such as `tbh-cards`, each post has its card.
    """

    info: ClassVar[tbh.ExporterInfo] = tbh.ExporterInfo(
        name="social",
        channel=tbh.Channel.SOCIAL,
        summary="Posts and threads for social networks, and share kits",
    )

    folder: FolderPath = "social"
    """Where the files lie."""
    networks: frozenset[Network] = frozenset(Network)
    """The networks that the posts are for."""
    hashtags: bool = False
    """Whether posts end with the tags of the edition as hashtags."""
    kits: bool = True
    """Whether there is a share kit for each person who is named in full."""
    pictures: PictureMaker | None = field(default=None, metadata=PYTHON_ONLY)
    """The exporter that draws the cards; a build knows it."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Yield the posts of each edition, and the kits."""
        networks = tuple(network for network in Network if network in self.networks)
        answers: dict[str, list[Answer]] = {}
        for edition in release.series.editions:
            writer = Writer(
                release=release,
                edition=edition,
                hashtags=self.hashtags,
                pictures=self.pictures,
            )
            posts = tuple(map(writer.posts, networks))
            path = f"{self.folder}/{edition.slug}"
            yield tbh.Artifact.text(f"{path}.txt", as_text(edition.title, posts))
            yield tbh.Artifact.text(f"{path}.json", _as_json(writer, posts), "application/json")
            for response in edition.responses:
                person = release.series.profile(response)
                if person is not None:
                    answer = Answer(writer=writer, response=response)
                    answers.setdefault(person.id, []).append(answer)
        for id_, own in answers.items() if self.kits else ():
            yield from kit(release.series, f"{self.folder}/kit/{id_}", tuple(own), networks)


def _as_json(writer: Writer, posts: Iterable[Posts]) -> str:
    series, edition = writer.release.series, writer.edition
    data = {
        "edition": edition.id,
        "title": edition.title,
        "url": series.url_of(edition),
        "language": series.language_of(edition),
        "networks": {each.network.value: each.as_data() for each in posts},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
