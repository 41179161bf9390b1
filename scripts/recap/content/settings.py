"""What a site says in `mkdocs.yml`: MkDocs' own keys that matter here, and the options of the plugin `recap`.

Read without MkDocs and without resolving YAML tags: a check needs neither the theme nor its plugins.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from recap.content.document import Document
from recap.content.markdown_extensions import extensions_of
from recap.content.palette import Palette, read_palette
from recap.content.plugin_options import RENAMED_FOLDERS, Option, old_repository, plugin_options
from recap.content.repository import Repository
from recap.content.site_config import check_config, read_config
from recap.content.site_values import canonical_license, is_contact
from recap.content.theme_files import package_theme, replaced_templates, theme_files
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path
from recap.core.folder import Limits
from recap.core.language import DEFAULT, language, normal_tag
from recap.core.text import collapse, shortened, slug

SETTINGS_PAGES = ("accessibility", "contribute", "legal", "removal")
"""Keys of `folders` for the pages that are made from settings (`pages.settings_pages`)."""
_KEYS = ("folders", "publisher", "host", "license", "contact", "image_hosts", "limits", "palette", "social_images",
         "search", "incremental", "programmes")  # fmt: skip
_SEPARATE_NAMES = (
    (("people", "topics", "organisations", "downloads"), ("api", "assets", "search", "social")),
    (("glossary", "statistics", "missing", "search", "data", "offline", *SETTINGS_PAGES), ("index", "404")),
    (("programme",), ("index",)),
    (("feed",), ("sitemap", "citations", "schedule")),
)
"""Keys of `folders` whose names must differ from each other, and from names that never change."""
_NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_PROGRAMME = re.compile(r"https://[^\s@:/?#\\]+(?::443)?(?:[/?][^\s\\]*)?")
"""An address that `recap import` may open: https, port 443, no name and no password."""
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?")


@dataclass(frozen=True)
class Settings:
    """Settings of a site. Each has a default: an empty `mkdocs.yml` gives a working site."""

    site_name: str = "Recap"
    site_url: str = ""
    """Address of the published site, with its final `/`; empty if unknown."""
    site_url_place: tuple[str, int, int] = field(default=("mkdocs.yml", 1, 1), compare=False)
    """Name of the file of settings, and line and column of the site's address there."""
    language: str = DEFAULT
    """BCP 47 tag of the site's texts."""
    folders: dict[str, str] = field(default_factory=lambda: dict(language(DEFAULT).folders))
    """Names in addresses (`Language.folders`): `people`, `topics`, `organisations` are folders, the others pages."""
    repository: Repository = field(default_factory=Repository)
    """The source of the site; where its address is unknown pages have no edit links."""
    docs_dir: str = "docs"
    """The docs folder, as `mkdocs.yml` writes it from its own folder."""
    site_dir: str = "site"
    """Where the site is built, as `mkdocs.yml` writes it from its own folder."""
    contact: str = ""
    """Address for people without an account at the repository's host: `mailto:…` or a page."""
    publisher: str = ""
    """Who publishes the site, with an address, as text."""
    host: str = ""
    """Who runs the server, with an address, as text."""
    license: str = ""
    """SPDX licence of the site's texts, where a page says nothing else."""
    social_images: bool = True
    """True if shared links get a picture; needs `site_url`, because its address must be absolute."""
    search: bool = True
    """True if the site has search."""
    programmes: Mapping[str, str] = field(default_factory=dict)
    """Folder of an event -> address of its programme: all that `recap import` opens where nobody is asked."""
    incremental: bool = True
    """True if a build redoes only what changed since the previous one."""
    image_hosts: tuple[str, ...] = ()
    """Other hosts from which texts may show pictures; the reader's browser will contact them."""
    limits: Limits = field(default_factory=Limits)
    """Limits for all files of docs/ together."""
    palette: Palette = field(default_factory=Palette)
    """Colours that differ from those of the theme."""
    extensions: frozenset[str] = frozenset()
    """Markdown extensions that the site switches on besides ours, as Python-Markdown names them."""
    drafts: bool = False
    """True if drafts are shown, as in the preview."""
    custom_dir: str = ""
    """The theme's folder of the site, as `mkdocs.yml` writes it from its own folder."""
    server_files: Mapping[str, Path] = field(default_factory=dict)
    """Address -> path of the files for the web server (`content.theme_files`)."""
    theme_files: Mapping[str, Path] = field(default_factory=dict)
    """Address -> path of what the theme's folders publish outside `assets/`."""
    replaced_templates: Mapping[Path, Path] = field(default_factory=dict)
    """The site's own templates that take the place of ours -> ours."""
    has_validation: bool = False
    """True if `mkdocs.yml` has a `validation` of its own; otherwise every dead link is a warning."""

    def absolute(self, url: str) -> str:
        """Return the absolute address of a page or file; unchanged if the site's address is unknown."""
        return f"{self.site_url.rstrip('/')}/{url}" if self.site_url else url

    def page(self, name: str) -> str:
        """Return the src_uri of a page named in `folders`; for a folder, that of its index."""
        return f"{self.folders[name]}{'/index' if name in ('people', 'topics', 'organisations') else ''}.md"

    def programme(self, event: str) -> str:
        """Return the src_uri of an event's programme."""
        return f"{event}/{self.folders['programme']}.md"

    def with_theme(self, custom_dir: Path | None) -> "Settings":
        """Return the settings with what the theme publishes; files of `custom_dir` win. Raises OSError."""
        server, theme = theme_files(folder for folder in (custom_dir, package_theme()) if folder)
        replaced = replaced_templates(custom_dir)
        return replace(self, server_files=server, theme_files=theme, replaced_templates=replaced)

    @property
    def archive_name(self) -> str:
        """File name of the site's ZIP archive."""
        return f"{slug(self.site_name) or 'site'}.zip"


