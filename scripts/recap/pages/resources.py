"""What a talk's page lists below its text: resources and recordings, on the web or among the files of docs/."""

import posixpath
from urllib.parse import quote

from recap.catalogue.models import Talk
from recap.content import schema
from recap.core.urls import file_of, is_local, url_of
from recap.pages.components import short_url
from recap.pages.context import Context, Data


def local_files(context: Context, talk: Talk) -> list[str]:
    """Return the src_uris of the files of docs/ that a talk lists as resources or recordings, in their order."""
    record = talk.record
    listed = [target for each in record.resources for target in (each.url, each.archive_url)]
    listed += [each.url for each in record.recordings]
    return [_file(context, talk, target) for target in listed if target and is_local(target)]


def _file(context: Context, talk: Talk, target: str) -> str:
    return context.stored_names.find(file_of(talk.src_uri, target))


def _link(context: Context, talk: Talk, target: str | None) -> str | None:
    """Return what a page links: a whole address, or a path from the folder of the page."""
    if not (target and is_local(target)):
        return target
    return quote(posixpath.relpath(url_of(_file(context, talk, target)), posixpath.dirname(talk.url)))


def _size(context: Context, talk: Talk, target: str) -> str | None:
    """Return type and size of a local file, as a reader wants to know them before a download; None for others."""
    if not is_local(target) or target.lower().endswith(".md"):
        return None
    name = _file(context, talk, target)
    suffix = name.rpartition(".")[2].upper()
    size = context.sizes.get(name)
    return f"{suffix}, {context.language.size(size)}" if size is not None else suffix


def resource(context: Context, talk: Talk, own: schema.Resource) -> Data:
    """Return title, links and label of a resource: its type, language, and the size of a local file."""
    label = context.words[f"resource_{own.type}"]
    if own.language:
        label += ", " + context.words["in_language"].format(language=context.language.language_name(own.language))
    label = ", ".join(filter(None, (label, _size(context, talk, own.url))))
    links = {"url": _link(context, talk, own.url), "archive_url": _link(context, talk, own.archive_url)}
    return {"title": own.title, "label": label, **links}


def recording(context: Context, talk: Talk, own: schema.Recording) -> Data:
    """Return title, link and label of a recording: its minutes, licence, and the size of a local file."""
    minutes = context.language.count("minutes", own.duration) if own.duration else None
    label = ", ".join(filter(None, (minutes, own.license, _size(context, talk, own.url))))
    name = own.url.rpartition("/")[2] if is_local(own.url) else short_url(own.url)
    return {"title": own.provider or name, "url": _link(context, talk, own.url), "label": label}
