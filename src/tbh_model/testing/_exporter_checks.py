"""The checks of exporters."""

import json
import pickle
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import attrs
from attrs import evolve

from tbh_model._errors import TBHError
from tbh_model.content import ValueFingerprints, load, save, schemas_of
from tbh_model.exporters import (
    Artifact,
    Exporter,
    ExportError,
    FeedExtension,
    artifacts,
    body_of,
    check_exporter,
    options_of,
    with_options,
)
from tbh_model.exporters._text_extraction import NotReadableError, collapse_whitespace, extract_text
from tbh_model.importers import Importer
from tbh_model.model import Channel, Edition, Image, Response, Series, field_types, order_channels
from tbh_model.publishers import Publisher
from tbh_model.rights import Release, release
from tbh_model.testing._canary_series import (
    CANARY_AT,
    MarkedContent,
    picture,
    series as marked_series,
)
from tbh_model.testing._check import (
    NotApplicable,
    corpus_bodies,
    corpus_release,
    export_corpus,
    fail,
    skip,
)
from tbh_model.testing._corpus import AT, HOSTILE, corpus, mutations, with_channel
from tbh_model.testing._leaks import Canaries, intruders
from tbh_model.testing._sandbox import (
    BASELINE,
    ENVIRONMENTS,
    NotPicklableError,
    digests,
    run_in_subprocess,
    watch_clock,
    watch_side_effects,
)
from tbh_model.text import Code, CodeBlock, RichText, Text, markdown, walk


def robustness(exporter: Exporter) -> None:
    """Check that nothing, or too much, is a problem in words at most and never a crash."""
    for name in corpus():
        try:
            for artifact in artifacts(exporter, corpus_release(exporter, name)):
                body_of(artifact, exporter)
        except ExportError as error:
            fail(f"with the series {name!r}: {error}")
        except TBHError:
            continue  # the content has a problem, and it says which


def artifacts_are_legal(exporter: Exporter) -> None:
    """Check that each path can be a file, and each text is UTF-8."""
    for name in corpus():
        for artifact in _export_or_nothing(exporter, name):
            body_of(artifact, exporter)
    if not export_corpus(exporter, "everything"):
        fail("it makes no file of a series that has everything")


def parses(exporter: Exporter) -> None:
    """Check that each file is what its media type says."""
    is_read = False
    for name in corpus():
        for artifact in _export_or_nothing(exporter, name):
            try:
                is_read = bool(list(extract_text(artifact.media_type, artifact.body))) or is_read
            except NotReadableError as error:
                fail(
                    f"{artifact.path} is no valid {artifact.media_type}: {error} (with the series "
                    f"{name!r}); escape texts as the format asks, best by a library that writes it"
                )
    if not is_read:
        skip(_NO_WORDS)


def deterministic(exporter: Exporter) -> None:
    """Check that the same release makes the same bytes."""
    for name in corpus():
        if {artifact.path: artifact.body for artifact in _export_or_nothing(exporter, name)} != {
            artifact.path: artifact.body for artifact in _export_or_nothing(exporter, name)
        }:
            fail(f"the series {name!r} makes other files the second time")


def environments(exporter: Exporter) -> None:
    """Check that it depends on no clock, zone, locale, working directory or order of sets."""
    release = corpus_release(exporter, "everything")
    expected = digests(exporter, release)
    try:
        if all(
            # all differences at once: only a failure is worth a process for each of them
            run_in_subprocess(digests, exporter, release, environment) == expected
            for environment in _combined_environments()
        ):
            return
    except NotPicklableError as error:
        raise NotApplicable(str(error)) from None
    baseline = run_in_subprocess(digests, exporter, release, BASELINE)
    if run_in_subprocess(digests, exporter, release, BASELINE) != baseline:
        fail("its files depend on chance, or on the process that makes them")
    for what, environment in ENVIRONMENTS.items():
        if run_in_subprocess(digests, exporter, release, {**BASELINE, **environment}) != baseline:
            fail(f"its files depend on {what}; `release.at` is the instant, and sets have no order")
    fail("its files depend on where they are made")


