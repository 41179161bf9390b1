"""Other engines than MkDocs: a site is staged as a folder that they build, then finished as MkDocs' hooks would have.

A staged site needs no hooks: every page is Markdown, whose front matter carries what the hooks hand to its template
under MkDocs, and every file lies beside. What is done to its text after Markdown is left to `finish`, which finds the
text between two marks that the templates print.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from recap.core.filesystem import files_below
from recap.pages.context import url_of
from recap.plugin import plugin as plain
from recap.site.compile import Artifact, Site

COMMANDS = {"properdocs": ("build", "--strict"), "zensical": ("build", "--strict", "--clean")}
"""Engine, which is the name of its module -> what it is called with."""
_SURPLUS = ("assets/images", "assets/javascripts", "assets/stylesheets/modern", "assets/stylesheets/**/palette.*",
            "**/*.map", "search.json", "sitemap.xml.gz")  # fmt: skip
"""What an engine writes and no page uses, as patterns."""
_NOISE = re.compile(r"\x1b\[[\d;]*m|^Traceback.*\n(?: .*\n)*", re.MULTILINE)
"""Colours and the program's own lines, in what an engine says."""
MARK = "<!--recap-->"
"""Stands before and after the text of a staged page; a record cannot say it, for records are escaped."""
_HEAD = "# Written by `recap stage`: edit the site's own mkdocs.yml and docs/ instead.\n"
_LEFT = ("hooks", "watch", "docs_dir", "site_dir")
"""What a site's configuration says that a staged one must not."""


def is_there(engine: str) -> bool:
    """Whether an engine is installed."""
    return find_spec(engine) is not None


def is_staged(folder: Path) -> bool:
    """Whether a folder may be written anew: it is missing, empty, or was staged before."""
    config = folder / "mkdocs.yml"
    if config.is_file():
        return config.read_bytes().startswith(_HEAD.encode())
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def render(engine: str, config: Any, site: Site, folder: Path) -> list[str]:
    """Does the work of `plain.render` by another engine."""
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as staged:
        stage(config, site, Path(staged))
        if complaints := run(engine, Path(staged)):
            return complaints
        folder.rmdir()
        Path(staged, "site").rename(folder)
    return finish(config, site, folder)


def stage(config: Any, site: Site, folder: Path) -> None:
    """Write the whole tree into an empty folder: docs/, overrides/ and the mkdocs.yml that builds them.

    Feeds carry summaries.
    """
    written, docs = plain.hand_over(config, site), Path(config.docs_dir)
    beside = {src_uri: docs / src_uri for src_uri in files_below(docs) if not src_uri.endswith(".md")}
    for src_uri, path in {**beside, **site.pictures}.items():
        _write(folder / "docs" / src_uri, path.read_bytes())
    for src_uri, artifact in site.artifacts.items():
        _write(folder / "docs" / src_uri, _page(site, artifact) if artifact.data else artifact.content)
        if artifact.data and site.formats:
            site.formats.note(src_uri, html.escape(artifact.data["summary"] or ""))
    for url, content in site.files():
        _write(folder / "docs" / url, content)
    shutil.copytree(config.theme.dirs[0], folder / "overrides")
    theme = {"variant": "classic", **written["theme"], "custom_dir": "overrides"}
    extra = {**written.get("extra", {}), "site": {**site.common.shared, "mark": MARK}}
    kept = {key: value for key, value in written.items() if key not in _LEFT}
    _write(folder / "mkdocs.yml", _HEAD + _yaml({**kept, "theme": theme, "extra": extra}))


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


def _page(site: Site, artifact: Artifact) -> str:
    """A page as Markdown with the front matter from which its template prints what it prints under MkDocs."""
    data = artifact.data or {}
    front = {
        "template": f"{data['kind']}.html",
        "title": html.escape(data["title"]),
        "recap": data,
        "recap_head": site.formats.head(artifact.src_uri, data) if site.formats else None,
        "search": {"exclude": True},
    }
    return f"---\n{_yaml(front)}---\n\n{artifact.content}"


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


class _Dumper(getattr(yaml, "CDumper", yaml.Dumper)):  # type: ignore[misc]
    """Texts in quotes, so that every version of YAML reads them as texts; functions by their names; no aliases."""

    def ignore_aliases(self, _: object) -> bool:
        """Some readers know none."""
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
