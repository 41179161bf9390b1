"""From nothing to a site in the browser: install the wheel, `recap init`, `recap serve`; seconds for each step.

    python -m benchmarks.start

What `pipx install mkdocs-recap[site]` does is done with an environment and pip, and the path of the wheel of this
checkout in place of the name. The packages come from the index, or from pip's cache of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.installed import Environment, build_wheel, run

MAX_SECONDS = 120
"""What the three commands may take together."""
_EVENT = ["--name", "Pancakes", "--event", "Pancake Summit 2031", "--start", "2031-03-01", "--end", "2031-03-02"]
_PORT = 8765


def main() -> None:
    """Print a table of the steps; exits with 1 if they take longer than they may."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory(prefix="recap-start-") as name:
        folder = Path(name)
        wheel, seconds = build_wheel(folder / "wheel"), {}
        for step, take in (("install", install), ("init", init), ("serve, first page", serve)):
            start = time.perf_counter()
            take(folder, wheel)
            seconds[step] = time.perf_counter() - start
    print("| step | s |\n| --- | --: |")
    for step, taken in seconds.items():
        print(f"| {step} | {taken:.1f} |")
    total = sum(seconds.values())
    print(f"| together (at most {MAX_SECONDS}) | {total:.1f} |")
    if total > MAX_SECONDS:
        raise SystemExit(1)


def install(folder: Path, wheel: Path) -> None:
    """Make an environment, and install the wheel with what a site needs."""
    python = Environment(folder / "venv").bin / "python"
    commands: list[tuple[object, ...]] = [
        (sys.executable, "-m", "venv", folder / "venv"),
        (python, "-m", "pip", "install", "--quiet", f"{wheel}[site]"),
    ]
    for command in commands:
        done = run(*command)
        assert done.returncode == 0, done.stderr


def init(folder: Path, _: Path) -> None:
    """Start a site."""
    done = Environment(folder / "venv").recap("init", "site", "--no-input", "--language", "en", *_EVENT, folder=folder)
    assert done.returncode == 0, done.stderr


def serve(folder: Path, _: Path) -> None:
    """Start the preview, and wait for the home page."""
    command: list[str | Path] = [
        Environment(folder / "venv").bin / "python",
        "-P",
        "-m",
        "recap",
        "serve",
        "--port",
        str(_PORT),
    ]
    with _running(command, folder / "site"):
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/", timeout=90) as answer:
                assert b"Pancake" in answer.read()
                return
            time.sleep(0.05)


@contextmanager
def _running(command: list[str | Path], folder: Path) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
