"""The pages of a corpus as projects of other generators, for `bench.py` and `serve.py`.

Every project gets the very Markdown that our pages are made of, written or generated, with its title, and nothing of
our data and templates. Material is the theme of MkDocs and Zensical; the others get one of a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml

from benchmarks import corpus
from recap.content.markdown_extensions import EXTENSIONS
from recap.content.settings import read_settings
from recap.site.compile import compile_site
from recap.site.model import Site

OURS, STOCK, HUGO, PELICAN, ELEVENTY = ("ours", "stock", "hugo", "pelican", "eleventy")
"""Folders of a corpus and of the projects made of it; each keeps its Markdown in docs/."""
PAGE = '<!doctype html><html lang="fr"><meta charset="utf-8"><title>{}</title><main><h1>{}</h1>{}</main></html>\n'
"""The whole theme of the bare sites."""


def write_all(folder: Path, talks: int) -> int:
    """Write the corpus and all projects into a folder; returns the number of pages.

    In a process of its own, for what this one holds would be counted as memory of every program that it starts.
    """
    with ProcessPoolExecutor(1) as executor:
        return executor.submit(_write_all, folder, talks).result()


def _write_all(folder: Path, talks: int) -> int:
    corpus.make(folder / OURS, talks, corpus.at_hand())
    settings, _ = read_settings(folder / OURS / "mkdocs.yml")
    site, diagnostics = compile_site(folder / OURS / "docs", settings)
    if site is None:
        sys.exit(f"The corpus has errors: {diagnostics}")
    write_stock(folder / STOCK, site)
    write_hugo(folder / HUGO, site)
    write_pelican(folder / PELICAN, site)
    return write_eleventy(folder / ELEVENTY, site)


LINKS = ("not_found", "anchors", "absolute_links", "unrecognized_links")
"""What MkDocs checks of links, as strictly in stock Material as in ours."""


def write_stock(folder: Path, site: Site) -> int:
    """A project of stock Material, which Zensical builds too: its search plugin, and only index pages in its nav."""
    listed = ("home", "event", "listing")
    config = {
        "site_name": "Stock",
        "use_directory_urls": False,
        "nav": [uri for uri, each in site.artifacts.items() if each.data["kind"] in listed],
        "not_in_nav": "*",
        "theme": {"name": "material", "language": "fr", "font": False},
        "plugins": ["search"],
        "markdown_extensions": ["tables", "toc", *({name: options} for name, options in EXTENSIONS.items())],
        "validation": {"links": dict.fromkeys(LINKS, "warn")},
    }
    _write(folder / "mkdocs.yml", yaml.safe_dump(config, sort_keys=False))
    return _write_pages(folder, site, _front)


def write_hugo(folder: Path, site: Site) -> int:
    """A project of Hugo; the page of a folder is named as Hugo names it, or it would swallow those next to it."""
    kinds = json.dumps(["taxonomy", "term", "RSS", "sitemap"])
    address = 'baseURL = "https://example.org/"\nuglyURLs = true\ncontentDir = "docs"\npublishDir = "site"\n'
    _write(folder / "config.toml", f"{address}disableKinds = {kinds}\n")
    for name in ("single", "list"):
        page = PAGE.format("{{ .Title }}", "{{ .Title }}", "{{ .Content }}")
        _write(folder / "layouts" / "_default" / f"{name}.html", page)
    return _write_pages(folder, site, _front, index="_index.md", clean=lambda content: content.replace("{{", "{ {"))


def write_pelican(folder: Path, site: Site) -> int:
    """A project of Pelican, all of it pages: without articles, feeds and lists."""
    settings = (
        'SITENAME = "Pelican"\nSITEURL = ""\nTHEME = "theme"\nPATH = "docs"\nOUTPUT_PATH = "site"\n'
        'ARTICLE_PATHS = []\nPAGE_PATHS = [""]\nPATH_METADATA = r"(?P<slug>.+)\\.md"\nPAGE_SAVE_AS = "{slug}.html"\n'
        "DIRECT_TEMPLATES = []\nFEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None\n"
        "AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None\n"
    )
    _write(folder / "pelicanconf.py", settings)
    page = PAGE.format("{{ page.title }}", "{{ page.title }}", "{{ page.content }}")
    _write(folder / "theme" / "templates" / "page.html", page)
    return _write_pages(folder, site, lambda title: f"Title: {title}\n\n")


def write_eleventy(folder: Path, site: Site) -> int:
    """A project of Eleventy that takes Markdown for Markdown, not for a template."""
    settings = (
        "module.exports = function (config) {\n"
        '  config.addGlobalData("layout", "page.liquid");\n'
        '  config.addGlobalData("permalink", () => (data) => `${data.page.filePathStem}.html`);\n'
        '  return { markdownTemplateEngine: false, dir: { input: "docs", includes: "../theme", output: "site" } };\n'
        "};\n"
    )
    _write(folder / ".eleventy.js", settings)
    _write(folder / "theme" / "page.liquid", PAGE.format("{{ title }}", "{{ title }}", "{{ content }}"))
    return _write_pages(folder, site, _front)


def _front(title: str) -> str:
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n"


def _write_pages(
    folder: Path,
    site: Site,
    head: Callable[[str], str],
    index: str = "index.md",
    clean: Callable[[str], str] = str,
) -> int:
    """Write every page into docs/; returns their number."""
    for src_uri, artifact in site.artifacts.items():
        path = folder / "docs" / src_uri
        path = path.with_name(index) if path.name == "index.md" else path
        _write(path, head(artifact.data["title"]) + clean(artifact.content))
    return len(site.artifacts)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
