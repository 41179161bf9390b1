"""Measure the check: of 10,000 talks, of one changed talk among 1,000, and the start of the command.

`python -m benchmarks.check [--runs 3]`. Processor time of each whole process, user and system, and its peak memory;
`python -c pass` in the same run tells how fast the machine is.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import corpus


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of processor time and MB of peak memory of a command."""
    process = os.posix_spawn(
        command[0],
        command,
        os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "RECAP_STATE": ""},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, number, str(folder / "out.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            for number in (1, 2)
        ],
    )
    usage: resource.struct_rusage = os.wait4(process, 0)[2]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Make both corpora, alternate the commands, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    folder = Path(tempfile.mkdtemp(prefix="recap-bench-"))
    python = [sys.executable, "-m", "recap"]
    try:
        sizes = {"large": 10_000, "small": 1_000}
        numbers = {name: corpus.make(folder / name, size, corpus.at_hand()) for name, size in sizes.items()}
        talks = sorted((folder / "small" / "docs").glob("*/*.md"))
        changed = str(talks[len(talks) // 2])
        check = [*python, "check", "-f"]
        commands = {
            f"check {numbers['large']} talks": [*check, str(folder / "large" / "mkdocs.yml")],
            f"check {numbers['small']} talks": [*check, str(folder / "small" / "mkdocs.yml")],
            "check one of these": [*check, str(folder / "small" / "mkdocs.yml"), changed],
            "recap --help": [*python, "--help"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for run in range(runs):
            for name, command in commands.items():
                found[name].append(measure(command, folder))
                print(f"Run {run + 1} of {runs}, {name}: {found[name][-1][0]:.2f} CPU s", flush=True)
        print("\n| command | CPU s, least | CPU s, median | MB, peak |\n| --- | --- | --- | --- |")
        for name, measured in found.items():
            seconds, megabytes = zip(*measured, strict=True)
            print(f"| {name} | {min(seconds):.2f} | {statistics.median(seconds):.2f} | {max(megabytes):.0f} |")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
