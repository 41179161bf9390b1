"""Other engines than MkDocs: a staged site is rendered by one of them, then finished as MkDocs' hooks would have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from recap import plain
from recap.site import Site
from recap.stage import MARK, stage
from recap.views.frame import url_of

COMMANDS = {"properdocs": ("build", "--strict"), "zensical": ("build", "--strict", "--clean")}
"""Engine, which is the name of its module -> what it is called with."""
_SURPLUS = ("assets/images", "assets/javascripts", "assets/stylesheets/modern", "assets/stylesheets/**/palette.*",
            "**/*.map", "search.json", "sitemap.xml.gz")  # fmt: skip
"""What an engine writes and no page uses, as patterns."""

_NOISE = re.compile(r"\x1b\[[\d;]*m|^Traceback.*\n(?: .*\n)*", re.MULTILINE)
"""Colours and the program's own lines, in what an engine says."""


def is_there(engine: str) -> bool:
    """Whether an engine is installed."""
    return find_spec(engine) is not None


def render(engine: str, config: Any, site: Site, folder: Path) -> list[str]:
    """Does the work of `plain.render` by another engine."""
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as staged:
        write(config, site, Path(staged))
        if complaints := run(engine, Path(staged)):
            return complaints
        folder.rmdir()
        Path(staged, "site").rename(folder)
    return finish(config, site, folder)


def write(config: Any, site: Site, folder: Path) -> None:
    """Stage a site into an empty folder."""
    stage(site, plain.hand_over(config, site), Path(config.docs_dir), Path(config.theme.dirs[0]), folder)


def run(engine: str, staged: Path) -> list[str]:
    """Build a staged site by an engine into its folder site/; returns what the engine complained about."""
    command = [sys.executable, "-m", engine, *COMMANDS[engine]]
    done = subprocess.run(command, cwd=staged, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    return [_NOISE.sub("", done.stdout + done.stderr).strip() or engine] if done.returncode else []


def finish(config: Any, site: Site, folder: Path) -> list[str]:
    """Do to a rendered folder what MkDocs' hooks do to pages and files; returns which page or text it lacks."""
    config.site_dir = str(folder)
    for pattern in _SURPLUS:
        for path in [*folder.glob(pattern)]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    complaints = []
    for src_uri, artifact in site.artifacts.items():
        path = folder / url_of(src_uri)
        before, mark, rest = (path.read_text("utf-8") if path.is_file() else "").partition(MARK)
        if not before or (artifact.content.strip() and artifact.data and not mark):
            complaints.append(f"{url_of(src_uri)}: no text")
        elif artifact.data:
            content, _, after = rest.rpartition(MARK)
            finished = plain.finish_page(content, src_uri, config)
            path.write_text(before + finished + after, "utf-8", newline="")
    if not site.breaches and not complaints:
        plain.write_files(config)
    return complaints
