"""Renderers other than MkDocs.

ProperDocs, a fork of MkDocs, finds the plugin by its entry point. Zensical runs no plugins: the site is staged as a
folder it can build, then postprocessed. A staged page is Markdown whose front matter holds its template data; all other
files are next to it. `finish` finds the text of a rendered page between two marks that the templates print.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import yaml_load

from recap.build.output import build_directory, is_free, replace_atomically
from recap.content.site_config import PLUGIN
from recap.content.theme_files import SERVER_FOLDER, TOKENS
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import with_parent
from recap.core.folder import list_folder
from recap.core.private_folder import state_folder_if_any
from recap.core.urls import url_of
from recap.plugin.config import own_theme_folders
from recap.plugin.page import front_matter
from recap.plugin.plugin import RecapPlugin, copy_published, load_site, plugin_of

MARK = "<!--recap-->"
"""Printed before and after the text of a staged page. Records cannot contain it, because they are escaped."""
UNUSED_OUTPUTS = ("assets/images", "assets/javascripts", "assets/stylesheets/modern", "assets/stylesheets/**/palette.*",
                  "**/*.map", "search.json", "sitemap.xml.gz")  # fmt: skip
"""Files that Zensical writes and no page uses, as glob patterns."""
DROPPED_KEYS = ("hooks", "watch", "docs_dir", "site_dir", "repo_url", "edit_uri")
"""Keys of `mkdocs.yml` that a staged one must not have."""
_NOISE = re.compile(r"\x1b\[[\d;]*m|^Traceback.*\n(?: .*\n)*", re.MULTILINE)
"""Colours and tracebacks in the output of an engine."""
_HEAD = "# Written by `recap stage`: edit the site's own mkdocs.yml and docs/ instead.\n"


def is_staged(folder: Path) -> bool:
    """Return True if a folder may be overwritten: it is missing, empty, or was staged before."""
    config = folder / "mkdocs.yml"
    return is_free(folder) or (config.is_file() and config.read_bytes().startswith(_HEAD.encode()))


def render_with_properdocs(config: MkDocsConfig, _: RecapPlugin, folder: Path) -> list[str]:
    """Render a site into a folder with ProperDocs and return its warnings."""
    arguments = ("build", "--strict", "--config-file", config.config_file_path, "--site-dir", str(folder))
    return run("properdocs", *arguments, folder=folder)


def render_with_zensical(config: MkDocsConfig, plugin: RecapPlugin, folder: Path) -> list[str]:
    """Render a site into a folder with Zensical and return its warnings, or the pages or texts that are missing."""
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as staged:
        stage(config, plugin, Path(staged))
        if warnings := run("zensical", "build", "--strict", "--clean", folder=Path(staged)):
            return warnings
        folder.rmdir()
        Path(staged, "site").rename(folder)
    return finish(config, plugin, folder)


RENDERERS = {"properdocs": render_with_properdocs, "zensical": render_with_zensical}
"""Name of an engine and of its module -> renderer."""


def stage_site(
    config_file: Path, folder: Path, on_left_alone: Callable[[tuple[Path, ...]], None] = lambda _: None
) -> list[Diagnostic]:
    """Stage a site into a folder, replaced as a whole, and return the diagnostics; on errors nothing changes.

    `on_left_alone` gets what has the name of a leftover, but was not made here. Raises UserError, OSError,
    MkDocsException.
    """
    config, diagnostics = load_site(config_file)
    if config is None:
        return diagnostics
    plugin = plugin_of(config)
    with build_directory(folder.absolute(), state_folder_if_any(config_file.absolute().parent)) as work:
        on_left_alone(work.foreign)
        diagnostics += plugin.compile(config)
        if plugin.site:
            stage(config, plugin, work.fresh)
            replace_atomically(work.fresh, folder.absolute(), work.ownership)
    return diagnostics


def stage(config: MkDocsConfig, plugin: RecapPlugin, folder: Path) -> None:
    """Write a compiled site into an empty folder: docs/, overrides/ and mkdocs.yml. Feeds contain summaries only."""
    written, docs, site = to_staged_config(config), Path(config.docs_dir), plugin.compiled
    for src_uri in list_folder(docs, plugin.settings.limits).files:
        if not src_uri.endswith(".md"):
            copy_published(docs / src_uri, docs, folder / "docs" / src_uri)
    for src_uri in site.artifacts:
        _write(folder / "docs" / src_uri, _page(plugin, src_uri))
        site.exports.add_feed_body(src_uri, html.escape(site.artifacts[src_uri].data["description"] or ""))
    for address, path in plugin.cards.pictures.items() if plugin.cards else ():
        _write(folder / "docs" / address, path.read_bytes())
    for url, content in site.files():
        _write(folder / "docs" / url, content)
    for address, path in plugin.settings.server_files.items():
        _write(folder / "docs" / address, path.read_bytes())
    unused = shutil.ignore_patterns(SERVER_FOLDER, "__init__.py", "__pycache__", "mkdocs_theme.yml")
    for templates in reversed(own_theme_folders(config)):
        shutil.copytree(templates, folder / "overrides", ignore=unused, dirs_exist_ok=True)
    tokens = config.theme.get_env().get_template(TOKENS)  # which the engine would copy as it is
    _write(folder / "overrides" / TOKENS, tokens.render(config=config))
    given = {key: config.theme[key] for key in ("language", "font", "favicon")}
    theme = {**given, "name": "material", "variant": "classic", "custom_dir": "overrides"}
    extra = {**written.get("extra", {}), "site": {**site.render_context.site_data, "mark": MARK}}
    _write(folder / "mkdocs.yml", _HEAD + _yaml({**written, "theme": theme, "extra": extra}))


def to_staged_config(config: MkDocsConfig) -> dict[str, Any]:
    """Return `mkdocs.yml` with the plugin's additions, for an engine that runs no plugins of ours."""
    config = config.plugins.on_config(config)
    with Path(config.config_file_path).open("rb") as file:
        written = {key: value for key, value in yaml_load(file).items() if key not in DROPPED_KEYS}
    listed = written.get("plugins") or ()
    listed = [{name: listed[name] or {}} for name in listed] if isinstance(listed, dict) else listed
    plugins = [each for each in listed if each != PLUGIN and PLUGIN not in (each or ())]
    extensions = [{name: config.mdx_configs.get(name, {})} for name in config.markdown_extensions]
    own = {"site_url": config.site_url, "nav": config.nav, "markdown_extensions": extensions, "plugins": plugins}
    return {**written, **own, "use_directory_urls": False}