def _combined_environments() -> Iterator[Mapping[str, str]]:
    """Yield all that may differ, with sets in a few orders: two of a small one can be the same."""
    combined = {
        key: value for environment in ENVIRONMENTS.values() for key, value in environment.items()
    }
    for seed in ("7", "8", "9"):
        yield {**combined, "PYTHONHASHSEED": seed}


def pure(exporter: Exporter) -> None:
    """Check that it writes no file, opens no socket and starts no process."""
    corpus_bodies(exporter, "everything")  # what is imported or read the first time does not count
    with watch_side_effects() as seen:
        corpus_bodies(exporter, "everything")
    if seen:
        fail(f"while it exports there is {', '.join(dict.fromkeys(seen))}; give artifacts instead")


def reads_no_clock(exporter: Exporter) -> None:
    """Check that its own code never asks what time it is."""
    for package in _packages(exporter):
        with watch_clock(package) as seen:
            corpus_bodies(exporter, "everything")
        if seen:
            fail(f"it reads the clock: {', '.join(dict.fromkeys(seen))}; use `release.at`")


def _packages(exporter: Exporter) -> list[str]:
    """Return the packages with the code of an exporter and of its extensions."""
    parts = (exporter, *getattr(exporter, "extensions", ()))
    return sorted({type(part).__module__.partition(".")[0] for part in parts})


def leaves_its_input(exporter: Exporter) -> None:
    """Check that the release is what it was."""
    release = corpus_release(exporter, "everything")
    # a copy that no exporter can reach
    pickled = pickle.dumps(release)
    for artifact in artifacts(exporter, release):
        _ = artifact.body
    if pickle.loads(pickled) != release:  # noqa: S301 - our own bytes
        fail("it changes the release that it is given")


def idempotent(exporter: Exporter) -> None:
    """Check that a body that is made on demand is the same however often it is made."""
    for artifact in export_corpus(exporter, "everything"):
        if b"".join(artifact.chunks()) != b"".join(artifact.chunks()):
            fail(f"{artifact.path} has other bytes each time; its function may use nothing else")


def _export_or_nothing(exporter: Exporter, name: str) -> tuple[Artifact, ...]:
    """Return the artifacts of a series, or none if the export fails, which `robustness` reports."""
    try:
        return export_corpus(exporter, name)
    except (NotApplicable, ExportError):
        return ()


# Keywords of a schema that constrain values.
_CONSTRAINING_KEYWORDS: Final = frozenset({"type", "enum", "const", "$ref", "oneOf", "allOf"})


def _constrains_value(schema: Mapping[str, Any]) -> bool:
    if "anyOf" in schema:
        return all(map(_constrains_value, schema["anyOf"]))
    return not _CONSTRAINING_KEYWORDS.isdisjoint(schema)


def registration(exporter: Exporter) -> None:
    """Check that the class could be registered."""
    check_exporter(type(exporter))


def options(plugin: Exporter | Importer | Publisher) -> None:
    """Check that options are values: equal when made again, and described one by one."""
    kind = type(plugin)
    names = [attribute.name for attribute in attrs.fields(kind) if attribute.init]  # type: ignore[arg-type]  # `registration` says if it is none
    copy = with_options(kind, {name: getattr(plugin, name) for name in names})
    if copy != plugin or _hash(copy) != _hash(plugin):
        fail(f"made again from its own options it is {copy!r}, and was {plugin!r}")
    if {option.name for option in options_of(kind)} != set(field_types(kind)):
        fail(f"some of its options are not described by `tbh {plugin.info.noun}s show`")


def _hash(plugin: Exporter | Importer | Publisher) -> int | None:
    """Return the hash of a plugin; None if an option is a list or a dict, which has none."""
    try:
        return hash(plugin)
    except TypeError:
        return None


def schema(plugin: Exporter | Importer | Publisher) -> None:
    """Check that editors can complete its options."""
    (plugin_schema,), _ = schemas_of((type(plugin),))
    properties = plugin_schema.get("properties", {})
    for name in field_types(type(plugin)):
        if not _constrains_value(properties.get(name, {})):
            fail(f"the JSON Schema says nothing of the option {name!r}; declare a narrower type")


