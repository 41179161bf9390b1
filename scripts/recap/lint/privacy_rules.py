"""Rules about people who must not be published: nothing names them."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from recap.catalogue.models import Catalogue
from recap.content import schema
from recap.content.document import Place
from recap.content.loader import stem
from recap.core import text
from recap.core.diagnostics import Diagnostic


def withdrawn_names_are_gone(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E120: no text, record or address of a page names a person who must not be published."""
    if not catalogue.withdrawn_names:
        return
    slugs = [f"(?-i:{slug})" for slug in _withdrawn_slugs(catalogue)]
    written = "|".join([text.names_pattern(catalogue.withdrawn_names), *slugs])
    hidden = {*map(text.fold, catalogue.withdrawn_names | catalogue.withdrawn)}
    names = re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)  # a name may end in a sign that is no letter
    for document in filter(None, (item.document for item in catalogue.with_source())):
        for offset, found in text.occurrences(names, document.body):
            yield document.body_diagnostic("E120", *text.position(document.body, offset), value=text.collapse(found))
        for at, value in document.strings():
            for _, found in text.occurrences(names, value):
                if not (_credits(at) and text.fold(value) in hidden):
                    yield document.diagnostic("E120", *at, value=found)


def _withdrawn_slugs(catalogue: Catalogue) -> list[str]:
    """Return withdrawn names as addresses spell them; slugs of three letters or fewer could be anything."""
    return sorted({slug for slug in map(text.slug, catalogue.withdrawn_names | catalogue.withdrawn) if len(slug) > 3})


def _credits(place: Place) -> bool:
    """Return True if a text of a record credits a speaker: the catalogue drops withdrawn people there."""
    key = next(step for step in reversed(place) if isinstance(step, str))
    return "speakers" in place and key in ("speakers", "name", "person")


def withdrawn_files_are_gone(
    catalogue: Catalogue, people: Mapping[str, schema.Person], src_uris: Iterable[str], shown: str
) -> Iterator[Diagnostic]:
    """E120: no file of docs/ is named after such a person or is their photograph; `shown` is docs/ in messages."""
    gone = {src_uri: person for src_uri, person in people.items() if person.do_not_publish}
    pictures = [(posixpath.dirname(at), person.photo.file) for at, person in gone.items() if person.photo]
    photos = {posixpath.normpath(posixpath.join(*parts)) for parts in pictures}
    slugs = _withdrawn_slugs(catalogue) if gone else []
    for src_uri in src_uris if gone else ():
        if src_uri in people:  # whose name may be a longer one that begins so
            named = src_uri not in gone and stem(src_uri) in slugs
        else:
            words = f"-{text.slug(src_uri)}-"
            named = src_uri in photos or any(f"-{slug}-" in words for slug in slugs)
        if named:
            yield Diagnostic(f"{shown}/{src_uri}", 1, 1, "E120.file", {})
