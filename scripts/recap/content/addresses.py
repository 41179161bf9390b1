"""Registry of addresses: everything that a build writes, by kind. Whatever else wants one of them is E114.

A new kind is an entry of `KINDS`. A pattern is an address; a final `/` makes it a folder with everything in it.
`{people}` and the like are names of the settings, `{event}` is a conference, `{talk}` a talk of one, `{room}` any id,
`*` a part of a name, and `**` any address. They hold whatever the records say today: a talk that gets an hour tomorrow
must find its calendar's address free.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname

from recap.content.settings import Settings


@dataclass(frozen=True)
class Kind:
    """Addresses that a build writes for one purpose."""

    name: str
    patterns: tuple[str, ...]
    replaceable: bool = False
    """True if Markdown at the page's own src_uri is its source; else such a file is E114."""
    on_server: bool = False
    """True if only a web server uses the files: no archive has them."""
    by_keeper: bool = False
    """True if the keeper of a site may put files of the theme's folder `server/` there, also instead of ours."""


KINDS = (
    Kind("indexes", ("{people}/index.html", "{topics}/index.html", "{organisations}/*.html")),
    Kind("lists", ("{glossary}.html", "{event}/{programme}.html", "{statistics}.html", "{missing}.html",
                   "{search}.html", "{data}.html", "{offline}.html")),
    Kind("settings", ("{legal}.html", "{removal}.html", "{accessibility}.html", "{contribute}.html"), replaceable=True),
    Kind("errors", ("404.html",), on_server=True),
    Kind("texts", ("**.html",), replaceable=True),
    Kind("feeds", ("{feed}.xml", "{feed}.json", "{event}/{feed}.xml", "{event}/{feed}.json", "{event}/{since}.xml",
                   "{event}/{since}.json", "{people}/*.xml", "{topics}/*.xml")),
    Kind("calendars", ("{event}/{event}.ics", "{event}/{talk}.ics", "{event}/{event}-{room}.ics")),
    Kind("schedules", ("{event}/schedule.xml", "{event}/schedule.json")),
    Kind("citations", ("citations.bib", "citations.json", "{event}/{talk}.bib", "{event}/{talk}.csl.json")),
    Kind("api", ("api/v1/",)),
    Kind("search", ("search/",)),
    Kind("social", ("social/",)),
    Kind("theme", ("assets/",)),
    Kind("styles", ("timetable.css",)),
    Kind("sitemaps", ("sitemap.xml", "sitemap_*.xml"), on_server=True),
    Kind("downloads", ("{downloads}/",), on_server=True),
    Kind("server", ("robots.txt", "_headers", "_redirects", "cname", "favicon.ico", ".htaccess", ".nojekyll",
                    ".well-known/"), on_server=True, by_keeper=True),
)  # fmt: skip
"""Every kind of address, by lower-case patterns. Redirects of `aliases` have addresses of pages."""
_BY_NAME = {kind.name: kind for kind in KINDS}
_STEP = re.compile(r"\{(\w+)\}")
Holder = tuple[str, Kind]
"""An address, or a folder with its `/`, and the kind that it belongs to."""


