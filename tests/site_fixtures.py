"""Sites for the tests: the files of small ones, projects in temporary folders, a server over what was built."""

from __future__ import annotations

import base64
import functools
import http.server
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recap.build.builder import build_site
from recap.build.result import Result
from recap.content.settings import Settings
from recap.core.language import language
from recap.core.private_folder import state_path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
SHARED = ROOT.parent / "shared"

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
"""A picture of one pixel, without metadata."""
HOME = "---\ntitle: Recap\n---\nBonjour.\n"
EVENT = """---
kind: event
title: Rencontre 2026
start_date: 2026-05-01
end_date: 2026-05-02
timezone: Europe/Paris
summary: Deux jours.
---
"""
TALK = """---
title: Un début
speakers: [{name: Ana Foo, organisation: Acme}]
date: 2026-05-01
topics: [boussole]
summary: Un premier pas.
authors: []
published: 2026-05-03
---
Il était une fois.
"""
FILES = {"index.md": HOME, "rencontre/index.md": EVENT, "rencontre/un-debut.md": TALK}


def conference(talks: int = 24) -> dict[str, str]:
    """The files of a conference of two days, two rooms and two tracks, large enough for filters and numbers."""
    head = EVENT.replace("kind: event\n", "kind: event\nrooms: [Grande salle, Petite salle]\n")
    head = head.replace("summary:", "tracks: [{id: web, title: Le web}, {id: noyau, title: Le noyau}]\nsummary:")
    files = {"index.md": HOME, "rencontre/index.md": head + "Deux jours, deux salles.\n"}
    for number in range(talks):
        person = f"{{name: Prénom {chr(65 + number)}om{number}, organisation: Société {number % 4}, role: Fonction}}"
        record = [
            f"title: Intervention {number}, sur la chose {number % 7}",
            f"speakers: [{person}]",
            f"date: 2026-05-0{1 + number % 2}",
            f'start: "{9 + number // 4:02}:00"',
            f"duration: {(15, 30, 45, 60)[number % 4]}",
            f"room: {('Grande salle', 'Petite salle')[number // 2 % 2]}",
            f"track: {('web', 'noyau')[number % 2]}",
            f"type: {('talk', 'lightning_talk', 'workshop')[number % 3]}",
            "authors: []",
            f"topics: [chose-{number % 7}, chose-{number}]",
        ]
        if number % 3:
            record.append(f"published: 2026-05-{3 + number:02}")
        if number:  # the first one waits for its recap
            record.append(f"summary: On y parle de la chose {number % 7}.")
        text = f"Un texte sur la chose {number}, et sa suite." if number else ""
        front = "\n".join(record)
        files[f"rencontre/talk-{number}.md"] = f"---\n{front}\n---\n{text}\n"
        topic = f"title: Chose {number}\nsummary: Ce qu’est la chose {number}."
        files[f"sujets/chose-{number}.md"] = f"---\n{topic}\n---\n"
    return files


def meetings() -> dict[str, str]:
    """The files of three conferences of twelve talks, whose lists are long for who lets a page hold eight entries."""
    files = {"index.md": HOME}
    for year in (2024, 2025, 2026):
        folder = f"rencontre-{year}"
        files[f"{folder}/index.md"] = EVENT.replace("2026", str(year)).replace(
            "kind: event\n", "kind: event\nrooms: [A, B]\n"
        )
        for number in range(12):
            last = f"{'SSST'[number % 4]}{'aeiou'[number % 5]}n {year}".replace(" ", chr(97 + number))
            name = f"Жанна Жук{year}" if number == 11 else f"Ana {last}"
            files[f"{folder}/talk-{number}.md"] = (
                f"---\ntitle: Intervention {number} de {year}\n"
                f"speakers: [{{name: {name}, organisation: Acme}}, "
                f"{{name: Bo {last}, organisation: Société {number}}}]\n"
                f"date: {year}-05-0{1 + number % 2}\nroom: {'AB'[number // 6]}\npublished: {year}-06-01\nauthors: []\n"
                f"topics: [relais, chose-{number}]\nsummary: On y parle de choses.\n---\nUn texte.\n"
            )
    for number in range(12):
        files[f"sujets/chose-{number}.md"] = f"---\ntitle: Chose {number}\nsummary: Une chose.\n---\n"
    return files


