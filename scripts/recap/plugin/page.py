"""A MkDocs page with a generated source: the one implementation of reading and rendering."""

from __future__ import annotations

import functools
import html
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from recap.plugin.prefilter import Prefilter
from recap.site.model import Artifact, PageBody

PAGE_SECONDS = 10
"""CPU time for one page; an ordinary one takes some milliseconds."""
UNDATED = "1980-01-01"
"""Date of a page whose record has none, because MkDocs insists on one: never the clock's."""
_PROCESSORS = ("_RelativePathTreeprocessor", "_ExtractAnchorsTreeprocessor")
_log = logging.getLogger("mkdocs.plugins.recap")


class RecapPage(mkdocs_pages.Page):
    """A page of the site. It has no file: Markdown and template data come from the compiled site."""

    def __init__(
        self,
        file: File,
        config: MkDocsConfig,
        source: Callable[[], Artifact],
        head: Callable[[dict[str, Any]], dict[str, Any]],
        converter: Callable[[MkDocsConfig, Files], Converter | None],
    ) -> None:
        """Args: `source` gives Markdown and data; `head`, of its data, what the page's head says to machines.

        `converter` gives what converts Markdown for many pages; if it gives None, each page sets up its own.
        """
        super().__init__(None, file, config)
        self._source, self.head, self._converter = source, head, converter
        self.data: dict[str, Any] = {}
        """Template data."""
        self.body: PageBody | None = None
        """Text after postprocessing."""
        self.timed_out = False
        """True if the text took too long or nested too deeply; it is empty then."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Take Markdown and data from the compiled site; a plugin's `on_page_read_source` may replace the Markdown."""
        artifact = self._source()
        self.data = artifact.data
        given = config.plugins.on_page_read_source(page=self, config=config)
        self.markdown = (artifact.content if given is None else given).lstrip("\n")
        self.meta = front_matter(artifact.data)
        self.title = self.meta["title"]
        self.update_date = self.data.get("updated") or UNDATED

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown within a CPU limit."""
        self.content, self.toc = "", get_toc([])
        try:
            with cpu_time_limit(PAGE_SECONDS):
                if converter := self._converter(config, files):
                    converter.convert(self)
                else:
                    super().render(config, files)
        except (TimeLimitError, RecursionError):
            self.timed_out = True
        except ValueError as error:  # an address that no parser takes, where no check looks for one
            _log.warning(f"{self.file.src_uri}: {error}")


def front_matter(data: dict[str, Any]) -> dict[str, Any]:
    """Return the front matter of a page from its template data. The title is escaped: Material prints it as it is."""
    return {"template": f"{data['kind']}.html", "title": html.escape(data["title"]), "recap": data}


class Converter:
    """One Markdown object for all pages, where MkDocs sets one up for each.

    Relies on two private classes of MkDocs 1.6, which will have no further releases. Without them `Page.render` does
    the same, only slower.
    """

    def __init__(self, config: MkDocsConfig, file: File, files: Files) -> None:
        self._markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
        self._anchors = mkdocs_pages._ExtractAnchorsTreeprocessor(file, files, config)
        self._paths = mkdocs_pages._RelativePathTreeprocessor(file, files, config)
        self._anchors._register(self._markdown)
        self._paths._register(self._markdown)
        self._prefilter = Prefilter(self._markdown) if Prefilter.is_possible(config.markdown_extensions) else None

    @staticmethod
    def is_possible() -> bool:
        """Return True if MkDocs has the private classes."""
        return all(hasattr(mkdocs_pages, name) for name in _PROCESSORS)

    def convert(self, page: RecapPage) -> None:
        """Set what `Page.render` sets."""
        self._paths.file, self._paths.links_to_anchors = page.file, {}
        self._anchors.present_anchor_ids = set()
        if self._prefilter:
            self._prefilter.select(page.markdown or "")
        page.content = self._markdown.reset().convert(page.markdown or "")
        page.toc = get_toc(self._markdown.toc_tokens)
        page.present_anchor_ids = self._anchors.present_anchor_ids
        page.links_to_anchors = self._paths.links_to_anchors


class TimeLimitError(BaseException):
    """Rendering exceeded the CPU limit. Derives from BaseException because some Markdown extensions swallow every
    Exception.
    """


@contextmanager
def cpu_time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimitError after some CPU seconds of this process, where the system has such a timer.

    Works in the main thread only. Python discards what is raised in a destructor or a callback of the garbage
    collector: the error is therefore raised again after as many seconds.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    _handle_timeouts()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@functools.cache
def _handle_timeouts() -> None:
    """Set the signal's handler, once per process: it costs more than the timer."""

    def on_timeout(*_: object) -> None:
        raise TimeLimitError

    signal.signal(signal.SIGVTALRM, on_timeout)