def read_settings(path: Path, *, drafts: bool = False) -> tuple[Settings, list[Diagnostic]]:
    """Return the settings of a `mkdocs.yml` and their diagnostics; a missing file gives the defaults."""
    if not path.is_file():
        return Settings(drafts=drafts).with_theme(None), []
    document, diagnostics = read_config(path.read_bytes(), shown_path(path))
    settings, found = _settings(document, drafts=drafts)
    if document.data or not diagnostics:
        diagnostics += found + check_config(document, path.parent)
    return settings.with_theme(path.parent / settings.custom_dir if settings.custom_dir else None), diagnostics


def parse_settings(raw: bytes, file_name: str) -> tuple[Settings, list[Diagnostic]]:
    """Return the settings in the bytes of a `mkdocs.yml`, perhaps of long ago, and diagnostics of their values."""
    document, diagnostics = read_config(raw, file_name)
    settings, found = _settings(document)
    return settings, diagnostics + found


def _settings(document: Document, *, drafts: bool = False) -> tuple[Settings, list[Diagnostic]]:
    data = document.data
    options, diagnostics = plugin_options(data, document)
    if data.get("use_directory_urls") == "true":
        diagnostics.append(document.key_diagnostic("E116.directory_urls", "use_directory_urls"))
    theme = _mapping(data.get("theme"))
    written = _text(theme.get("language"))
    tag = normal_tag(written) or written or DEFAULT
    reader = _OptionReader(document, options)
    settings = Settings(
        site_name=_text(data.get("site_name")) or Settings.site_name,
        site_url=_text(data.get("site_url")),
        language=tag,
        folders=reader.folders(dict(language(tag).folders)),
        repository=_repository(data),
        docs_dir=PurePosixPath(_text(data.get("docs_dir")) or Settings.docs_dir).as_posix(),
        site_dir=_text(data.get("site_dir")) or Settings.site_dir,
        site_url_place=(document.path, *document.mark("site_url")),
        publisher=reader.text("publisher"),
        host=reader.text("host"),
        license=reader.license(),
        contact=reader.contact(),
        image_hosts=reader.image_hosts(),
        programmes=reader.programmes(),
        limits=reader.limits(),
        palette=reader.palette(),
        extensions=extensions_of(document),
        drafts=drafts,
        custom_dir=_text(theme.get("custom_dir")),
        has_validation="validation" in data,
        social_images=reader.flag("social_images"),
        search=reader.flag("search"),
        incremental=reader.flag("incremental"),
    )
    return settings, diagnostics + reader.diagnostics


