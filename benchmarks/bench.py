"""Measure builds of the same pages, cold and after an edit, by Recap and by other generators, in the same run.

`python -m benchmarks.bench [--talks 1000 10000] [--runs 3] [--rows REGEX] [--before COMMIT] [--output FILE]` writes
Markdown tables and the versions. The runs alternate: every series once, then every series again, backwards. README.md
here says how to read the tables. Exit status 1 when a build failed; the other rows are written all the same.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from benchmarks import corpus, projects, unchanged

PYTHON = [sys.executable, "-m"]
RECAP = [*PYTHON, "recap", "build"]
ADDRESS = {"SITE_URL": "https://example.org/"}
NOT_PASSED = ("SITE_URL", "PYTHONDONTWRITEBYTECODE")
"""Of this environment: an address makes more files, and a package that is edited in place needs its bytecode kept."""
STOCK, ALONE = "stock Material, cold", "same templates, MkDocs alone, cold"
"""The rows that the others are compared with."""
MKDOCS_ALONE = """
from mkdocs.__main__ import cli
from recap.plugin import page, plugin
page.Converter.is_possible = staticmethod(lambda: False)
plugin.RecapPlugin.on_env = lambda self, env, **_: env
cli(["build", "--quiet"])
"""
"""Program of the row `ALONE`: our templates, but each page through `Page.render` of MkDocs and a plain environment."""
BEFORE = "before"
"""Folder of the corpus as another commit writes it."""


class Step(NamedTuple):
    """A row of the table: a command, run in a project where the steps before it have run."""

    name: str
    command: list[str]
    edit: Callable[[Path], object] | None = None
    """What is done to the talk in the middle, before."""
    environment: Mapping[str, str] = MappingProxyType({})


class Figures(NamedTuple):
    """What a command cost."""

    cpu: float
    """Seconds, user and system, of the process and of all that it waited for."""
    wall: float
    largest: float
    """MB of memory, at its peak, of the largest process."""
    together: float
    """MB of memory of all its processes, at the peak of the samples; 0 where the system does not tell."""


class FailedError(Exception):
    """A build did not succeed, or left pages out."""


def edit_text(talk: Path) -> None:
    """A sentence more at the end."""
    talk.write_text(talk.read_text("utf-8") + "\nUne phrase de plus.\n", "utf-8")


def edit_title(talk: Path) -> None:
    """Another title."""
    talk.write_text(_titled(talk, "Un titre nouveau"), "utf-8")


def edit_name(talk: Path) -> None:
    """Another name of the first speaker."""
    changed = re.sub(r"^- name: .*$", "- name: Camille Nouvelle", talk.read_text("utf-8"), count=1, flags=re.MULTILINE)
    talk.write_text(changed, "utf-8")


def add_talk(talk: Path) -> None:
    """A second talk next to the first."""
    _another(talk).write_text(_titled(talk, "Une conférence de plus"), "utf-8")


def _another(talk: Path) -> Path:
    return talk.with_name("une-conference-de-plus.md")


def _titled(talk: Path, title: str) -> str:
    return re.sub(r"^title: .*$", f"title: {title}", talk.read_text("utf-8"), count=1, flags=re.MULTILINE)


def middle(docs: Path) -> str:
    """The src_uri of the talk in the middle, or of the next one that names a speaker."""
    talks = sorted(docs.glob("*/*.md"))
    talk = next(path for path in talks[len(talks) // 2 :] if "\n- name: " in path.read_text("utf-8"))
    return talk.relative_to(docs).as_posix()


def own_steps(prefix: str = "", environment: Mapping[str, str] = MappingProxyType({})) -> list[Step]:
    """The builds of Recap that follow each other in one project."""
    steps: list[tuple[str, Callable[[Path], object] | None]] = [
        ("cold", None),
        ("nothing changed", None),
        ("a text edited", edit_text),
        ("a title edited", edit_title),
        ("nothing changed, after a title", None),
        ("a speaker's name edited", edit_name),
        ("a talk added", add_talk),
        ("nothing changed, after a new talk", None),
    ]
    return [Step(f"{prefix}recap build, {name}", RECAP, edit, environment) for name, edit in steps]


def series(before: Path | None = None) -> Iterator[tuple[str, list[Step]]]:
    """(folder of the project, steps that follow each other in it), of what is installed.

    `before` is a checkout of another commit, whose builds alternate with those of this one.
    """
    zensical = [*PYTHON, "zensical", "build"]
    material = [*PYTHON, "mkdocs", "build", "--quiet"]
    if before:
        yield BEFORE, own_steps("before: ", {"PYTHONPATH": str(before / "scripts")})
    yield projects.OURS, own_steps()
    yield projects.OURS, [Step("recap build, cold, with address and pictures", RECAP, environment=ADDRESS)]
    plain = [*RECAP, "--config-file", "no-pictures.yml"]
    yield projects.OURS, [Step("recap build, cold, with address, no pictures", plain, environment=ADDRESS)]
    yield projects.OURS, [Step("mkdocs build with our plugin, cold", material)]
    yield projects.OURS, [Step(ALONE, [sys.executable, "-c", MKDOCS_ALONE])]
    for name, module in (("ProperDocs", "properdocs"), ("Zensical", "zensical")):
        yield projects.OURS, [Step(f"same templates, {name} (--engine), cold", [*RECAP, "--engine", module])]
    yield (
        projects.STOCK,
        [Step(STOCK, material), Step("stock Material, a text edited", material, edit_text)],
    )
    yield (
        projects.STOCK,
        [Step("stock Zensical, cold", zensical), Step("stock Zensical, a text edited", zensical, edit_text)],
    )
    if shutil.which("hugo"):
        hugo = ["hugo", "--quiet"]
        yield projects.HUGO, [Step("bare Hugo, cold", hugo), Step("bare Hugo, a text edited", hugo, edit_text)]
    if shutil.which("pelican"):
        yield projects.PELICAN, [Step("bare Pelican, cold", ["pelican", "--settings", "pelicanconf.py", "--quiet"])]
    if shutil.which("eleventy"):
        yield projects.ELEVENTY, [Step("bare Eleventy, cold", ["eleventy", "--quiet"])]


def kept(folder: Path) -> dict[str, str]:
    """The variables by which the builds of one project leave what they keep next to it."""
    return {"RECAP_STATE": f"{folder}-state", "XDG_CACHE_HOME": f"{folder}-cache"}


def measure(step: Step, folder: Path) -> Figures:
    """Run a command; raises FailedError where it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED}
        environment |= {"NO_MKDOCS_2_WARNING": "1", **kept(folder), **step.environment}
        process = subprocess.Popen(step.command, cwd=folder, env=environment, stdout=said, stderr=said)
        ended, samples = threading.Event(), [0.0]
        sampler = threading.Thread(target=_sample, args=(process.pid, ended, samples))
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        sampler.join()
        if process.returncode:
            said.seek(0)
            raise FailedError(f"{step.name} failed:\n{said.read().decode(errors='replace')[-2000:]}")
    return Figures(usage.ru_utime + usage.ru_stime, wall, _megabytes(usage), max(samples))


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def _sample(process: int, ended: threading.Event, samples: list[float]) -> None:
    """Note, five times a second, the memory of a process and of those below it; what they share counts once (PSS)."""
    while not ended.wait(0.2):
        samples.append(sum(map(_share, _tree(process))) / 1024)


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in children.read_text("ascii").split():
                yield from _tree(int(child))
    except OSError:
        return  # it ended meanwhile


