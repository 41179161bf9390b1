"""MkDocs plugin `recap`: its events compile the site, render its pages and write the files for machines."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import clean_directory

from recap.cards.store import SocialCardStore
from recap.content.dialect import rewritten
from recap.content.settings import Settings, read_settings
from recap.content.theme_files import SERVER_FOLDER, TOKENS
from recap.core import text
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import copy_file, with_parent
from recap.core.folder import Listing
from recap.core.language import language
from recap.core.private_folder import state_folder_if_any
from recap.core.reporters import as_text
from recap.plugin import environment
from recap.plugin.config import find_theme_file, foreign_plugins, is_published, load_config, set_defaults
from recap.plugin.page import PAGE_SECONDS, Converter, RecapPage
from recap.security.html import locate_disallowed_html
from recap.site.compile import compile_site
from recap.site.model import Artifact, PageBody, RenderContext, Site
from recap.site.pictures import published_file
from recap.site.withdrawal import OutputSearch


class StaticFile(File):
    """A file of docs/ that no page is made of. We copy it, not MkDocs, which would follow a link."""

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 (MkDocs passes it)
        """Copy the file into the site; a picture without its metadata. Raises OSError."""
        copy_published(Path(self.abs_src_path or ""), Path(self.src_dir or ""), Path(self.abs_dest_path))


class RecapPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Compiles a docs folder and renders it. MkDocs' loop and `recap build` both drive these events."""

    def __init__(self) -> None:
        self.settings = Settings()
        """The defaults before they are read, and in a worker process."""
        self.site: Site | None = None
        """None before it is compiled, if it has errors, and in a worker process."""
        self.render_context: RenderContext | None = None
        """What rendering needs of the site; None before it is compiled or set."""
        self.cards: SocialCardStore | None = None
        self._pages: list[RecapPage] = []
        """The pages that MkDocs' loop builds."""
        self._converter: Converter | None = None

    def load_config(self, options: Any, config_file_path: str | None = None) -> tuple[list[Any], list[Any]]:  # noqa: ARG002
        """Take any options: `content.settings` reads them, and reports their faults with line and column."""
        return [], []

    def settle(self, config: MkDocsConfig) -> Settings:
        """Return the settings, with what MkDocs may read from elsewhere: from the environment, for example."""
        own = Path(config.theme.custom_dir) if config.theme.custom_dir else None
        settings = self.settings.with_theme(own)
        source = replace(settings.repository, url=(config.repo_url or settings.repository.url).rstrip("/"))
        self.settings = replace(settings, site_url=config.site_url or "", repository=source)
        return self.settings

    def compile(self, config: MkDocsConfig, state: Any = None, listing: Listing | None = None) -> list[Diagnostic]:
        """Compile the site of a configuration and return its diagnostics.

        `state` and `listing` as in `check_content`.
        """
        self.site, diagnostics = compile_site(Path(config.docs_dir), self.settle(config), state, listing)
        self.render_context = self.site.render_context if self.site else None
        return diagnostics

    def adopt(self, site: Site) -> None:
        """Take a site that was compiled elsewhere."""
        self.site, self.render_context = site, site.render_context

    def make(self, src_uri: str, make: Callable[[str], Artifact]) -> Artifact:
        """Make a page, and draw its social card."""
        artifact = make(src_uri)
        if self.cards:
            self.cards.draw(artifact.data, self.compiled.render_context.site_data["name"])
        return artifact

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Compile the site if that has not been done, and pass words, menu and heading slugs to MkDocs.

        Raises PluginError with all diagnostics when MkDocs was started directly and there are errors.
        """
        diagnostics: list[Diagnostic] = []
        if self.render_context is None:
            self.settings, diagnostics = read_settings(Path(config.config_file_path or "mkdocs.yml"))
            diagnostics += [] if has_errors(diagnostics) else self.compile(config)
        elif self.site and self.settings.site_url != (config.site_url or ""):
            diagnostics = self.compile(config)  # a plugin listed before ours has set the address
        if has_errors(diagnostics):
            raise self._error(diagnostics)
        assert self.render_context
        set_defaults(config, self.settings)
        config.theme["language"] = language(self.render_context.language).code  # Material has no words in `fr-CA`
        config.extra["site"] = self.render_context.site_data
        config.extra["palette"] = self.settings.palette
        config.mdx_configs.setdefault("toc", {})["slugify"] = text.heading_slug
        back = language(self.render_context.language).words["footnote_back"]
        config.mdx_configs.setdefault("footnotes", {}).setdefault("BACKLINK_TITLE", back)
        config.theme.static_templates.discard("sitemap.xml")  # the exports have their own
        if self.site:
            config.nav = self.site.menu_pages
            self.cards = SocialCardStore(
                find_theme_file(config, TOKENS), self.settings.palette.light, _card_folder(config)
            )
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Replace the Markdown files of docs/ by the site's pages, and drop files that no page uses.

        The pages are virtual: MkDocs reads no record, and nothing is written into docs/.
        """
        site = self.compiled
        for file in [*files]:
            from_theme = file.src_dir != config.docs_dir
            if not is_published(file.src_uri) or (from_theme and file.src_uri.startswith(f"{SERVER_FOLDER}/")):
                files.remove(file)
            elif file.src_dir == config.docs_dir and file.generated_by is None:
                files.remove(file)
                place = (file.src_uri, file.src_dir, file.dest_dir, file.use_directory_urls)
                files.append(StaticFile(*place, dest_uri=file.dest_uri, inclusion=file.inclusion))
        menu = {*site.menu_pages}
        for src_uri in site.artifacts:
            inclusion = InclusionLevel.UNDEFINED if src_uri in menu else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, src_uri, content="", inclusion=inclusion)
            source, head = partial(self.make, src_uri, site.artifacts.__getitem__), partial(site.exports.head, src_uri)
            self._pages.append(RecapPage(file, config, source, head, self.converter))
            files.append(file)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, **_: Any) -> Environment:
        """Make the templates faster. Raises PluginError where the site has a theme without our templates."""
        environment.prepare(env, config)
        if not environment.has_our_templates(env):
            said = language(self.settings.language).terminal["no_templates"]
            raise PluginError(said.format(path=Path(config.config_file_path).name))
        if not foreign_plugins(config):
            environment.cache_shared_blocks(env, config)
        return env

    def on_page_content(self, html: str, page: Any, **_: Any) -> str:
        """Inline diagrams, link glossary terms, and keep what search indexes."""
        if not isinstance(page, RecapPage) or page.timed_out:
            return html
        assert self.render_context
        page.body = self.render_context.postprocess(page.data, html)
        return page.body.html

    def on_page_context(self, context: Any, page: Any, **_: Any) -> Any:
        """Add the machine-readable head of a page, made only while it is printed to keep memory small."""
        if isinstance(page, RecapPage):
            context["recap_head"] = page.head(page.data)
        return context

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write the files for machines, the search index, the social cards and the files for the web server.

        Raises PluginError when a page contains what it must not.
        """
        site, folder = self.compiled, Path(config.site_dir)
        for page in self._pages:
            src_uri = page.file.src_uri
            if page.body:
                site.collect(src_uri, page.body)
            if page.body or page.timed_out:  # one that another plugin has dropped is neither
                site.render_diagnostics += self.render_diagnostics(src_uri, page.body, config)
        if site.render_diagnostics:
            raise self._error(site.render_diagnostics)
        site.write(folder)
        pictures = self.cards.pictures if self.cards else {}
        for address, path in (*pictures.items(), *self.settings.server_files.items()):
            shutil.copyfile(path, with_parent(folder / address))
        if self.cards:
            self.cards.remove_unused()
        if found := OutputSearch(site).diagnostics(folder, folder):
            clean_directory(config.site_dir)  # which leaves what a build has not written there, such as `.git`
            raise self._error(found)

    def converter(self, config: MkDocsConfig, files: Files) -> Converter | None:
        """Return the Markdown converter of all pages; None if MkDocs lacks the classes it needs."""
        if self._converter is None and Converter.is_possible():
            file = File("index.md", None, config.site_dir, use_directory_urls=False)
            self._converter = Converter(config, file, files)
        return self._converter

    def render_diagnostics(self, src_uri: str, body: PageBody | None, config: MkDocsConfig) -> list[Diagnostic]:
        """Return what is wrong with a rendered page; its body is None if rendering timed out."""
        if body and not body.disallowed:
            return []
        site = self.compiled
        document = site.outline.catalogue.document(src_uri)
        path, line = document.path if document else src_uri, 1
        if not body:
            return [Diagnostic(path, line, 1, "E105.render", {"limit": PAGE_SECONDS})]
        if document:
            markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
            convert: Callable[[str], str] = lambda part: markdown.reset().convert(rewritten(part))  # noqa: E731
            line = document.body_line + locate_disallowed_html(document.body, convert, site.render_context.image_hosts)
        args = {"value": text.shortened(" ".join((body.disallowed or "").split()))}
        return [Diagnostic(path, line, 1, "E121.rendered", args)]

    @property
    def compiled(self) -> Site:
        """The compiled site, where it has no errors."""
        assert self.site
        return self.site

    def _error(self, diagnostics: list[Diagnostic]) -> PluginError:
        return PluginError("\n" + as_text(diagnostics, language(self.settings.language)))


def copy_published(source: Path, docs: Path, target: Path) -> None:
    """Write a file of docs/ as it is published. Raises OSError."""
    content = published_file(source, docs)
    with with_parent(target).open("wb") as into:
        if content is None:
            copy_file(source, docs, into)
        else:
            into.write(content)


def load_site(config_file: Path, *, drafts: bool = False) -> tuple[MkDocsConfig | None, list[Diagnostic]]:
    """Load a `mkdocs.yml` and return its configuration, None if our settings have errors, and their diagnostics.

    Our settings are read first: MkDocs would report some of the same errors without a place. Raises MkDocsException.
    """
    settings, diagnostics = read_settings(config_file, drafts=drafts)
    if has_errors(diagnostics):
        return None, diagnostics
    config = load_config(config_file)
    plugin_of(config).settings = settings
    return config, diagnostics


def static_files(config: MkDocsConfig, below: Iterable[str]) -> dict[str, Path]:
    """Return the files that are copied as they are: address -> path, of docs/, of the theme, and for the web server.

    `below` are the src_uris of the files of docs/ that may be read.
    """
    docs, files = Path(config.docs_dir), Files([])
    files.add_files_from_theme(environment.prepare(config.theme.get_env(), config), config)
    found = {file.src_uri: Path(file.abs_src_path or "") for file in files}
    found = {address: path for address, path in found.items() if not address.startswith(f"{SERVER_FOLDER}/")}
    own = (src_uri for src_uri in below if not src_uri.startswith("templates/"))
    found = {src_uri: path for src_uri, path in found.items() if is_published(src_uri)}
    found |= {src_uri: docs / src_uri for src_uri in own if is_published(src_uri)}
    return found | dict(plugin_of(config).settings.server_files)


def _card_folder(config: MkDocsConfig) -> Path | None:
    """Return the folder in which social cards are kept; None if there is no trusted place."""
    outside = Path(config.docs_dir), Path(config.site_dir)
    folder = state_folder_if_any(Path(config.config_file_path).parent, *outside)
    return folder and folder / "social"


def plugin_of(config: MkDocsConfig) -> RecapPlugin:
    """Return our plugin of a configuration. Raises PluginError when it is not listed there."""
    found = next((plugin for plugin in config.plugins.values() if isinstance(plugin, RecapPlugin)), None)
    if found is None:
        raise PluginError(f"{config.config_file_path} does not name the plugin `recap`. Write: plugins: [recap]")
    return found
