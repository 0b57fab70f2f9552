"""What a file follows from, as a key: while it is the same, so are the bytes of the file."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

from attrs import define, field

from tbh_model._cache import code_fingerprint
from tbh_model.documents import EditionFingerprints, ValueFingerprints, template_files
from tbh_model.exporters import Artifact
from tbh_model.publishing._plan import PlannedFile

_LIBRARIES: Final = ("feedgen", "jinja2", "lxml", "markupsafe", "pyromark", "yaml")
"""What has a say in the bytes, beside our own code and that of the exporter."""


@define
class CacheKeys:
    """The keys of one build."""

    _digests: ValueFingerprints
    _templates: bytes
    """A digest of the templates of the content folder."""
    _exporters: dict[int, bytes | None] = field(factory=dict)

    @classmethod
    def of(cls, folder: Path, fingerprints: EditionFingerprints) -> "CacheKeys":
        """Begin a build of a content folder."""
        return cls(ValueFingerprints(fingerprints), _templates_digest(folder))

    def key(self, planned: PlannedFile) -> str | None:
        """Return the key of a file; `None` for one that is made in each build."""
        dependencies = _dependencies(planned.artifact)
        exporter_digest = None if dependencies is None else self._exporter_digest(planned)
        serialized = None if exporter_digest is None else self._digests.serialize(dependencies)
        if exporter_digest is None or serialized is None:
            return None  # what cannot be written down can change without notice
        return blake2b(exporter_digest + serialized, digest_size=16).hexdigest()

    def _exporter_digest(self, planned: PlannedFile) -> bytes | None:
        """Return a digest of an exporter with its options, and of the code behind it."""
        exporter = planned.exporter
        if id(exporter) not in self._exporters:
            code = [code_fingerprint(name) for name in _modules(type(exporter))]
            libraries = [code_fingerprint(name) for name in _LIBRARIES]
            serialized = self._digests.serialize((exporter, code, libraries))
            if serialized is None or None in code:
                self._exporters[id(exporter)] = None
            else:
                self._exporters[id(exporter)] = blake2b(serialized + self._templates).digest()
        return self._exporters[id(exporter)]


def _modules(kind: type) -> Iterator[str]:
    """Yield where the code of an exporter lies, and of what it inherits from; and ours."""
    yield from sorted({base.__module__ for base in kind.__mro__} - {"builtins"})
    yield "tbh_model"


def _dependencies(artifact: Artifact) -> object:
    dependencies = artifact.depends_on
    try:
        return dependencies() if callable(dependencies) else dependencies
    except Exception:  # noqa: BLE001 - what cannot be found is as good as not given
        return None


def _templates_digest(folder: Path) -> bytes:
    digest = blake2b()
    bodies, problems = template_files(folder)
    for name, body in bodies.items():
        digest.update(f"{name}\0{len(body)}\0".encode(errors="surrogateescape") + body)
    digest.update(repr(problems).encode(errors="backslashreplace"))
    return digest.digest()