def _share(process: int) -> int:
    """KB of memory of a process, its shared parts divided by those who share them."""
    try:
        return int(Path(f"/proc/{process}/smaps_rollup").read_text("ascii").split("Pss:", 1)[1].split()[0])
    except (OSError, IndexError):
        return 0


def run_series(folder: Path, steps: list[Step], talk: Path, pages: int, note: Callable[[str, Figures], None]) -> None:
    """Run steps in a clean project, which is as before afterwards; raises FailedError at the first that fails.

    What they left is moved away, and deleted when all is measured: just after thousands of files were deleted, some
    file systems (ext4) take several times as long to make new ones.
    """
    before, present = talk.read_bytes(), {*folder.iterdir()}
    try:
        for step in steps:
            if step.edit:
                step.edit(talk)
            figures = measure(step, folder)
            if (made := sum(1 for _ in (folder / "site").rglob("*.html"))) < pages:
                raise FailedError(f"{step.name} made {made} pages of {pages}.")
            note(step.name, figures)
    finally:
        talk.write_bytes(before)
        _another(talk).unlink(missing_ok=True)
        left = Path(tempfile.mkdtemp(prefix="left-", dir=folder.parent))
        around = filter(Path.exists, map(Path, kept(folder).values()))
        for path in ({*folder.iterdir()} - present).union(around):
            path.rename(left / path.name)


def versions() -> str:
    """What was measured, and on what."""
    modules = {"MkDocs": "mkdocs", "Material": "mkdocs-material", "ProperDocs": "properdocs", "Zensical": "zensical"}
    found = [f"{name} {version(module)}" for name, module in modules.items()]
    for program, arguments in (("hugo", ["version"]), ("pelican", ["--version"]), ("eleventy", ["--version"])):
        if shutil.which(program):
            said = subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout
            number = re.search(r"\d+(\.\d+)+", said)
            found.append(f"{program.title()} {number[0] if number else '?'}")
        else:
            found.append(f"{program.title()} not installed")
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return ", ".join((f"Python {platform.python_version()}", *found, machine))


