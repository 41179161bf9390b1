"""Our settings in `mkdocs.yml`: language, names of folders, address of the repository.

Read without MkDocs and without resolving YAML tags: a check needs neither the theme nor its plugins.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml

from recap.content.document import Document
from recap.content.frontmatter import MAX_DEPTH
from recap.content.theme_files import theme_files
from recap.core.diagnostics import Diagnostic
from recap.core.folder import Limits
from recap.core.language import DEFAULT, language
from recap.core.text import shortened, slug

_RENAMED_FOLDERS = {"numbers": "statistics"}
"""Old key of `folders` -> new key; the old one is read for one version."""
_OLD_HOOK = re.compile(r"(?:.*/)?scripts/hooks\.py")
_FLAGS = ("social_images", "search", "incremental")
_KEYS = ("folders", "repository", "contact", "image_hosts", "limits", *_FLAGS)
_OWN = ("extra", "recap")
_SEPARATE_NAMES = (
    (("people", "topics", "organisations", "downloads"), ("api", "assets", "search", "social")),
    (("glossary", "statistics", "search", "data", "offline"), ("index", "404")),
    (("programme",), ("index",)),
    (("feed",), ("sitemap", "citations", "schedule")),
)
"""Keys of `folders` whose names must differ from each other, and from names that never change."""
_NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?")


@dataclass(frozen=True)
class Settings:
    """Settings of a site. Each has a default: an empty `mkdocs.yml` gives a working site."""

    site_name: str = "Recap"
    site_url: str = ""
    """Address of the published site, with its final `/`; empty if unknown."""
    language: str = DEFAULT
    """BCP 47 tag of the site's texts."""
    folders: dict[str, str] = field(default_factory=lambda: dict(language(DEFAULT).folders))
    """Names in addresses (`Language.folders`): `people`, `topics`, `organisations` are folders, the others pages."""
    repository: str = ""
    """Address of the source, `https://host/owner/name`; without it pages have no edit links."""
    contact: str = ""
    """Address for people without an account at the repository's host: `mailto:…` or a page."""
    social_images: bool = True
    """True if shared links get a picture; needs `site_url`, because its address must be absolute."""
    search: bool = True
    """True if the site has search."""
    incremental: bool = True
    """True if a build redoes only what changed since the previous one."""
    image_hosts: tuple[str, ...] = ()
    """Other hosts from which texts may show pictures; the reader's browser will contact them."""
    limits: Limits = field(default_factory=Limits)
    """Limits for all files of docs/ together."""
    drafts: bool = False
    """True if drafts are shown, as in the preview."""
    custom_dir: str = ""
    """The theme's folder of the site, as `mkdocs.yml` writes it from its own folder."""
    server_files: Mapping[str, Path] = field(default_factory=dict)
    """Address -> path of the files for the web server (`content.theme_files`)."""
    theme_files: Mapping[str, Path] = field(default_factory=dict)
    """Address -> path of what the site's theme folder publishes outside `assets/`."""

    def absolute(self, url: str) -> str:
        """Return the absolute address of a page or file; unchanged if the site's address is unknown."""
        return f"{self.site_url.rstrip('/')}/{url}" if self.site_url else url

    def page(self, name: str) -> str:
        """Return the src_uri of a page named in `folders`; for a folder, that of its index."""
        return f"{self.folders[name]}{'/index' if name in ('people', 'topics', 'organisations') else ''}.md"

    def programme(self, event: str) -> str:
        """Return the src_uri of an event's programme."""
        return f"{event}/{self.folders['programme']}.md"

    def _in_repository(self, way: str) -> str | None:
        return f"{self.repository}/{way}" if self.repository else None

    def edit_url(self, src_uri: str) -> str | None:
        """Return the address that opens a file of docs/ in the repository's editor; None without a repository."""
        return self._in_repository(f"edit/main/docs/{quote(src_uri)}")

    def folder_url(self, folder: str) -> str | None:
        """Return the address that lists a folder of docs/ in the repository; None without a repository."""
        return self._in_repository(f"tree/main/docs/{quote(folder)}")

    def new_file_url(self, folder: str, name: str, content: str) -> str | None:
        """Return the address that opens a new file of docs/ in the repository's editor, with a first content."""
        start = urlencode({"filename": name, "value": content}, quote_via=quote)
        return self._in_repository(f"new/main/docs/{quote(folder)}?{start}")

    def with_theme(self, *folders: Path | None) -> "Settings":
        """Return the settings with what the theme's folders publish, of which an earlier one wins. Raises OSError."""
        server, theme = theme_files(folder for folder in folders if folder)
        return replace(self, server_files=server, theme_files=theme)

    @property
    def archive_name(self) -> str:
        """File name of the site's ZIP archive."""
        return f"{slug(self.site_name) or 'site'}.zip"

    @property
    def form_url(self) -> str | None:
        """Address of the form that proposes a talk; None without a repository."""
        return self._in_repository("issues/new?template=propose.yml")


