"""Splits a long list into sub-pages by letter, year or day.

A sub-page is at `<page>_<name>.html`. Ids have no underscore and files must be named like ids, so neither a file nor
another page can have that address.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from recap.catalogue.models import Addressable, Catalogue
from recap.core import text

INDEX_THRESHOLD = 20
"""Number of entries from which an index has headings by letter, a bar of letters and a filter."""
MAX_ENTRIES_PER_PAGE = 300
"""Most entries on one page; the longest page of people of 10,000 real talks then has 84 KB of Markdown."""


@dataclass(frozen=True)
class GrowingList:
    """A list that grows with the site, and how it is split when it is too long for one page."""

    src_uri: str
    """The page that shows it, or links to its sub-pages."""
    entries: Callable[[Catalogue], Sequence[Any]]
    """catalogue -> all entries."""
    label_of: Callable[[Any, Any], str]
    """(context, entry) -> the label of its sub-page; with `other_letters`, the name it is sorted by."""
    write: Callable[[Any, Sequence[Any], str], str]
    """(context, some entries, src_uri of the page that shows them) -> their Markdown."""
    other_letters: str = ""
    """Label for names beyond A to Z; empty for a list that is not one of names."""
    newest_first: bool = False
    """True if labels are years, sub-pages start with the newest year, and the list itself is in another order."""
    scale: int = 1
    """How many times as many entries as others have one page of it may hold."""
    more: Callable[[Any, Sequence[Any]], dict[str, Any]] = lambda *_: {}
    """(context, some entries) -> what the template of their page needs besides their Markdown."""


@dataclass(frozen=True)
class ListPage(Addressable):
    """A sub-page: a stretch of a list."""

    parent_src_uri: str
    """The page that links to it."""
    src_uri: str
    label: str
    """`S`, `S (2)`, `2016`."""
    span: str
    """Its first and last entries if the list is one of names."""
    entries: Sequence[Any]

    @property
    def fingerprint(self) -> list[Any]:
        """What it lists, with entries by id: what they are is read from them."""
        return [self.label, self.span, [getattr(entry, "id", None) or repr(entry) for entry in self.entries]]


Pagination = Mapping[str, list[ListPage]]
"""src_uri of a page whose list is too long for it -> the sub-pages."""


def paginate(context: Any, lists: Iterable[GrowingList]) -> Pagination:
    """Split the lists that are too long for one page.

    Addresses do not depend on the order of the entries: an unsorted catalogue gives the same ones.
    """
    return {each.src_uri: pages for each in lists if (pages := [*divide(context, each)])}


def divide(context: Any, whole: GrowingList) -> Iterator[ListPage]:
    """Yield the sub-pages of a list, each with as many entries as a page may hold; none if one page is enough.

    Where one label has too many entries, it gives several sub-pages with numbers.
    """
    entries, label_of, others = whole.entries(context.catalogue), partial(whole.label_of, context), whole.other_letters
    most = whole.scale * MAX_ENTRIES_PER_PAGE
    if len(entries) <= most:
        return
    if whole.newest_first:
        entries = sorted(entries, key=label_of, reverse=True)
    groups: dict[str, list[Any]] = {}
    for entry in entries:
        name = label_of(entry)
        groups.setdefault(letter(name, others) if others else name, []).append(entry)
    for label, members in groups.items():
        number = -(-len(members) // most)
        size = -(-len(members) // number)
        for place in range(number):
            some = tuple(members[place * size : (place + 1) * size])
            span = " – ".join(dict.fromkeys(map(label_of, (some[0], some[-1])))) if others else ""
            shown = f"{label} ({place + 1})" if number > 1 else label
            src_uri = f"{whole.src_uri.removesuffix('.md')}_{text.slug(shown if place else label)}.md"
            yield ListPage(whole.src_uri, src_uri, shown, span, some)


def letter(name: str, others: str = "") -> str:
    """Return the label under which an index lists a name: its letter, `0-9`, or `others` for letters beyond A to Z."""
    initial = text.initial(name)
    return "0-9" if initial == "#" else others if others and not initial.isascii() else initial
