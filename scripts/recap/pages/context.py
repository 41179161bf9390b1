"""What all page builders share: the site they read from and the template data every page starts with.

Template data are plain text, not HTML: the templates escape every value with `| e`. Templates compute nothing, so
whatever a page shows in words is already a word or a sentence here. Addresses start at the root of the site; dates are
ISO 8601.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from recap.catalogue.models import Catalogue, Person, Topic
from recap.catalogue.tracking import tracked_item
from recap.content.settings import Settings
from recap.content.stored_names import StoredNames
from recap.core import text
from recap.core.language import Language, language
from recap.core.urls import file_of, is_local, url_of
from recap.pages.pagination import Pagination

Data = dict[str, Any]
"""Template data of a page, found under `page.meta.recap`."""
_SECTIONS = {"event": "event", "talk": "event", "person": "people", "organisation": "people", "topic": "topics"}
"""Kind of page -> the menu entry it belongs to."""


@dataclass(frozen=True)
class Context:
    """The site from which every page and every export is made."""

    catalogue: Catalogue
    settings: Settings
    pagination: Pagination = field(default_factory=dict)
    """The lists that are too long for one page."""
    with_files: Mapping[str, bool] = field(default_factory=dict)
    """Index -> whether any of its entries has a file of its own."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """src_uri of a file that is no page -> its bytes."""
    made: tuple[str, ...] = ()
    """Keys (of `Settings.folders`) of the pages that are made from settings."""
    stored_names: StoredNames = field(default_factory=StoredNames)
    """The same files, whatever form their names are written in."""
    _talks_of: dict[str, tuple[list[str], dict[str, int]]] = field(default_factory=dict)

    def src_uri_of(self, group: str, key: str) -> str:
        """Return the src_uri of an item, given the mapping of the catalogue that has it and its key."""
        if group in ("people", "topics", "organisations"):
            return f"{self.settings.folders[group]}/{key}.md"
        return key if group == "pages" else f"{key}/index.md" if group == "events" else f"{key}.md"

    def place_of(self, src_uri: str) -> tuple[str, str] | None:
        """Return mapping and key of the item that a page is about; None for a page about none."""
        folder, _, name = src_uri.rpartition("/")
        catalogue, stem = self.catalogue, name.removesuffix(".md")
        for group in ("people", "topics", "organisations"):
            if folder == self.settings.folders[group] and stem in getattr(catalogue, group):
                return group, stem
        if name == "index.md" and folder in catalogue.events:
            return "events", folder
        return ("talks", f"{folder}/{stem}") if f"{folder}/{stem}" in catalogue.talks else None

    def tracked(self, entries: Iterable[Any]) -> list[Any]:
        """Return entries of a list as items of the catalogue, so that what is read of them is recorded."""
        return [tracked_item(self.catalogue, entry) for entry in entries]

    def talks_of(self, subject: Person | Topic) -> tuple[list[str], dict[str, int]]:
        """Return the talk ids of a person or topic in programme order, and talk id -> position in that list.

        Memoised: computed once for each subject.
        """
        appearances = subject.appearances  # read each time, for whoever asks depends on it
        if subject.src_uri not in self._talks_of:
            talks = [*dict.fromkeys(each.talk for each in appearances)]
            self._talks_of[subject.src_uri] = talks, {talk: place for place, talk in enumerate(talks)}
        return self._talks_of[subject.src_uri]

    def target(self, src_uri: str, target: str) -> str:
        """Return the whole address of what the record of a page names; from the site's root if its address is unknown.

        Paths of local files are percent-encoded (RFC 3986).
        """
        return (
            self.settings.absolute(quote(url_of(self.stored_names.find(file_of(src_uri, target)))))
            if is_local(target)
            else target
        )

    @property
    def language(self) -> Language:
        """The site's language."""
        return language(self.settings.language)

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the site's language."""
        return self.language.words

    def base_data(
        self, kind: str, title: str, summary: str | None, src_uri: str, file: str | None = None, within: str = ""
    ) -> Data:
        """Return the data every page starts with; `file` is the src_uri a reader edits to correct the page.

        `summary` is shown whole; `description`, for search engines and shared links, is its start. `within` is what
        the title of the window says between the title of the page and the name of the site, so that a page differs from
        others of the same title (WCAG 2.4.2).
        """
        settings, url = self.settings, url_of(src_uri)
        names = [title, *filter(None, [within])]
        return {
            "kind": kind,
            "section": _SECTIONS.get(kind),
            "title": title,
            "summary": summary,
            "description": text.excerpt(summary) if summary else None,
            "head_title": " · ".join([*names, *({settings.site_name} - {*names})]),
            "url": url,
            "edit_url": settings.repository.edit_url(file) if file else None,
            "permalink": settings.absolute(url) if settings.site_url else None,
        }


def page_link(title: str, src_uri: str) -> Data:
    """Return title and address of a page; the src_uri may have an anchor."""
    return {"title": title, "url": url_of(src_uri)}
