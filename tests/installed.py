"""The package as strangers get it: a wheel, and environments of their own that have it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.site_fixtures import ROOT

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "requirements.lock", "scripts", "overrides")
"""What a wheel is made of."""
LOCK = "share/mkdocs-recap/requirements.lock"
"""Where the wheel puts the lock file, below the folder of an environment."""


def run(*command: object, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing of this environment but PATH and what is given."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "XDG_CACHE_HOME") if key in os.environ}
    words = [str(each) for each in command]
    return subprocess.run(words, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)


def build_wheel(folder: Path, changes: Mapping[str, Callable[[str], str]] = {}) -> Path:
    """Build a wheel from a copy of the sources, some of them changed, and return its path."""
    sources, wheels = folder / "sources", folder / "wheels"
    sources.mkdir(parents=True)
    for name in SOURCES:  # a copy, because setuptools takes over what lies in an old build/
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(ROOT / name, sources)
    for name, change in changes.items():
        path = sources / name
        path.write_text(change(path.read_text("utf-8")), "utf-8")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels)
    done = run(sys.executable, "-m", "pip", "wheel", *options, sources)
    assert done.returncode == 0, done.stderr
    (wheel,) = wheels.iterdir()
    return wheel


class Environment:
    """An environment of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / ("Scripts" if sys.platform == "win32" else "bin")

    def make(self) -> None:
        """Make it, of the Python at hand; the pip of this environment fills it."""
        done = run(sys.executable, "-m", "venv", "--without-pip", self.folder)
        assert done.returncode == 0, done.stderr

    def pip(self, *arguments: object) -> str:
        """Run pip, and return what it prints."""
        options = ("--disable-pip-version-check", "--python", self.bin / "python")
        done = run(sys.executable, "-m", "pip", *options, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def install(self, *arguments: object) -> None:
        """Install with pip; what is never imported need not be compiled."""
        self.pip("install", "--quiet", "--no-compile", *arguments)

    def recap(self, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run the installed package in a folder, with a state next to it."""
        state = {"RECAP_STATE": str(folder.parent / f"{folder.name}-state")}
        return run(self.bin / "python", "-P", "-m", "recap", *arguments, folder=folder, **state)

    def copy(self, folder: Path) -> Environment:
        """Copy it by links: what pip replaces there stays here. Its scripts still start this one."""
        shutil.copytree(self.folder, folder, symlinks=True, copy_function=os.link)
        return Environment(folder)


def main() -> None:
    """Copy the environment that runs this to a folder, with the wheel of this checkout in place of the checkout."""
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as sources:
        wheel = build_wheel(Path(sources))
        environment = Environment(Path(sys.prefix)).copy(folder)
        environment.pip("uninstall", "--quiet", "--yes", "mkdocs-recap")
        environment.install("--no-deps", wheel)


if __name__ == "__main__":
    main()
