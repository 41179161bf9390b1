"""MkDocs' configuration: loading it, finding foreign plugins in it, capturing the warnings of MkDocs."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.config import load_config as mkdocs_load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import EVENTS

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


def is_published(src_uri: str) -> bool:
    """Return True if a file of docs/ or of the theme is copied into the site unchanged."""
    return not src_uri.endswith((".md", ".map")) and not src_uri.startswith(_UNUSED)


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
