"""MkDocs' own build of a whole site, seen from inside: what the hooks do.

Plain `mkdocs build` gives the same site as `recap build`, which comes here where pages cannot be rendered singly.
"""

from __future__ import annotations

import html
import logging
import os
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from markdown import Markdown
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils.yaml import yaml_load

from recap.content.loader import Known
from recap.content.settings import read_settings
from recap.core import text
from recap.core.diagnostics import Problem, as_text, has_errors
from recap.core.language import language
from recap.plugin import social_cards as social
from recap.security.html import breach
from recap.site.compile import Common, Site, compile_site

_SITE = "recap_site"
"""Key under which a compiled site travels through MkDocs' configuration to the hooks."""
UNUSED = ("assets/javascripts/", "assets/stylesheets/palette.", "assets/images/")
"""What Material brings and no page uses."""
UNDATED = "1980-01-01"
"""Date of a page whose record gives none, where MkDocs insists on one: never the clock's."""


def loaded(config_file: Path) -> MkDocsConfig:
    """The configuration in a `mkdocs.yml`, as MkDocs reads it."""
    return load_config(str(config_file), strict=False)


def compiled(config: MkDocsConfig, *, drafts: bool = False, known: Known | None = None) -> tuple[Site, list[Problem]]:
    """The site of a configuration and all its problems; MkDocs may read its address from the environment."""
    settings, problems = read_settings(Path(config.config_file_path or "mkdocs.yml"), drafts=drafts)
    site, found = compile_site(Path(config.docs_dir), replace(settings, site_url=config.site_url or ""), known)
    return site, problems + found


def hand_over(config: MkDocsConfig, site: Site) -> dict[str, Any]:
    """What `mkdocs.yml` says, with what `prepare` makes of it, for an engine that runs no hooks."""
    config[_SITE] = site
    prepare(config)
    with Path(config.config_file_path).open("rb") as file:
        written = yaml_load(file)
    extensions = [{name: config.mdx_configs.get(name, {})} for name in config.markdown_extensions]
    return {**written, "site_url": config.site_url, "nav": config.nav, "markdown_extensions": extensions}


def render(config: MkDocsConfig, site: Site, folder: Path) -> list[str]:
    """Render a compiled site into a folder by MkDocs alone; returns what MkDocs complained about."""
    config.site_dir = str(folder)
    config[_SITE] = site
    with complaints() as found:
        try:
            mkdocs_build(config)
        except (MkDocsException, RecursionError, ValueError) as error:
            found.append(str(error))
    return found


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collects warnings and errors of MkDocs instead of printing them."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, handler = logging.getLogger("mkdocs"), Collector(logging.WARNING)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def prepare(config: MkDocsConfig) -> MkDocsConfig:
    """Compile the site unless `build_site` did, and hand words, menu and slugs to MkDocs.

    Raises MkDocsException with all problems when MkDocs was started by itself and the content has errors.
    """
    if config.get(_SITE) is None:
        site, problems = compiled(config)
        if has_errors(problems):
            raise MkDocsException("\n" + as_text(problems, language(site.common.language)))
        config[_SITE] = site
    site = config[_SITE]
    album = album_of(config)
    for src_uri in site.pages:
        album.add(site.page_data(src_uri) or {}, site.common.shared["name"])
    album.tidy()
    site.pictures = album.pictures
    config.extra["site"] = site.common.shared
    config.nav = [src_uri for src_uri, artifact in site.artifacts.items() if artifact.data and _in_menu(artifact.data)]
    set_markdown(config, site.common)
    config.theme.static_templates.discard("sitemap.xml")  # ours comes with the other files
    return config


