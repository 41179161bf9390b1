"""Folders of Markdown, as Jekyll, Hugo, Eleventy, Pelican and Docusaurus sites keep them -> a `Conference`.

A file with a front matter that names a title is a talk; its text becomes the page's text, its old address an alias.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from recap.content import frontmatter
from recap.content.foreign_front_matter import convert
from recap.core import text
from recap.core.folder import printable
from recap.importers import normalize as fields
from recap.importers.model import Conference, Losses, Options, Session, Source
from recap.importers.normalize import line
from recap.importers.words import FIELDS, field_of, mapped_words, session_of

LABEL = "folders of Markdown: Jekyll, Hugo, Eleventy, Pelican, Docusaurus"
DROPPED = frozenset(["guid", "is_break", "slug"])
DERIVED = frozenset(["aliases", "body", "extra", "id"])
_PELICAN = re.compile(r"([A-Za-z][\w -]{0,30}):[ \t]+(\S.*)")
_NOT_KEPT = (
    "layout",
    "permalink",
    "aliases",
    "redirect_from",
    "slug",
    "draft",
    "author",
    "authors",
    "weight",
    "sidebar_position",
    "categories",
    "category",
    "eleventyNavigation",
    "id",
    "hide_table_of_contents",
    "hide_title",
    "pagination_next",
    "pagination_prev",
    "eleventyExcludeFromCollections",
    "sidebar_label",
    "published",
    "template",
)
"""Keys that are of the generator, or are read by themselves."""
_RELATIVE = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\((?!https?://|mailto:|#)[^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\s]+)[^()\n]*\)")
_TEMPLATE = re.compile(r"\{%(?:(?!\{%|%\}).)*%\}|\{\{(?:(?!\{\{|\}\}).)*\}\}", re.DOTALL)
_NAMED_JSON = re.compile(r"\A---json[ \t]*\n(.*?)\n---[ \t]*$", re.DOTALL | re.MULTILINE)
"""The other front matter that Eleventy reads: JSON, between lines of dashes."""
_MARK = re.compile(r"^<!--[ \t]*(?:truncate|more)[ \t]*-->\n?", re.MULTILINE)
"""Where Docusaurus and Hugo cut a text for their lists."""
_IMPORT = re.compile(r"(?:import\s[^\n]*['\"];?|export\s[^\n]*;)[ \t]*\n")
"""A line of MDX that is code, as they stand before the text."""
_NOTE = re.compile(
    r"^:::(?P<kind>\w+)(?:\[(?P<title>[^\]\n]*)\]|[ \t]+(?P<words>[^\n{]*))?[ \t]*\n"
    r"(?P<text>(?:(?!:::)[^\n]*\n)*):::[ \t]*$",
    re.MULTILINE,
)
"""A note of Docusaurus."""
_MIN_COLLECTION = 3
"""Number of files from which a tag that all have is no topic."""
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")


def recognises(source: Source) -> bool:
    """Return True for a Markdown file with the front matter of any of these generators."""
    return source.kind == "text" and source.path.suffix in (".md", ".markdown") and bool(front_of(source)[0])


def front_of(source: Source) -> tuple[dict[str, Any], str]:
    """Return front matter and text of a file: YAML, TOML, JSON, or Pelican's lines."""
    content: str = source.data.lstrip("\ufeff")
    content = _NAMED_JSON.sub(r"\1\n", content)
    if foreign := convert(content):
        return dict(foreign.data), foreign.body
    if content.startswith("---"):
        document, faults = frontmatter.parse(content, source.path.name)
        return ({}, content) if faults and not document.data else (document.data, document.body)
    found: dict[str, Any] = {}
    lines = content.split("\n")
    for number, each in enumerate(lines):
        if not (pair := _PELICAN.fullmatch(each.rstrip())):
            return (found, "\n".join(lines[number:])) if found and not each.strip() else ({}, content)
        found[pair[1].lower()] = pair[2]
    return found, ""


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return one conference: files of the folder with a title are its talks, an index says what it is called."""
    mapped = mapped_words(options.columns)
    root = posixpath.commonpath([str(each.path.parent) for each in sources])
    sessions, taken = [], set[str]()
    name = title = line(printable(posixpath.basename(root)).strip("_").replace("-", " "), 150) or "Talks"
    folders = Counter(each.path.parent for each in sources)
    # A folder with an index and nothing else is that of one page, with its pictures (Hugo, Docusaurus).
    alone = {str(each.path) for each in sources if each.path.stem == "index" and folders[each.path.parent] == 1}
    alone -= {str(each.path) for each in sources if str(each.path.parent) == root}
    for source in sources:
        data, body = front_of(source)
        place = printable(posixpath.relpath(str(source.path), root))
        if source.path.stem.lower() in ("index", "_index", "readme") and str(source.path) not in alone:
            title = line(data.get("title"), 150) or title
            losses.note("file (an index, no talk)", place)
            continue
        session = _session(data, body, place, mapped, losses)
        fresh = tuple(each for each in session.aliases if each not in taken)
        taken |= {*fresh}
        sessions.append(replace(session, aliases=fresh))
    common = set.intersection(*(set(each.topics) for each in sessions)) if len(sessions) >= _MIN_COLLECTION else set()
    for tag in sorted(common):  # Eleventy makes its collections of tags
        losses.note("tag (of every file: a collection, no topic)", tag)
    sessions = [
        replace(each, topics=tuple(tag for tag in each.topics if tag not in common)) if common else each
        for each in sessions
    ]
    return [Conference(f"markdown {text.slug(name)}", name, title, tuple(sessions))]


def _session(data: Mapping[str, Any], body: str, place: str, mapped: Mapping[str, str], losses: Losses) -> Session:
    row: dict[str, Any] = {}
    title = line(data.get("title"), 150) or place.removesuffix("/index.md")
    for key, value in data.items():
        name = "" if key in _NOT_KEPT and text.fold(key) not in mapped else field_of(str(key), mapped)
        if name in FIELDS and name not in row:
            row[name] = value
        elif key not in _NOT_KEPT:
            losses.note(f"key {printable(key)}", value, title)
    dated = _DATED.match(posixpath.basename(place))
    if "date" not in row and "start" not in row and dated:
        row["date"] = dated[0][:10]
    extra: list[tuple[str, Any]] = []
    written = data.get("authors") or data.get("author")
    authors = [line(each) for each in (written if isinstance(written, list) else [written]) if line(each)]
    if authors and "speakers" in row:
        extra.append(("authors", authors))
    elif authors:
        row["speakers"] = authors
    if line(data.get("draft")).lower() == "true" or line(data.get("published")).lower() == "false":
        extra.append(("draft", "true"))
    return session_of(
        row, place, losses, aliases=_aliases(data, title, losses), body=text_of(body, title, losses), extra=tuple(extra)
    )


def _aliases(data: Mapping[str, Any], title: str, losses: Losses) -> tuple[str, ...]:
    """Return the old addresses of a file, relative to the folder of the event: where the source names them."""
    written = [
        data.get("permalink"),
        *_listed(data.get("aliases")),
        *_listed(data.get("redirect_from")),
        data.get("url"),
    ]
    if "/" in line(data.get("slug")):
        losses.note("slug (below an address that the folder does not know)", data["slug"], title)
    elif data.get("slug") and text.slug(line(data["slug"])) != text.slug(line(data.get("title"))):
        written.append(f"{text.slug(line(data['slug']))}.html")
    found = []
    for each in map(line, written):
        if not each or ":" in each or ".." in each or not re.fullmatch(r"[\w./~-]+", each):
            losses.note("address (made by a template)", each if "{" in each else "", title)
            continue
        path = each if each.endswith(".html") else f"{each.rstrip('/')}/index.html"
        found.append(f"../{path.lstrip('/')}" if each.startswith("/") else path)
    return tuple(dict.fromkeys(found))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text_of(body: str, title: str, losses: Losses) -> str:
    """Return a text as a page can have it: pages of the other site are named in the report, not linked."""
    for found in _RELATIVE.finditer(body):
        losses.note("link inside the other site (only its text is kept)", found[0], title)
    return own_text(_RELATIVE.sub(r"\1", body), title, losses)


def own_text(body: str, title: str, losses: Losses) -> str:
    """Return a text as a page can have it, links between pages included: no pictures, no code of templates."""
    for found in _PICTURE.finditer(body):
        if not found[2].startswith(("http://", "https://")):
            losses.note("picture (add it by hand)", found[2], title)
    body = _NOTE.sub(_note, _MARK.sub("", body)).lstrip("\n")
    while code := _IMPORT.match(body):
        losses.note("code of MDX (left out)", code[0], title)
        body = body[code.end() :].lstrip("\n")
    for found in _TEMPLATE.finditer(body):
        losses.note("template code (left out)", found[0], title)
    body = re.sub(r"\n{3,}", "\n\n", _PICTURE.sub(_picture, _TEMPLATE.sub("", body)).strip("\n"))
    return fields.prose(body, losses, "text", title, own=True)


def _note(found: re.Match[str]) -> str:
    """Return a note in our syntax: a line with its kind and title, and its text indented."""
    shown = (found["title"] or found["words"] or "").strip().replace('"', "”")
    lines = [f"    {each}".rstrip() for each in found["text"].strip("\n").split("\n")]
    return "\n".join([f"!!! {found['kind']}" + (f' "{shown}"' if shown else ""), "", *lines])


def _picture(found: re.Match[str]) -> str:
    return f"[{found[1] or found[2]}]({found[2]})" if found[2].startswith(("http://", "https://")) else found[1]