def defaults(plugin: Exporter | Importer | Publisher) -> None:
    """Check that it runs without any option, as `tbh build` runs it."""
    kind = type(plugin)
    required = [
        attribute.name
        for attribute in attrs.fields(kind)  # type: ignore[arg-type]  # `registration` says if it is none
        if attribute.init and attribute.default is attrs.NOTHING
    ]
    if required:
        skip(f"it needs the options {', '.join(required)}")
    with_options(kind, {})


def pickles(exporter: Exporter) -> None:
    """Check that exporter and artifacts can be sent to another process, and give the same there."""
    if pickle.loads(pickle.dumps(exporter)) != exporter:  # noqa: S301 - our own bytes
        fail("an exporter that was pickled is not equal to what it was")
    for artifact in export_corpus(exporter, "everything"):
        without_dependencies = evolve(artifact, depends_on=None)  # as a build sends it
        unpickled = pickle.loads(pickle.dumps(without_dependencies))  # noqa: S301
        if unpickled.body != artifact.body:
            fail(f"{artifact.path} has other bytes when it is made in another process")


def threads(exporter: Exporter) -> None:
    """Check that it runs in several threads at once."""

    def run(_: int) -> list[tuple[str, bytes]]:
        return [
            (artifact.path, artifact.body) for artifact in export_corpus(exporter, "everything")
        ]

    expected = run(0)
    with ThreadPoolExecutor(4) as pool:
        results = tuple(pool.map(run, range(8)))
    if any(files != expected for files in results):
        fail("it makes other files when it runs in several threads at once")


_QUOTE_SERIES: Final = ("everything", "anonymous", "scripts", "hostile", "many")


def quotes(exporter: Exporter) -> None:
    """Check that every quote is there, word for word and in order."""
    _skip_without_words(exporter)
    for name in _QUOTE_SERIES:
        series, files = corpus_release(exporter, name).series, _texts_of(exporter, name)
        for edition in series.editions:
            missing, path = min(
                ((_missing(edition, text), path) for path, text in files.items()),
                key=lambda pair: len(pair[0]),
            )
            if missing:
                fail(
                    f"{missing[0]!r} of edition {edition.id} is missing from {path}, or stands "
                    f"in another place (with the series {name!r}); print each quote whole, "
                    "in the order of the edition, and escape it once"
                )


def attribution(exporter: Exporter) -> None:
    """Check that each quote stands beside the line of who said it, as that was granted."""
    _skip_without_words(exporter)
    for name in ("everything", "anonymous", "scripts"):
        series, files = corpus_release(exporter, name).series, _texts_of(exporter, name)
        for edition in series.editions:
            for index in range(len(edition.responses)):
                if not any(_is_signed(series, edition, index, text) for text in files.values()):
                    line = series.byline(edition.responses[index])
                    fail(
                        f"in no file {_words(edition.responses[index])[0]!r} of edition "
                        f"{edition.id} stands beside {line!r}; print `series.byline(response)` "
                        "next to each response"
                    )


def canaries(exporter: Exporter) -> None:
    """Check that nothing that may not go out is in any byte, in any encoding."""
    channel = exporter.info.channel
    with TemporaryDirectory() as name:
        every = order_channels((*Channel, channel))
        content = MarkedContent(Path(name), Canaries(), every)
        # by way of files, which add what an exporter could print: paths, positions, images
        save(marked_series(content), content.folder)
        channel_release = release(load(content.folder), channel, CANARY_AT)
        for artifact in artifacts(exporter, channel_release):
            leaks = content.canaries.leaks(channel, artifact.path, artifact.body)
            if leaks:
                fail(f"{artifact.path} holds what may not go out: {', '.join(leaks)}")
            if name in artifact.path or name.encode() in artifact.body:
                fail(f"{artifact.path} tells where the content lies on this machine")


def hostile(exporter: Exporter) -> None:
    """Check that words stay words: no element, attribute, link or script is made of them."""
    for artifact in export_corpus(exporter, "hostile"):
        intruder = next(intruders(artifact.media_type, artifact.body, HOSTILE), None)
        if intruder is not None:
            fail(f"{artifact.path} takes words for {intruder}; escape them where they are written")