def set_markdown(config: MkDocsConfig, common: Common) -> None:
    """Give Markdown's extensions our slugs of headings, and the words that they put into pages."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = text.heading_slug
    back = language(common.language).words["footnote_back"]
    config.mdx_configs.setdefault("footnotes", {}).setdefault("BACKLINK_TITLE", back)


def album_of(config: MkDocsConfig) -> social.Album:
    """The pictures that shared links show."""
    tokens = Path(config.theme.dirs[0]) / "assets/recap/tokens.css"
    return social.Album(tokens, Path(config.config_file_path).parent / ".cache/recap/social")


def _in_menu(data: dict[str, Any]) -> bool:
    return data["kind"] in ("home", "event", "listing")


def add_files(files: Files, config: MkDocsConfig) -> Files:
    """Lay the site's artifacts over the files of docs/, and leave out what nothing in the tree uses.

    MkDocs gets pages as virtual files without front matter: it never reads a record, and nothing is written into docs/.
    """
    site = config[_SITE]
    for file in list(files):
        unused = file.src_uri.startswith(UNUSED) or file.src_uri.endswith(".map")
        if unused or file.src_uri in site.artifacts or file.src_uri.endswith(".md"):
            files.remove(file)
    for artifact in site.artifacts.values():
        # A leading blank line keeps MkDocs from reading « Note: … » as MultiMarkdown metadata.
        content = f"\n{artifact.content}" if artifact.data else artifact.content
        file = File.generated(config, artifact.src_uri, content=content)
        if artifact.data and not _in_menu(artifact.data):
            file.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(file)
    for src_uri, path in site.pictures.items():
        files.append(File.generated(config, src_uri, abs_src_path=str(path)))
    return files


def dress(page: Page, config: MkDocsConfig) -> None:
    """Give a page its template, its data and a title that Material may print unescaped."""
    data = config[_SITE].page_data(page.file.src_uri)
    if data is None:
        return
    title = html.escape(data["title"])
    page.meta = {"template": f"{data['kind']}.html", "title": title, "recap": data}
    page.title = title
    page.update_date = data.get("updated") or UNDATED


def finish_page(content: str, src_uri: str, config: MkDocsConfig) -> str:
    """The HTML of a page's body as the reader gets it."""
    site = config[_SITE]
    data = site.page_data(src_uri)
    if data is None:
        return content
    found = site.common.finish(data, content)
    if found.breach:
        site.breaches.append(located(found.breach, src_uri, site, config))
    if found.found:
        site.index.add(found.found)
    site.formats.note(src_uri, found.html)
    return str(found.html)


def located(fragment: str, src_uri: str, site: Site, config: MkDocsConfig) -> Problem:
    """E121 at the block that gives the fragment: the shortest beginning of the text that does, found by halves."""
    document = site.catalogue.document(src_uri)
    args = {"value": text.shortened(" ".join(fragment.split()))}
    if document is None:
        return Problem(src_uri, 1, 1, "E121.rendered", args)
    markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    lines = document.body.split("\n")

    def gives(number: int) -> bool:
        return breach(markdown.reset().convert("\n".join(lines[: number + 1])), site.common.image_hosts) is not None

    number = bisect_left(range(len(lines) - 1), True, key=gives)
    while number and lines[number - 1].strip():
        number -= 1
    return Problem(document.path, document.body_line + number, 1, "E121.rendered", args)


def describe(context: dict[str, Any], page: Page, config: MkDocsConfig) -> dict[str, Any]:
    """What the template of a page prints in its head for machines; only while it is printed, to keep memory small."""
    site = config[_SITE]
    if data := site.page_data(page.file.src_uri):
        context["recap_head"] = site.formats.head(page.file.src_uri, data)
    return context


def write_files(config: MkDocsConfig) -> None:
    """Write what machines read beside the pages, and the index of search unless it is turned off."""
    site, folder = config[_SITE], Path(config.site_dir)
    if site.breaches:
        raise MkDocsException("\n" + as_text(site.breaches, language(site.common.language)))
    for url, content in site.files():
        path = folder / url
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="")
    if site.common.shared["search_url"]:
        site.index.write(folder / "search")
