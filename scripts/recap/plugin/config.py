"""MkDocs' configuration: loading it, finding foreign plugins in it, capturing the warnings of MkDocs."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.config import load_config as mkdocs_load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import EVENTS
from mkdocs.utils import get_theme_dir

from recap.content.markdown_extensions import BUILT_IN, EXTENSIONS
from recap.content.settings import Settings
from recap.core.leftovers import is_passed_over

_HARMLESS_EVENTS = frozenset(["startup", "shutdown", "serve", "build_error"])
"""Events by which a foreign plugin cannot change pages or files."""
_UNUSED = ("assets/javascripts/", "assets/stylesheets/palette.", "assets/images/")
"""Files of Material that no page uses."""


def load_config(config_file: Path) -> MkDocsConfig:
    """Load a `mkdocs.yml` as MkDocs does. Raises MkDocsException."""
    try:
        return mkdocs_load_config(str(config_file), strict=False)
    except (TypeError, AttributeError, LookupError, ValueError, RecursionError) as error:
        # MkDocs 1.6 looks into some options before it asks of what type they are.
        raise ConfigurationError(f"{config_file}: {type(error).__name__}: {error}") from error


def set_defaults(config: MkDocsConfig, settings: Settings) -> None:
    """Set what no site has to write: links to files, every dead link a warning, our Markdown extensions.

    What a site says about an extension of ours wins over our options.
    """
    config.use_directory_urls = False
    if not settings.has_validation:
        links = config.validation.links
        links.not_found = links.anchors = links.absolute_links = links.unrecognized_links = logging.WARNING
    written = [name for name in config.markdown_extensions if name not in EXTENSIONS]
    built_in = [name for name in BUILT_IN if name in written]
    config.markdown_extensions[:] = [*built_in, *EXTENSIONS, *(name for name in written if name not in built_in)]
    for name, options in EXTENSIONS.items():
        config.mdx_configs[name] = options | config.mdx_configs.get(name, {})


def own_theme_folders(config: MkDocsConfig) -> list[Path]:
    """Return the folder of the site's own templates, if it has one, and that of our theme: all above Material's."""
    return [Path(folder) for folder in takewhile(get_theme_dir("material").__ne__, config.theme.dirs)]


def find_theme_file(config: MkDocsConfig, address: str) -> Path | None:
    """Return the path of a file of our theme, or of the site's that takes its place; None if there is none."""
    paths = (folder / address for folder in own_theme_folders(config))
    return next((path for path in paths if path.is_file()), None)


def is_published(src_uri: str) -> bool:
    """Return True if a file of docs/ or of the theme is copied into the site unchanged."""
    if src_uri.endswith((".md", ".map")) or src_uri.startswith(_UNUSED):
        return False
    return not any(map(is_passed_over, src_uri.split("/")))


def foreign_plugins(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the names of other people's plugins and hooks that may change pages or files.

    What they read is unknown, so nothing made with them can be reused.
    """
    events = [f"on_{event}" for event in EVENTS if event not in _HARMLESS_EVENTS]
    foreign = {name: each for name, each in config.plugins.items() if not type(each).__module__.startswith("recap.")}
    return tuple(name for name, each in foreign.items() if any(hasattr(each, event) for event in events))


@contextmanager
def captured_warnings() -> Iterator[list[str]]:
    """Collect warnings and errors of MkDocs instead of printing them."""
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