def extension(exporter: Exporter) -> None:
    """Check that the extensions of a feed add elements of their own, and change nothing else."""
    extensions: tuple[FeedExtension, ...] = getattr(exporter, "extensions", ())
    attrs_exporter: Any = exporter
    plain, adds_something = evolve(attrs_exporter, extensions=()), False
    for name in corpus():
        originals = {artifact.path: artifact for artifact in _export_or_nothing(plain, name)}
        for artifact in _export_or_nothing(exporter, name):
            original = _without_extensions(originals[artifact.path], ())
            if _without_extensions(artifact, extensions) != original:
                fail(f"{artifact.path} is another feed without the elements of the extension")
            adds_something = adds_something or _without_extensions(artifact, ()) != original
    if not adds_something:
        skip("it adds nothing to the series of the kit")


def _without_extensions(artifact: Artifact, extensions: tuple[FeedExtension, ...]) -> object:
    """Return what a feed says beside the elements of extensions, for a comparison."""
    if artifact.media_type == "application/feed+json":
        names = {f"_{extension.prefix}" for extension in extensions}
        data = json.loads(artifact.body)
        objects = (data, *data.pop("items"))
        return [{key: value[key] for key in value.keys() - names} for value in objects]
    from lxml.etree import fromstring  # loads with the feeds, and is not needed before

    return _outline(fromstring(artifact.body), {extension.namespace for extension in extensions})


def _outline(element: Any, left_out: set[str]) -> tuple[object, ...]:
    children = [
        _outline(child, left_out)
        for child in element
        if child.tag.removeprefix("{").partition("}")[0] not in left_out
    ]
    return element.tag, dict(element.attrib), (element.text or "").strip(), children


def _skip_without_words(exporter: Exporter) -> None:
    if not exporter.info.has_responses:
        skip("it prints no responses (`has_responses=False`)")
    if not any(_texts_of(exporter, "everything").values()):
        skip(_NO_WORDS)


_NO_WORDS: Final = "its files have no words that the kit can read; give it `readers`"


def _texts_of(exporter: Exporter, name: str) -> dict[str, str]:
    """Return what each file says by its path, and what all of them say one after the other."""
    files = {artifact.path: _text(artifact) for artifact in export_corpus(exporter, name)}
    return {**files, "all files together": " ".join(files.values())} if len(files) != 1 else files


def _text(artifact: Artifact) -> str:
    return collapse_whitespace(" ".join(extract_text(artifact.media_type, artifact.body)))


def _missing(edition: Edition, text: str) -> list[str]:
    """Return the words of an edition that a text does not hold where they belong."""
    start, missing = 0, []
    for words in (words for response in edition.responses for words in _words(response)):
        index = text.find(words, start)
        if index < 0:
            missing.append(words)
        else:
            start = index + len(words)
    return missing


def _words(response: Response) -> list[str]:
    """Return the words of a response, line by line: its quote, or else its answer."""
    if response.quote is not None:
        lines = response.quote.split("\n")
    else:
        answer = response.answer or RichText()
        nodes = (node for node in walk(answer.parse()) if isinstance(node, Text | Code | CodeBlock))
        lines = [node.value for node in nodes]
    return [collapse_whitespace(line) for line in lines if line.strip()]


def _is_signed(series: Series, edition: Edition, index: int, text: str) -> bool:
    """Return whether the line of a response stands between its neighbours somewhere in a text."""
    response = edition.responses[index]
    line = series.byline(response)
    words, openings = _words(response), [_words(other)[0] for other in edition.responses]
    for match in re.finditer(re.escape(words[0]), text):
        start = max(
            (text.rfind(opening, 0, match.start()) for opening in openings if opening != words[0]),
            default=-1,
        )
        following = [text.find(opening, match.end()) for opening in openings if opening != words[0]]
        end = min((position for position in following if position >= 0), default=len(text))
        if line is None or collapse_whitespace(line) in text[max(start, 0) : end]:
            return True
    return False


_PICTURE: Final = "images/a.png"
_NEXT_RUN_ENVIRONMENT: Final = (
    ENVIRONMENTS["the order of sets"] | ENVIRONMENTS["the working directory"]
)