class Addresses:
    """The addresses of one site.

    `src_uris` are all its Markdown files, known by their names. A site of which every file has been read gives more:
    its events, those of `src_uris` that are pages and no talks, and `pages`, the src_uris of all pages and redirects.
    """

    def __init__(
        self,
        settings: Settings,
        src_uris: Iterable[str],
        events: Set[str] | None = None,
        texts: Set[str] = frozenset(),
        pages: Collection[str] | None = None,
    ) -> None:
        self._settings, self._src_uris, self._texts, self._page_src_uris = settings, [*src_uris], texts, pages
        names = settings.folders
        self._folders: dict[str, Kind] = {}
        self._literal: dict[str, dict[str, Kind]] = {}
        self._globs: dict[str, list[tuple[re.Pattern[str], Kind]]] = {}
        for kind in KINDS:
            for written in kind.patterns:
                pattern = _STEP.sub(lambda step: names.get(step[1], step[0]), written)
                folder, _, name = pattern.rpartition("/")
                if not name:
                    self._folders[pattern] = kind
                elif "*" in name:
                    glob = re.escape(name).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
                    self._globs.setdefault("**" if "**" in name else folder, []).append((re.compile(glob), kind))
                else:
                    self._literal.setdefault(folder, {})[name] = kind
        fixed = {names[name] for name in ("people", "topics", "organisations")}
        if events is None:
            indexes = (src_uri for src_uri in self._src_uris if src_uri.endswith("/index.md"))
            events = {dirname(src_uri) for src_uri in indexes if src_uri.count("/") == 1} - fixed
        self._events = frozenset(map(address_key, events))
        self._own = _keyed(settings.server_files, "server") | _keyed(settings.theme_files, "theme")
        needed = {folder for name in (*self._folders, *self._own) for folder in _parents(name.rstrip("/"))}
        self._parents = frozenset({*needed, *map(address_key, fixed), *self._events})
        self._held: dict[str, Holder | None] = {"": None}

    def kind(self, src_uri: str) -> Kind | None:
        """Return the kind of the page that a Markdown file would be, decided by patterns."""
        return self._kind(_page_key(src_uri))

    def holder(self, src_uri: str) -> Holder | None:
        """Return the address of ours that a file of docs/ takes, itself or by one of its folders; None if it is free.

        Of Markdown only the folders count, and the calendar of its event: whether it may be the source of a page is
        asked of `kind`.
        """
        if found := self.folder_holder(dirname(src_uri)):
            return found
        key = address_key(src_uri)
        if key.endswith(".md"):
            folder = dirname(key)
            clash = folder in self._events and key == f"{folder}/{folder}.md"
            return (f"{folder}/{folder}.ics", _BY_NAME["calendars"]) if clash else None
        if key in self._parents:
            return f"{key}/", self._folders.get(f"{key}/", _BY_NAME["texts"])
        return self._at(key)

    def folder_holder(self, folder: str) -> Holder | None:
        """Return the address of ours that a folder takes, or one of the folders around it; None if it is free."""
        if folder not in self._held:
            self._held[folder] = self.folder_holder(dirname(folder)) or self._at(address_key(folder))
        return self._held[folder]

    def reserved(self, address: str) -> Holder | None:
        """Return the address or folder of ours at which a file of the theme's folders would lie; None if it is free.

        Files of those folders themselves do not count.
        """
        return next(filter(None, map(self._written_at, [*_parents(address_key(address)), address_key(address)])), None)

    def is_for_server(self, address: str) -> bool:
        """Return True if a file at an address is one of those that a keeper adds, in the theme's folder `server/`."""
        found = self.reserved(address)
        return bool(found and found[1].by_keeper and (found[0] == address_key(address) or found[0][-1] == "/"))

    def in_the_way(self, url: str, is_file: Callable[[str], bool]) -> str | None:
        """Return what a redirect at an address would take the place of, other than a page; None if nothing.

        `is_file` says of the key of an address whether a file of docs/ is published there.
        """
        key = address_key(url)
        for folder in _parents(key):
            if is_file(folder) or self._at(folder):
                return (self._at(folder) or (folder,))[0]
        kind = self._own.get(key) or self._kind(key)
        return key if kind and kind.on_server else None

    def stays_on_server(self, address: str) -> bool:
        """Return True if only a web server uses a file of the built site."""
        found = self._own.get(address_key(address)) or (self.reserved(address) or ("", None))[1]
        return bool(found and found.on_server)

    def _at(self, key: str) -> Holder | None:
        return (key, self._own[key]) if key in self._own else self._written_at(key)

    def _written_at(self, key: str) -> Holder | None:
        """Return what a build writes at an address that is no Markdown's own."""
        for folder, owner in self._folders.items():
            if f"{key}/".startswith(folder):
                return folder, owner
        kind = self._kind(key)
        known = kind and (kind.on_server or not key.endswith(".html") or self._pages is None or key in self._pages)
        return (key, kind) if kind and known else None

    def _kind(self, key: str) -> Kind | None:
        folder, _, name = key.rpartition("/")
        place = "{event}" if folder in self._events else folder
        if place == "{event}":
            stem, dot, suffix = name.partition(".")
            if stem == folder and (found := self._literal[place].get(f"{{event}}.{suffix}")):
                return found
            if stem.startswith(f"{folder}-") and (found := self._literal[place].get(f"{{event}}-{{room}}.{suffix}")):
                return found
            if dot and (found := self._literal[place].get(f"{{talk}}.{suffix}")) and f"{folder}/{stem}" in self._talks:
                return found
        if found := self._literal.get(place, {}).get(name):
            return found
        globs = (*self._globs.get(place, ()), *self._globs["**"])
        return next((kind for glob, kind in globs if glob.fullmatch(name)), None)

    @cached_property
    def _talks(self) -> frozenset[str]:
        """Keys of the Markdown files in folders of events, without suffix."""
        found = {_page_key(src_uri).removesuffix(".html") for src_uri in self._src_uris if src_uri not in self._texts}
        return frozenset(key for key in found if dirname(key) in self._events and not key.endswith("/index"))

    @cached_property
    def _pages(self) -> frozenset[str] | None:
        """Keys of the addresses of all pages and redirects; None if they are not known."""
        if self._page_src_uris is None:
            return None
        return frozenset(map(_page_key, self._page_src_uris))


def address_key(address: str) -> str:
    """Return what two addresses share if any file system takes them for the same: NFC, without case."""
    if address.isascii():
        return address.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def _page_key(src_uri: str) -> str:
    """Return the key of a page's address; like `url_of`, which costs more."""
    key = address_key(src_uri).removesuffix(".md")
    return f"{key.removesuffix('readme')}index.html" if f"/{key}".endswith("/readme") else f"{key}.html"


def _keyed(files: Mapping[str, object], name: str) -> dict[str, Kind]:
    return {address_key(address): _BY_NAME[name] for address in files}


def _parents(address: str) -> Iterator[str]:
    """Yield the folders around an address, the outermost first."""
    steps = address.split("/")
    yield from ("/".join(steps[:number]) for number in range(1, len(steps)))
