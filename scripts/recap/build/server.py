"""The live preview: MkDocs' server over our builds. A mistake leaves the last good pages, with a banner on each."""

from __future__ import annotations

import html
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent
from watchdog.observers import Observer

from recap.build.builder import Result, build_site
from recap.build.state import Memory
from recap.core.diagnostics import as_text
from recap.core.language import Language

_CHANGES = (FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent)
"""Files that change, not those that are read."""
_WAITING = b'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Recap</title><body>'
"""A page that tries again by itself."""


class Preview(LiveReloadServer):
    """A running preview of one `mkdocs.yml`. Raises OSError when the port is taken."""

    def __init__(
        self,
        config_file: Path,
        host: str,
        port: int,
        words: Language,
        on_start: Callable[[], None] = lambda: None,
        on_result: Callable[[Result], None] = lambda _: None,
    ) -> None:
        self.words = words
        self._config_file, self._on_start, self._on_result = config_file, on_start, on_result
        self._last: Result | None = None
        self._memory = Memory()
        self.folder = Path(tempfile.mkdtemp(prefix="recap-preview-"))
        self._site = self.folder / "site"
        self._site.mkdir()
        super().__init__(self.rebuild, host, port, str(self._site))
        observer: Any = Observer()  # MkDocs' own looks at every file twice a second
        observer.schedule = partial(observer.schedule, event_filter=_CHANGES)
        self.observer = observer
        self.error_handler = self._page_not_found
        try:
            self.server_bind()
        except OSError:
            self.stop()
            raise
        # `serve` binds once more; the socket has its address already.
        self.server_bind = lambda: None  # type: ignore[method-assign]
        self.url = f"http://{host}:{self.server_address[1]}/"
        folder = config_file.absolute().parent
        for path in (folder / "docs", folder / "overrides", config_file):
            if path.exists():
                self.watch(str(path))

    def run(self) -> None:
        """Build, then serve and rebuild until interrupted."""
        try:
            self.rebuild()
            self.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rebuild(self) -> None:
        """Build anew; never raises for what a file says, so that the server keeps answering."""
        self._on_start()
        try:
            self._last = build_site(self._config_file, self._site, drafts=True, make_cache=self._memory)
        except MkDocsException as error:  # of what mkdocs.yml says
            self._last = Result([], [error.format_message()])
        self._on_result(self._last)

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """A page with MkDocs' script, which its policy lets run, and with the banner while something is wrong."""
        nonce, own = secrets.token_urlsafe().encode(), b"script-src 'self'"
        content = content.replace(own, b"%b 'nonce-%b'; connect-src 'self'" % (own, nonce), 1)
        content = re.sub(rb"<body[^>]*>", lambda tag: tag[0] + self.banner(), content, count=1)
        page, _, rest = super()._inject_js_into_html(content, epoch).rpartition(b"<script>")  # type: ignore[no-untyped-call]
        return b'%b<script nonce="%b">%b' % (page, nonce, rest)

    def banner(self) -> bytes:
        """HTML that names file, line and mend of every problem of the last build; empty when it went well."""
        if self._last is None or self._last.ok:
            return b""
        errors = as_text((each for each in self._last.problems if each.level == "error"), self.words)
        told = html.escape("\n".join((errors, *self._last.complaints)).strip()).replace("\n", "<br>")
        title = html.escape(self.words.terminal["banner"])
        return f'<div class="recap-banner" role="alert"><p>{title}</p><code>{told}</code></div>'.encode()

    def _page_not_found(self, _status: int) -> bytes:
        """The site's own page for what is not there; before the first good build, one that tries again by itself."""
        page = self._site / "404.html"
        return self._inject_js_into_html(page.read_bytes() if page.is_file() else _WAITING, self._visible_epoch)
