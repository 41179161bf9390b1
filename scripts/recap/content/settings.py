"""What `mkdocs.yml` says that the core needs: language, names of folders, the repository's address.

Read without MkDocs and without resolving YAML tags, so that a check needs neither the theme nor its plugins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml

from recap.content.frontmatter import MAX_DEPTH, Document
from recap.core.diagnostics import Problem
from recap.core.language import DEFAULT
from recap.core.text import shortened, slug

_FRENCH = {
    "people": "intervenants", "topics": "sujets", "organisations": "organisations", "glossary": "glossaire",
    "programme": "programme", "numbers": "chiffres", "search": "recherche", "data": "donnees", "feed": "flux",
    "offline": "lire-hors-ligne", "downloads": "telecharger",
}  # fmt: skip
_FOLDERS = {"fr": _FRENCH, "en": {name: name for name in _FRENCH}}
_FLAGS = ("social_images", "search", "incremental")
_KEYS = ("folders", "repository", "contact", "image_hosts", *_FLAGS)
_OWN = ("extra", "recap")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?")


@dataclass(frozen=True)
class Settings:
    """The settings of a site; every one has a default, so that an empty `mkdocs.yml` gives a working site."""

    site_name: str = "Recap"
    site_url: str = ""
    """Where the site is published, with its last `/`; empty when unknown."""
    language: str = DEFAULT
    """BCP 47 tag of the site's texts."""
    folders: dict[str, str] = field(default_factory=lambda: dict(_FOLDERS[DEFAULT]))
    """Names in addresses: `people`, `topics`, `organisations` are folders, the others pages."""
    repository: str = ""
    """Where the source is, as `https://host/owner/name`; empty: the pages offer no link to edit them."""
    contact: str = ""
    """An address for people without an account at the repository's host: `mailto:…` or a page."""
    social_images: bool = True
    """Whether shared links get a picture; it needs `site_url` too, for its address must be a whole one."""
    search: bool = True
    """Whether the site can be searched."""
    incremental: bool = True
    """Whether a build makes only what changed since the last one."""
    image_hosts: tuple[str, ...] = ()
    """Hosts of other sites from which texts may show pictures, which a reader's browser then asks."""
    drafts: bool = False
    """Whether drafts are shown, as a live preview does."""

    def page(self, name: str) -> str:
        """The src_uri of a page that is named in `folders`; that of a folder is its index."""
        return f"{self.folders[name]}{'/index' if name in ('people', 'topics', 'organisations') else ''}.md"

    def programme(self, event: str) -> str:
        """The src_uri of an event's programme."""
        return f"{event}/{self.folders['programme']}.md"

    def _in_repository(self, way: str) -> str | None:
        return f"{self.repository}/{way}" if self.repository else None

    def edit_url(self, src_uri: str) -> str | None:
        """Where a file of docs/ can be edited in the browser, or None without a repository."""
        return self._in_repository(f"edit/main/docs/{quote(src_uri)}")

    def folder_url(self, folder: str) -> str | None:
        """Where the files of a folder of docs/ are listed, or None without a repository."""
        return self._in_repository(f"tree/main/docs/{quote(folder)}")

    def new_file_url(self, folder: str, name: str, content: str) -> str | None:
        """Where a new file of docs/ can be written in the browser, with something to start from."""
        start = urlencode({"filename": name, "value": content}, quote_via=quote)
        return self._in_repository(f"new/main/docs/{quote(folder)}?{start}")

    @property
    def form_url(self) -> str | None:
        """Where the form is that makes a talk of answers, or None without a repository."""
        return self._in_repository("issues/new?template=propose.yml")


def read_settings(path: Path, *, drafts: bool = False) -> tuple[Settings, list[Problem]]:
    """The settings in a `mkdocs.yml`, and what is wrong with them; a missing file gives the defaults."""
    return parse_settings(path.read_bytes() if path.is_file() else b"", path.name, drafts=drafts)


def parse_settings(raw: bytes, file_name: str, *, drafts: bool = False) -> tuple[Settings, list[Problem]]:
    """The settings in the bytes of a `mkdocs.yml`; messages call it by its name."""
    try:
        node = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Settings(drafts=drafts), [
            Problem(file_name, line, column, "E105.yaml", {"detail": getattr(error, "problem", error)})
        ]
    except RecursionError:
        return Settings(drafts=drafts), [Problem(file_name, 1, 1, "E105.depth", {"limit": MAX_DEPTH})]
    document = Document(file_name)
    data = _mapping(_data(node, (), document))
    own = _mapping(_mapping(data.get("extra")).get("recap"))
    language = _text(_mapping(data.get("theme")).get("language")) or DEFAULT
    folders = dict(_FOLDERS.get(language.partition("-")[0], _FOLDERS["en"]))
    flags: dict[str, Any] = {name: own.get(name) or "true" for name in _FLAGS}
    hosts = own.get("image_hosts") or []
    problems = [document.unknown_key(_KEYS, *_OWN, key) for key in own if key not in _KEYS]

    def sound(is_sound: bool, text: str, value: Any, *place: str) -> bool:
        """Whether the value at a place of our settings is sound; it is told where it is not."""
        if not is_sound:
            args = {"key": place[-1], "value": shortened(value)}
            problems.append(document.problem(text, *_OWN, *place, **args))
        return is_sound

    for key in ("repository", "contact"):
        sound(not isinstance(own.get(key), (dict, list)), "E116.text", own.get(key), key)
    for name, value in flags.items():
        flags[name] = sound(value in ("true", "false"), "E116.flag", value, name) and value == "true"
    listed = isinstance(hosts, list) and all(isinstance(host, str) and _HOST.fullmatch(host) for host in hosts)
    if not sound(listed, "E116.hosts", hosts, "image_hosts"):
        hosts = []
    for name, value in _mapping(own.get("folders")).items():
        if name not in folders:
            problems.append(document.unknown_key(folders, *_OWN, "folders", name))
        elif sound(isinstance(value, str) and slug(value) == value, "E116.id", value or "", "folders", name):
            folders[name] = value
    settings = Settings(
        site_name=_text(data.get("site_name")) or Settings.site_name,
        site_url=_text(data.get("site_url")),
        language=language,
        folders=folders,
        repository=_text(own.get("repository")).rstrip("/"),
        contact=_text(own.get("contact")),
        image_hosts=tuple(hosts),
        drafts=drafts,
        **flags,
    )
    return settings, problems


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """The value where it is a text; what a tag such as `!ENV [X]` makes of a list is known to MkDocs alone."""
    return value if isinstance(value, str) else ""


def _data(node: Any, place: tuple[str | int, ...], document: Document) -> Any:
    """Plain data of a YAML node, tags ignored, with the places of its keys and values noted in the document."""
    if node is None:
        return None
    document.values[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        pairs = [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
        for key, _ in pairs:
            document.keys[(*place, key.value)] = (key.start_mark.line + 1, key.start_mark.column + 1)
        return {key.value: _data(value, (*place, key.value), document) for key, value in pairs}
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, (*place, number), document) for number, item in enumerate(node.value)]
    return node.value or None