def report(found: dict[int, dict[str, list[Figures]]], pages: dict[int, int], failures: list[str]) -> str:
    """All tables, of what has been measured by now."""
    lines = [versions(), ""]
    for talks, rows in found.items():
        lines += [*table(talks, pages[talks], rows), ""]
    lines += growth(found, pages) if len(found) > 1 else []
    lines += ["", *failures] if failures else []
    return "\n".join(lines) + "\n"


def table(talks: int, pages: int, found: dict[str, list[Figures]]) -> Iterator[str]:
    """The lines of the table of one size."""
    source = "of pyvideo" if corpus.at_hand() else "made up"
    yield f"### {talks:,} talks, {source}: {pages:,} pages\n"
    yield "Medians of the runs; of memory the most. *Of stock* and *of MkDocs alone*: CPU s, by those of that row.\n"
    columns = (
        "runs",
        "CPU s",
        "of stock",
        "of MkDocs alone",
        "CPU ms a page",
        "wall s",
        "MB, largest process",
        "MB, all",
    )
    yield f"| build | {' | '.join(columns)} |\n| --- |{' --: |' * len(columns)}"
    for name, each in found.items():
        cpu = _cpu(each)
        ratios = [f"{cpu / _cpu(found[base]):.2f}" if base in found else "–" for base in (STOCK, ALONE)]
        wall = statistics.median(one.wall for one in each)
        largest, together = max(one.largest for one in each), max(one.together for one in each)
        times = [f"{cpu:.2f}", *ratios, f"{1000 * cpu / pages:.2f}", f"{wall:.2f}"]
        memory = [f"{largest:.0f}", f"{together:.0f}" if together else "–"]
        yield f"| {' | '.join([name, str(len(each)), *times, *memory])} |"


def _cpu(figures: list[Figures]) -> float:
    return statistics.median(each.cpu for each in figures)


def growth(found: dict[int, dict[str, list[Figures]]], pages: dict[int, int]) -> Iterator[str]:
    """The lines of the table that says how the cost of a page grows from the smallest size to the largest."""
    few, many = min(found), max(found)
    yield f"### Growth: CPU ms a page\n\n| build | {few:,} talks | {many:,} talks | times |\n| --- | --: | --: | --: |"
    for name in found[few]:
        if "cold" in name and name in found[many]:
            one, two = (1000 * _cpu(found[size][name]) / pages[size] for size in (few, many))
            yield f"| {name} | {one:.2f} | {two:.2f} | {two / one:.2f} |"


def main() -> None:
    """Write the projects, alternate the builds, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, nargs="+", default=[1000], metavar="NUMBER")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", default="", metavar="REGEX", help="Only the series of builds with such a row.")
    parser.add_argument("--before", metavar="COMMIT", help="Measure the builds of another commit as well.")
    parser.add_argument("--output", type=Path, metavar="FILE", help="Instead of the terminal.")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="recap-bench-"))
    try:
        before = folder / "checkout" if options.before else None
        if before:
            unchanged.check_out(options.before, before)
        chosen = [each for each in series(before) if any(re.search(options.rows, step.name) for step in each[1])]
        pages = {}
        for talks in options.talks:
            print(f"Writing the projects of {talks} talks…", file=sys.stderr, flush=True)
            pages[talks] = projects.write_all(folder / str(talks), talks)
            if before:
                unchanged.make_corpus(before, folder / str(talks) / BEFORE, talks)
            ours = folder / str(talks) / projects.OURS
            config = (ours / "mkdocs.yml").read_text("utf-8").replace("[recap]", "[recap: {social_images: false}]")
            (ours / "no-pictures.yml").write_text(config, "utf-8")
        failures: list[str] = []
        found: dict[int, dict[str, list[Figures]]] = {talks: {} for talks in options.talks}
        for run in range(options.runs):
            for talks in options.talks:
                here = folder / str(talks)

                def note(name: str, figures: Figures, run: int = run, talks: int = talks) -> None:
                    found[talks].setdefault(name, []).append(figures)
                    said = f"{figures.cpu:.2f} CPU s, {figures.wall:.1f} s, {figures.largest:.0f} MB"
                    print(f"Run {run + 1}/{options.runs}, {talks} talks, {name}: {said}", file=sys.stderr, flush=True)

                talk = middle(here / projects.OURS / "docs")
                for project, steps in (chosen, chosen[::-1])[run % 2]:
                    try:
                        run_series(here / project, steps, here / project / "docs" / talk, pages[talks], note)
                    except FailedError as error:  # the other rows are still worth having
                        failures.append(f"- {talks:,} talks: {str(error).splitlines()[0].rstrip(':.')}.")
                        print(error, file=sys.stderr, flush=True)
                    if options.output:  # what was measured stays, whatever stops the rest
                        options.output.write_text(report(found, pages, failures), "utf-8")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not options.output:
        print(report(found, pages, failures))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
