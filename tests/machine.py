"""A fresh machine, as far as Python goes: for tests of what is really installed."""

import os
import subprocess
import sys
from pathlib import Path


class Machine:
    """A fresh virtual environment, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        self.bin = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    def pip(self, *arguments: str) -> None:
        self.python("-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)

    def wheel(self, source: Path) -> Path:
        """Build the wheel of a package, and nothing that it needs."""
        dist = self.folder / "dist" / source.name
        self.pip("wheel", "--no-deps", "--wheel-dir", str(dist), str(source))
        (made,) = dist.glob("*.whl")
        return made

    def python(self, *arguments: str, folder: str = ".") -> str:
        """Run its Python, which sees nothing but what is installed into it."""
        return self._run([str(self.bin / "python"), *arguments], folder)

    def shell(self, line: str) -> str:
        """Run a line as somebody types it who has activated the environment."""
        return self._run(["sh", "-c", line], ".")

    def _run(self, command: list[str], folder: str) -> str:
        ours = ("PYTHON", "PYTEST", "COV", "VIRTUAL_ENV")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        done = subprocess.run(
            command,
            cwd=self.folder / folder,
            env={**inherited, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
        return done.stdout

    def tbh(self, *arguments: str) -> str:
        """Run the command that is installed into it."""
        return self.python("-m", "tbh_model", *arguments)