def dependencies(exporter: Exporter) -> None:
    """Check that a file whose `depends_on` stays what it was keeps its bytes, whatever changed."""
    with TemporaryDirectory() as name:
        channel, digests = exporter.info.channel, ValueFingerprints()
        series = with_channel(_build_series(Path(name)), channel)
        original = release(series, channel, AT)
        baseline = {
            path: (key, artifact.body)
            for path, key, artifact in _artifacts_with_keys(exporter, original, digests)
        }
        if not baseline:
            skip("none of its files says what it depends on")
        _check_keys_are_stable(exporter, original)
        for what, mutant in _mutant_releases(series, channel):
            for path, key, artifact in _artifacts_with_keys(exporter, mutant, digests):
                if (
                    path in baseline
                    and baseline[path][0] == key
                    and baseline[path][1] != artifact.body
                ):
                    fail(
                        f"{path} has other bytes after a change of {what}, and depends on the "
                        "same; add what it shows of that to `depends_on`, or leave that out"
                    )


def _mutant_releases(series: Series, channel: str) -> Iterator[tuple[str, Release]]:
    """Yield releases of which each differs in one thing, and say in which."""
    for what, mutant in mutations(series):
        yield what, release(mutant, channel, AT)
    yield "the instant of the release", release(series, channel, AT + timedelta(days=400))
    if series.folder is not None:
        (series.folder / _PICTURE).write_bytes(picture("another"))
        yield f"the bytes of {_PICTURE}", release(series, channel, AT)
        (series.folder / _PICTURE).unlink()
        yield f"{_PICTURE} (it is gone)", release(series, channel, AT)


def _artifacts_with_keys(
    exporter: Exporter, channel_release: Release, digests: ValueFingerprints
) -> Iterator[tuple[str, bytes, Artifact]]:
    """Yield each file that says what it depends on, with the bytes of that, as a build has them."""
    try:
        all_artifacts = tuple(artifacts(exporter, channel_release))
    except TBHError:
        return  # that is for other checks, or a problem of the content
    for artifact in all_artifacts:
        depends_on = artifact.depends_on
        depends_on = depends_on() if callable(depends_on) else depends_on
        if depends_on is None:
            continue
        key = digests.serialize(depends_on)
        if key is None:
            fail(
                f"what {artifact.path} depends on cannot be written down; give values of the "
                "model and of plain Python"
            )
        yield artifact.path, key, artifact


def dependency_digests(exporter: Exporter, channel_release: Release) -> dict[str, str]:
    """Return a digest of what each file depends on."""
    return {
        path: sha256(key).hexdigest()
        for path, key, _ in _artifacts_with_keys(exporter, channel_release, ValueFingerprints())
    }


def _check_keys_are_stable(exporter: Exporter, channel_release: Release) -> None:
    """Check that the same content is the same to the next build, which is another process."""
    first_keys = dependency_digests(exporter, channel_release)
    second_keys = dependency_digests(exporter, channel_release)
    try:
        if second_keys == first_keys:
            second_keys = run_in_subprocess(
                dependency_digests, exporter, channel_release, _NEXT_RUN_ENVIRONMENT
            )
    except NotPicklableError:
        return  # `environment` says so
    for path in first_keys:
        if second_keys.get(path) != first_keys[path]:
            fail(f"what {path} depends on is another thing in each run; give values that stay")


def _build_series(folder: Path) -> Series:
    """Return a series of three editions that share people, tags and an image of the folder."""
    (folder / _PICTURE).parent.mkdir()
    (folder / _PICTURE).write_bytes(picture("one"))
    image, everything = Image(src=_PICTURE, alt="A picture"), corpus()["everything"]
    full, plain = everything.editions
    third = evolve(
        full,
        id="e-3",
        slug="edition-3",
        title="Edition number 3",
        published=full.published and full.published + timedelta(days=21),
        responses=full.responses[1:3],
        image=image,
        introduction=markdown(f"With ![a picture]({_PICTURE})."),
    )
    first = evolve(everything.therapists[0], portrait=image, bio=markdown("Works *here*."))
    return evolve(
        everything,
        editions=(full, plain, third),
        therapists=(first, *everything.therapists[1:]),
        folder=folder,
    )
