"""What others wrote and npm has, each in a version that we know."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

NEEDS_NPM = pytest.mark.skipif(shutil.which("npm") is None, reason="it comes from npm")


class Packages:
    """Packages of npm, installed into a folder, and nothing that they would run while they are."""

    def __init__(self, folder: Path, versions: Mapping[str, str]) -> None:
        self.folder = folder
        (folder / "package.json").write_text(json.dumps({"dependencies": dict(versions)}))
        subprocess.run(
            ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            check=True,
        )

    def file(self, name: str) -> Path:
        """Return the path of a file of a package."""
        return self.folder / "node_modules" / name

    def asked(self, script: Path, question: object) -> Any:
        """Run a script of ours among them, and give its answer: both are JSON."""
        here = self.folder / script.name
        shutil.copyfile(script, here)
        done = subprocess.run(
            ["node", here.name],
            cwd=self.folder,
            check=True,
            input=json.dumps(question),
            stdout=subprocess.PIPE,
            text=True,
        )
        return json.loads(done.stdout)
