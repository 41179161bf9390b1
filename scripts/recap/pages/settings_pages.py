"""Pages that nobody has to write: legal notice, removal of a name, accessibility, how to contribute.

Each is made from settings, in the words of the site's language (`texts` of the translations), and replaced by a page of
docs/ with its src_uri. A part is left out where the setting that it is about is missing.
"""

import re
from collections.abc import Collection, Mapping

from recap.catalogue.models import Catalogue
from recap.content.settings import Settings
from recap.content.site_values import is_contact
from recap.pages.components import license_url, short_url
from recap.pages.context import Context, Data
from recap.pages.event import example_talk, new_talk_url
from recap.pages.markdown import escape, link_target


def made_pages(catalogue: Catalogue, settings: Settings, old: Collection[str]) -> tuple[str, ...]:
    """Return the keys (of `Settings.folders`) of the pages that have something to say and that nobody has written.

    `old` are the src_uris of old addresses: a page that somebody has renamed is written, too.
    """
    events, contact, repository = bool(catalogue.events), bool(settings.contact), bool(_repository(settings))
    wanted = {
        "accessibility": events,
        "contribute": events and (repository or contact),
        "legal": bool(settings.publisher or settings.host or settings.license or contact),
        "removal": events and contact,
    }
    taken = {*catalogue.pages, *old}
    return tuple(name for name, is_wanted in wanted.items() if is_wanted and settings.page(name) not in taken)


def data(context: Context, name: str) -> Data:
    """Return the data of one of the pages."""
    return context.base_data("page", context.words[name], context.words[f"lead_{name}"], context.settings.page(name))


def markdown(context: Context, name: str) -> str:
    """Return the Markdown of one of the pages."""
    # Asked for what depends on the answer: the page is another one as soon as somebody has written it.
    _has_page(context, name)
    parts, values = _PARTS[name](context)
    texts = context.language.texts[name]
    return "\n".join(texts[part].strip("\n").format(**values) + "\n" for part, is_there in parts.items() if is_there)


Parts = tuple[Mapping[str, object], Mapping[str, str]]
"""Part of a page -> whether it is there; values of the placeholders, as Markdown."""


def _legal(context: Context) -> Parts:
    settings = context.settings
    given = {name: getattr(settings, name) for name in ("publisher", "host", "contact", "license")}
    parts = given | {"privacy": True, "images": settings.image_hosts, "search": settings.search}
    values = _values(context) | {
        "publisher": escape(settings.publisher),
        "host": escape(settings.host),
        "hosts": escape(", ".join(settings.image_hosts)),
        "removal": settings.page("removal"),
    }
    return parts | {"people": _has_page(context, "removal")}, values


def _removal(context: Context) -> Parts:
    withdrawn = {"withdrawn": escape(context.words["withdrawn"])}
    return {"ask": True, "repository": _repository(context.settings), "change": True}, _values(context) | withdrawn


def _accessibility(context: Context) -> Parts:
    settings = context.settings
    only_repository = not settings.contact and _repository(settings)
    return {"tried": True, "contact": settings.contact, "repository": only_repository}, _values(context)


def _contribute(context: Context) -> Parts:
    settings, newest = context.settings, context.catalogue.events[next(iter(context.catalogue.events))]
    repository, (path, example) = _repository(settings), example_talk(context, newest)
    docs = settings.repository.docs_dir
    new_talk, form = new_talk_url(context, newest) or "", settings.repository.form_url or ""
    parts = {
        "intro": True,
        "online": repository and new_talk,
        "form": repository and new_talk and form,
        "repository": repository and not new_talk,
        "edit": repository and settings.repository.edit_url(newest.src_uri),
        "also_contact": repository and settings.contact,
        "contact": settings.contact and not repository,
        "file": True,
        "license": settings.license,
        "commands": repository,
    }
    values = _values(context) | {
        "event": escape(newest.display_name),
        "new_talk": link_target(new_talk),
        "form": link_target(form),
        "edit": escape(context.words["edit"]),
        "path": f"{docs}/{path}" if re.fullmatch(r"\w[\w./-]*", docs) else path,  # where it is inside the repository
        "example": example.strip("\n"),
    }
    return parts, values


_PARTS = {"accessibility": _accessibility, "contribute": _contribute, "legal": _legal, "removal": _removal}


def _values(context: Context) -> dict[str, str]:
    """Return the values that several pages show: contact and licence as links, the target of a link to the sources."""
    settings, terms = context.settings, escape(context.settings.license)
    address = settings.contact.partition("?")[0]
    shown = address.removeprefix("mailto:") if address.startswith("mailto:") else short_url(address)
    url = license_url(settings.license)
    return {
        "contact": f"[{escape(shown)}]({link_target(settings.contact)})",
        "license": f"[{terms}]({link_target(url)})" if url else terms,
        "repository": link_target(_repository(settings)),
    }


def _has_page(context: Context, name: str) -> bool:
    """Return True if the site has one of the pages, made or written; who asks depends on the answer."""
    return context.settings.page(name) in context.catalogue.pages or name in context.made


def _repository(settings: Settings) -> str:
    """Return the address of the repository, if readers can follow it; otherwise an empty text."""
    return settings.repository.url if is_contact(settings.repository.url) else ""