def read_settings(path: Path, *, drafts: bool = False) -> tuple[Settings, list[Diagnostic]]:
    """Return the settings of a `mkdocs.yml` and their diagnostics; a missing file gives the defaults."""
    settings, diagnostics = parse_settings(path.read_bytes() if path.is_file() else b"", path.name, drafts=drafts)
    return settings.with_theme(path.parent / settings.custom_dir if settings.custom_dir else None), diagnostics


def parse_settings(raw: bytes, file_name: str, *, drafts: bool = False) -> tuple[Settings, list[Diagnostic]]:
    """Return the settings in the bytes of a `mkdocs.yml`, and diagnostics that call it `file_name`."""
    document = Document(file_name)
    try:
        data = _mapping(_data(yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader), (), document))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark, args = getattr(error, "problem_mark", None), {"detail": getattr(error, "problem", error)}
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Settings(drafts=drafts), [Diagnostic(file_name, line, column, "E105.yaml", args)]
    except RecursionError:
        return Settings(drafts=drafts), [Diagnostic(file_name, 1, 1, "E105.depth", {"limit": MAX_DEPTH})]
    own = _mapping(_mapping(data.get("extra")).get("recap"))
    theme = _mapping(data.get("theme"))
    tag = _text(theme.get("language")) or DEFAULT
    folders = dict(language(tag).folders)
    flags: dict[str, Any] = {name: own.get(name) or "true" for name in _FLAGS}
    hosts = own.get("image_hosts") or []
    diagnostics = [document.unknown_key(_KEYS, *_OWN, key) for key in own if key not in _KEYS]
    for number, hook in enumerate(data.get("hooks") or ()):
        if _OLD_HOOK.fullmatch(str(hook)):  # which the plugin replaced, whether or not it still exists
            diagnostics.append(document.diagnostic("E116.hook", "hooks", number, value=hook))

    def expect(is_valid: bool, message_key: str, value: Any, *place: str) -> bool:
        """Report an invalid value at a place of our settings; return whether it is valid."""
        if not is_valid:
            args = {"key": place[-1], "value": shortened(value)}
            diagnostics.append(document.diagnostic(message_key, *_OWN, *place, **args))
        return is_valid

    for key in ("repository", "contact"):
        expect(not isinstance(own.get(key), (dict, list)), "E116.text", own.get(key), key)
    for name, value in flags.items():
        flags[name] = expect(value in ("true", "false"), "E116.flag", value, name) and value == "true"
    listed = isinstance(hosts, list) and all(isinstance(host, str) and _HOST.fullmatch(host) for host in hosts)
    if not expect(listed, "E116.hosts", hosts, "image_hosts"):
        hosts = []
    limits = asdict(Limits())
    expect(isinstance(own.get("limits") or {}, dict), "E116.mapping", own.get("limits"), "limits")
    for name, value in _mapping(own.get("limits")).items():
        if name not in limits:
            diagnostics.append(document.unknown_key(limits, *_OWN, "limits", name))
        elif expect(bool(_NUMBER.fullmatch(_text(value))), "E116.limit", value or "", "limits", name):
            limits[name] = int(value)
    old_names_first = sorted(_mapping(own.get("folders")).items(), key=lambda each: each[0] not in _RENAMED_FOLDERS)
    for written, value in old_names_first:
        name = _RENAMED_FOLDERS.get(written, written)
        if name != written:
            diagnostics.append(document.key_diagnostic("W103", *_OWN, "folders", written, key=written, near=name))
        if name not in folders:
            diagnostics.append(document.unknown_key(folders, *_OWN, "folders", name))
        elif expect(isinstance(value, str) and slug(value) == value, "E116.id", value or "", "folders", written):
            folders[name] = value
    given = {_RENAMED_FOLDERS.get(written, written): written for written, _ in old_names_first}
    for names, fixed in _SEPARATE_NAMES:
        for name in (name for name in names if name in given):
            others = {folders[other]: other for other in names if other != name} | {other: other for other in fixed}
            if other := others.get(folders[name]):
                args = {"value": folders[name], "key": given[name], "other": other}
                diagnostics.append(document.diagnostic("E114.setting", *_OWN, "folders", given[name], **args))
    settings = Settings(
        site_name=_text(data.get("site_name")) or Settings.site_name,
        site_url=_text(data.get("site_url")),
        language=tag,
        folders=folders,
        repository=_text(own.get("repository")).rstrip("/"),
        contact=_text(own.get("contact")),
        image_hosts=tuple(hosts),
        limits=Limits(**limits),
        drafts=drafts,
        custom_dir=_text(theme.get("custom_dir")),
        **flags,
    )
    return settings, diagnostics


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Return the value if it is a text; lists made by tags such as `!ENV [X]` are known only to MkDocs."""
    return value if isinstance(value, str) else ""


def _data(node: Any, place: tuple[str | int, ...], document: Document) -> Any:
    """Return the plain data of a YAML node, tags ignored, and record the positions of its keys and values."""
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
