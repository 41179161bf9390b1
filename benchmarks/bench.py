"""Measure a build against stock Material over the same pages, in the same run: `bench.py [--talks 1000] [--runs 3]`.

Stock Material gets the very Markdown that our pages are made of, without our data and templates, with its search plugin
and only the index pages in its nav (platform notes: with all pages in nav it would take many times longer). The runs
alternate; the figure is the processor time of each whole process, user and system.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import corpus
import yaml

from recap.settings import read_settings
from recap.site import Site, compile_site


def write_stock(folder: Path, site: Site) -> int:
    """The pages of a site as a plain MkDocs project; returns their number."""
    nav, number = [], 0
    for src_uri, artifact in site.artifacts.items():
        if artifact.data is None:
            continue
        path = folder / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {json.dumps(artifact.data['title'])}\n---\n{artifact.content}", "utf-8")
        number += 1
        if artifact.data["kind"] in ("home", "event", "listing"):
            nav.append(src_uri)
    ours = yaml.safe_load((corpus.ROOT / "mkdocs.yml").read_text("utf-8"))
    config = {
        "site_name": "Stock",
        "use_directory_urls": False,
        "nav": nav,
        "not_in_nav": "*",
        "theme": {"name": "material", "language": "fr", "font": False},
        "plugins": ["search"],
        "markdown_extensions": ours["markdown_extensions"],
        "validation": ours["validation"],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    return number


def cpu_seconds(command: list[str], folder: Path) -> float:
    """User and system time of a command that must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Make the corpus, alternate the builds, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="recap-bench-"))
    try:
        ours, stock = folder / "ours", folder / "stock"
        talks = corpus.make(ours, options.talks)
        print(f"Corpus: {talks} talks. Compiling…", flush=True)
        settings, _ = read_settings(ours / "mkdocs.yml")
        site, problems = compile_site(ours / "docs", settings)
        errors = [problem for problem in problems if problem.level == "error"]
        if errors:
            sys.exit(f"{len(errors)} errors in the corpus, the first: {errors[0]}")
        pages = write_stock(stock, site)
        commands = {
            "recap build": ([sys.executable, "-m", "recap", "build"], ours),
            "stock Material": ([sys.executable, "-m", "mkdocs", "build"], stock),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(options.runs):
            for name, (command, where) in commands.items():
                times[name].append(cpu_seconds(command, where))
                print(f"Run {run + 1} of {options.runs}, {name}: {times[name][-1]:.1f} CPU s", flush=True)
        print(f"\n{pages} pages, Python {platform.python_version()}, MkDocs {version('mkdocs')}, ", end="")
        print(f"Material {version('mkdocs-material')}, {platform.machine()}\n")
        print("| build | CPU s, median | CPU ms a page | of stock |\n| --- | --- | --- | --- |")
        base = statistics.median(times["stock Material"])
        for name, seconds in times.items():
            median = statistics.median(seconds)
            print(f"| {name} | {median:.2f} | {1000 * median / pages:.2f} | {median / base:.2f} |")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
