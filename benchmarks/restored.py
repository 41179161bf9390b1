"""Measure a build whose tree and state were copied to another place, as a workflow restores them.

`python -m benchmarks.restored [--talks 2000] [--runs 3]` compares it, in the same run, with a build of nothing changed
and with a script that only reads and digests sources and outputs; exit status 1 if it costs more than 1.5 times the one
plus the other, or gives other bytes. `--pull-request` measures the steps of `site.yml` instead, for a pull request that
changes one talk: exit status 1 if the check takes more than 10 CPU s.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks import corpus
from benchmarks.bench import FailedError, Step, edit_title, measure, middle
from recap.core.filesystem import differences

FACTOR = 1.5
"""Most CPU time of a restored build: this many times "nothing changed", plus one reading of everything."""
CHECK_SECONDS = 10
"""Most CPU seconds of the check of a pull request."""
READING = """
import hashlib, os, sys
for folder in sys.argv[1:]:
    for root, _, names in os.walk(folder):
        for name in names:
            with open(f"{root}/{name}", "rb") as file:
                hashlib.sha256(file.read()).digest()
"""
"""A script that only reads and digests the files of some folders."""
RECAP = [sys.executable, "-m", "recap"]
_OLD = 10_000_000
"""Seconds by which the times of a copied file lie back."""


def copy_old(source: str, goal: str) -> None:
    """Copy a file of a site or state, with another time."""
    shutil.copyfile(source, goal)
    Path(goal).chmod(0o600 if ".sqlite" in goal else 0o644)
    os.utime(goal, (time.time() - _OLD, time.time() - _OLD))


def restore(project: Path, goal: Path) -> None:
    """Copy what a workflow has: the checkout, the site and the state, without the shadow copy."""
    leave = shutil.ignore_patterns(".site-*", ".git")
    shutil.copytree(project, goal, copy_function=copy_old, ignore=leave)
    shutil.copytree(f"{project}-state", f"{goal}-state", copy_function=copy_old)
    for folder in (Path(f"{goal}-state"), *Path(f"{goal}-state").rglob("*/")):
        folder.chmod(0o700)


def cpu(command: list[str], folder: Path, name: str) -> float:
    """CPU seconds of a command in a project; raises FailedError where it fails."""
    return measure(Step(name, command), folder).cpu


def measure_restored(folder: Path, runs: int) -> bool:
    """Print the table of a restored build; returns whether the bound holds."""
    project = folder / "here"
    found: dict[str, list[float]] = {name: [] for name in ("nothing changed", "restored", "only read")}
    print(f"cold: {cpu([*RECAP, 'build'], project, 'cold'):.2f} CPU s", file=sys.stderr, flush=True)
    same = True
    for run in range(runs):
        copy = folder / f"elsewhere-{run}"
        found["nothing changed"].append(cpu([*RECAP, "build"], project, "nothing changed"))
        restore(project, copy)
        reading = [sys.executable, "-c", READING, str(copy / "docs"), str(copy / "site")]
        found["only read"].append(cpu(reading, copy, "only read"))
        found["restored"].append(cpu([*RECAP, "build"], copy, "restored"))
        same = same and not differences(project / "site", copy / "site")
        shutil.rmtree(copy)
    nothing, restored, read = (statistics.median(each) for each in found.values())
    bound = FACTOR * nothing + read
    print("| build | CPU s |\n| --- | --: |")
    rows = {
        "nothing changed": nothing,
        "only reading and digesting": read,
        "restored elsewhere": restored,
        "bound": bound,
    }
    print("\n".join(f"| {name} | {seconds:.2f} |" for name, seconds in rows.items()))
    print(f"same bytes: {'yes' if same else 'no'}")
    return same and restored <= bound


def measure_pull_request(folder: Path) -> bool:
    """Print the steps of `site.yml` for a pull request that changes one talk; returns whether the bound holds."""
    project = folder / "here"

    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
        return subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout.strip()

    for arguments in (("init", "-q"), ("add", "docs", "mkdocs.yml"), ("commit", "-q", "-m", "base")):
        git(*arguments)
    base, talk = git("rev-parse", "HEAD"), project / "docs" / middle(project / "docs")
    steps: list[tuple[str, list[str], Callable[[], object] | None]] = [
        ("state of main: build", ["build"], None),
        ("check of the pull request", ["check", "--format", "github", "--since", base], lambda: edit_title(talk)),
        ("check of its file alone", ["check", "--changed", "--since", base], None),
        ("build of the pull request", ["build"], None),
    ]
    print("| step | CPU s |\n| --- | --: |")
    seconds: dict[str, float] = {}
    for name, arguments_of_step, edit in steps:
        if edit:
            edit()
        seconds[name] = cpu([*RECAP, *arguments_of_step], project, name)
        print(f"| {name} | {seconds[name]:.2f} |", flush=True)
    return seconds["check of the pull request"] <= CHECK_SECONDS


def main() -> None:
    """Make the project, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=2_000, metavar="NUMBER")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pull-request", action="store_true", help="The steps of site.yml for one changed talk.")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="recap-restored-"))
    try:
        with ProcessPoolExecutor(1) as executor:  # what this process holds would count as memory of those it starts
            executor.submit(corpus.make, folder / "here", options.talks, corpus.at_hand()).result()
        held = measure_pull_request(folder) if options.pull_request else measure_restored(folder, options.runs)
    except FailedError as error:
        sys.exit(str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