@dataclass(frozen=True)
class Project:
    """A site of its own: docs/ and mkdocs.yml in one folder, templates of this repository."""

    folder: Path

    @property
    def config(self) -> Path:
        """Its mkdocs.yml."""
        return self.folder / "mkdocs.yml"

    @property
    def site(self) -> Path:
        """Where it is built."""
        return self.folder / "site"

    @property
    def state(self) -> Path:
        """Where what is remembered of it is."""
        return state_path(self.folder)

    def write(self, src_uri: str, content: str | bytes) -> Path:
        """Write a file of docs/."""
        path = self.folder / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def set_options(self, options: str) -> None:
        """Give the plugin options, as YAML writes them between braces."""
        config = self.config.read_text("utf-8")
        assert "plugins: [recap]\n" in config
        self.config.write_text(config.replace("plugins: [recap]\n", f"plugins: [recap: {{{options}}}]\n"), "utf-8")

    def add_config(self, lines: str) -> None:
        """Add lines to mkdocs.yml."""
        self.config.write_text(f"{self.config.read_text('utf-8')}\n{lines}\n", "utf-8")

    def build(self, *, drafts: bool = False) -> Result:
        """Build into `site`."""
        return build_site(self.config, self.site, drafts=drafts)

    def page(self, url: str) -> str:
        """The HTML of a built page."""
        return (self.site / url).read_text("utf-8")


MakeProject = Callable[..., Project]


def french(**values: Any) -> Settings:
    """The settings of a French site, some of them given."""
    return Settings(**{"language": "fr", "folders": dict(language("fr").folders)} | values)


def make_project(folder: Path, files: Mapping[str, str | bytes], language: str = "fr", address: str = "") -> Project:
    """Write a project into a folder: src_uri -> content; `address` is where it is published."""
    config = (FIXTURES / "mkdocs.yml").read_text("utf-8")
    changes = {"language: fr": f"language: {language}"}
    changes |= {'!ENV [SITE_URL, ""]': address} if address else {}
    for old, new in changes.items():
        assert old in config
        config = config.replace(old, new)
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    project = Project(folder)
    for src_uri, content in files.items():
        project.write(src_uri, content)
    return project


def copy_site(name: str, folder: Path, address: str | None = None) -> Project:
    """Copy a fixture site (`full`, `english` or `hostile`) into a folder, perhaps with another address or none."""
    shutil.copytree(FIXTURES / "sites" / name, folder, ignore=shutil.ignore_patterns("site"))
    if address is not None:
        config = (folder / "mkdocs.yml").read_text("utf-8")
        config, number = re.subn(r"^site_url: .*$", f'site_url: "{address}"', config, flags=re.MULTILINE)
        assert number == 1
        (folder / "mkdocs.yml").write_text(config, "utf-8")
    return Project(folder)


def add_theme_folder(project: Project, name: str = "overrides", *, copied: bool = False) -> Path:
    """Give a project a folder of templates of its own, perhaps with a copy of ours in it, and return it."""
    folder = project.folder / name
    if copied:
        shutil.copytree(ROOT / "overrides", folder, ignore=shutil.ignore_patterns("__*__*", "mkdocs_theme.yml"))
    else:
        folder.mkdir()
    config = project.config.read_text("utf-8")
    assert "{name: recap," in config
    project.config.write_text(config.replace("{name: recap,", f"{{name: recap, custom_dir: {name},"), "utf-8")
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve_folder(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on a free port for as long as the generator lives."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
