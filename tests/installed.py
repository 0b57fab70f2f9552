"""Packages that announce exporters, laid out as pip would, without pip."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from attrs import frozen

GROUP = "tbh_model.exporters"


@frozen
class Packages:
    """A folder with installed packages; what is in it is found once it is on the path."""

    folder: Path

    def install(  # noqa: PLR0913 - all but two are chosen by name
        self,
        name: str,
        entry_points: str,
        module: str = "",
        *,
        version: str = "1.2",
        group: str = GROUP,
        requires: Iterable[str] = (),
    ) -> None:
        """Install a package of one module, which has the package's name."""
        module_name = name.replace("-", "_")
        info = self.folder / f"{module_name}-{version}.dist-info"
        info.mkdir(parents=True)
        needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}"
        (info / "METADATA").write_text(head)
        (info / "entry_points.txt").write_text(f"[{group}]\n{entry_points}\n")
        (self.folder / f"{module_name}.py").write_text(module)

    def install_rules(
        self,
        name: str,
        files: Mapping[str, str | bytes],
        *,
        points: str | None = None,
        code: str = "",
        version: str = "1.2",
    ) -> None:
        """Install a package of rules; each of its files is announced, unless `points` says what."""
        module_name = name.replace("-", "_")
        codes = [file.removesuffix(".yaml").upper() for file in files]
        announced = "\n".join(f"{code} = {module_name}" for code in codes)
        self.install(name, points or announced, version=version, group="tbh_model.rules")
        (self.folder / f"{module_name}.py").unlink()
        (self.folder / module_name).mkdir()
        for file, text in {"__init__.py": code, **files}.items():
            data = text if isinstance(text, bytes) else text.encode()
            (self.folder / module_name / file).write_bytes(data)


def exporter(name: str, options: str = "") -> str:
    """Write a module with an exporter class `It` of a name."""
    fields = "".join(f"    {line}\n" for line in dedent(options).strip().splitlines())
    return (
        "from typing import Annotated, ClassVar\n"
        "from attrs import frozen\n"
        "import tbh_model as tbh\n"
        "@frozen(kw_only=True)\n"
        "class It:\n"
        f"    info: ClassVar = tbh.ExporterInfo(name={name!r}, channel=tbh.Channel.WEB, "
        f"summary='Makes {name}')\n"
        f"{fields}"
        "    def export(self, release, /):\n"
        f"        yield tbh.Artifact.text('{name}.txt', __name__)\n"
    )