class _OptionReader:
    """Reads the options of the plugin; a value that is not valid is reported, and the default holds."""

    def __init__(self, document: Document, options: Mapping[str, Option]) -> None:
        self._document, self._options = document, options
        self.diagnostics = [
            document.unknown_key(_KEYS, *place) for key, (_, place) in options.items() if key not in _KEYS
        ]

    def _value(self, key: str) -> Any:
        return self._options[key][0] if key in self._options else None

    def _expect(self, is_valid: bool, message_key: str, value: Any, key: str, *below: str) -> bool:
        """Report an invalid value of an option, or below it; return whether it is valid."""
        if not is_valid:
            args = {"key": [key, *below][-1], "value": shortened(value or "")}
            self.diagnostics.append(self._document.diagnostic(message_key, *self._options[key][1], *below, **args))
        return is_valid

    def text(self, key: str) -> str:
        value = self._value(key)
        is_text = self._expect(not isinstance(value, (dict, list)), "E116.text", value, key)
        return collapse(_text(value)) if is_text else ""

    def contact(self) -> str:
        """Return the address for readers, one that a browser can follow."""
        address = self.text("contact")
        is_valid = not address or self._expect(is_contact(address), "E116.contact", address, "contact")
        return address if is_valid else ""

    def license(self) -> str:
        """Return the licence as SPDX spells it."""
        written = self._value("license")
        terms = canonical_license(written) if written else ""
        self._expect(terms is not None, "E117.license", written, "license")
        return terms or ""

    def flag(self, key: str) -> bool:
        """Return True unless the option says `false`."""
        value = self._value(key) or "true"
        return not self._expect(value in ("true", "false"), "E116.flag", value, key) or value == "true"

    def image_hosts(self) -> tuple[str, ...]:
        hosts = self._value("image_hosts") or []
        listed = isinstance(hosts, list) and all(isinstance(host, str) and _HOST.fullmatch(host) for host in hosts)
        return tuple(hosts) if self._expect(listed, "E116.hosts", hosts, "image_hosts") else ()

    def programmes(self) -> dict[str, str]:
        """Return the folder of each event with the address of its programme."""
        found, written = {}, self._value("programmes")
        self._expect(isinstance(written or {}, dict), "E116.mapping", written, "programmes")
        for name, value in _mapping(written).items():
            if slug(name) != name:
                self.diagnostics.append(
                    self._document.key_diagnostic("E116.id", *self._options["programmes"][1], name, value=name)
                )
            elif self._expect(bool(_PROGRAMME.fullmatch(_text(value))), "E116.programme", value, "programmes", name):
                found[name] = value
        return found

    def palette(self) -> Palette:
        if "palette" not in self._options:
            return Palette()
        palette, diagnostics = read_palette(*self._options["palette"], self._document)
        self.diagnostics += diagnostics
        return palette

    def limits(self) -> Limits:
        limits, written = asdict(Limits()), self._value("limits")
        self._expect(isinstance(written or {}, dict), "E116.mapping", written, "limits")
        for name, value in _mapping(written).items():
            if name not in limits:
                place = (*self._options["limits"][1], name)
                self.diagnostics.append(self._document.unknown_key(limits, *place))
            elif self._expect(bool(_NUMBER.fullmatch(_text(value))), "E116.limit", value, "limits", name):
                limits[name] = int(value)
        return Limits(**limits)

    def folders(self, folders: dict[str, str]) -> dict[str, str]:
        """Return the names in addresses: those of the language, and what the option changes."""
        options = _mapping(self._value("folders"))
        place = self._options["folders"][1] if options else ()
        old_names_first = sorted(options.items(), key=lambda each: each[0] not in RENAMED_FOLDERS)
        for written, value in old_names_first:
            name = RENAMED_FOLDERS.get(written, written)
            if name != written:
                old = self._document.key_diagnostic("W103", *place, written, key=written, near=name)
                self.diagnostics.append(old)
            if name not in folders:
                self.diagnostics.append(self._document.unknown_key(folders, *place, name))
            elif self._expect(isinstance(value, str) and slug(value) == value, "E116.id", value, "folders", written):
                folders[name] = value
        given = {RENAMED_FOLDERS.get(written, written): written for written, _ in old_names_first}
        for names, fixed in _SEPARATE_NAMES:
            for name in (name for name in names if name in given):
                others = {folders[other]: other for other in names if other != name} | {other: other for other in fixed}
                if other := others.get(folders[name]):
                    args = {"value": folders[name], "key": given[name], "other": other}
                    taken = self._document.diagnostic("E114.setting", *place, given[name], **args)
                    self.diagnostics.append(taken)
        return folders


def _repository(data: dict[str, Any]) -> Repository:
    edit_uri = None if isinstance(data.get("edit_uri", []), list) else _text(data["edit_uri"])
    docs_dir = PurePosixPath(_text(data.get("docs_dir")) or Settings.docs_dir)
    if edit_uri is None and (docs_dir.is_absolute() or ".." in docs_dir.parts):
        edit_uri = ""  # nobody knows where in the repository that is
    return Repository((_text(data.get("repo_url")) or old_repository(data)).rstrip("/"), edit_uri, docs_dir.as_posix())


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Return the value if it is a text."""
    return value if isinstance(value, str) else ""