def finish(config: MkDocsConfig, plugin: RecapPlugin, folder: Path) -> list[str]:
    """Do to a rendered folder what the plugin does to pages and files; return the pages or texts that are missing."""
    for pattern in UNUSED_OUTPUTS:
        for path in [*folder.glob(pattern)]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    missing, site = [], plugin.compiled
    for src_uri, artifact in site.artifacts.items():
        path = folder / url_of(src_uri)
        before, mark, rest = (path.read_text("utf-8") if path.is_file() else "").partition(MARK)
        if not before or (artifact.content.strip() and not mark):
            missing.append(f"{url_of(src_uri)}: no text")
            continue
        content, _, after = rest.rpartition(MARK)
        body = site.render_context.postprocess(artifact.data, content)
        site.collect(src_uri, body)
        site.render_diagnostics += plugin.render_diagnostics(src_uri, body, config)
        path.write_text(before + body.html + after, "utf-8", newline="")
    if not site.render_diagnostics and not missing:
        site.write(folder)
        for address, path in plugin.settings.server_files.items():  # the engine leaves out those with a dot
            _write(folder / address, path.read_bytes())
    return missing


def run(engine: str, *arguments: str, folder: Path) -> list[str]:
    """Run an engine in a folder; return its output if it failed."""
    command = [sys.executable, "-m", engine, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    return [_NOISE.sub("", done.stdout + done.stderr).strip() or engine] if done.returncode else []


def _page(plugin: RecapPlugin, src_uri: str) -> str:
    """Return a page as Markdown with the front matter from which its template prints what it prints under MkDocs."""
    site = plugin.compiled
    artifact = plugin.make(src_uri, site.artifacts.__getitem__)
    own = {"recap_head": site.exports.head(src_uri, artifact.data), "search": {"exclude": True}}
    return f"---\n{_yaml(front_matter(artifact.data) | own)}---\n\n{artifact.content}"


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


class _Dumper(getattr(yaml, "CDumper", yaml.Dumper)):  # type: ignore[misc]
    """Quotes texts, so that every version of YAML reads them as texts; writes no aliases."""

    def ignore_aliases(self, _: object) -> bool:
        """Some readers do not support aliases."""
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _write(path: Path, content: str | bytes) -> None:
    with_parent(path).write_bytes(content.encode() if isinstance(content, str) else content)
