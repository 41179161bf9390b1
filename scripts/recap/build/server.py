"""Live preview: MkDocs' server with our builds. After a mistake it keeps the last good pages, with a banner on each."""

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
from recap.build.state import StateInMemory

_CHANGES = (FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent)
"""Events for files that change, not for those that are read."""
_WAITING = b'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Recap</title><body>'
"""Page that reloads itself."""


class Preview(LiveReloadServer):
    """Running preview of one `mkdocs.yml`. Raises OSError if the port is taken."""

    def __init__(
        self,
        config_file: Path,
        host: str,
        port: int,
        banner: Callable[[Result], tuple[str, str]],
        on_start: Callable[[], None] = lambda: None,
        on_result: Callable[[Result], None] = lambda _: None,
    ) -> None:
        self._config_file, self._banner = config_file, banner
        self._on_start, self._on_result = on_start, on_result
        self._last: Result | None = None
        self._state = StateInMemory()
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
        for path in filter(Path.exists, (folder / "docs", folder / "overrides", config_file)):
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
        """Stop the server and remove its folder."""
        self.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rebuild(self) -> None:
        """Rebuild. Never raises for errors in files, so that the server keeps answering."""
        self._on_start()
        try:
            self._last = build_site(self._config_file, self._site, drafts=True, make_state=self._state)
        except MkDocsException as error:  # of what mkdocs.yml says
            self._last = Result([], [error.format_message()])
        self._on_result(self._last)

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Add MkDocs' script to a page, allow it in the policy, and add the banner while there are errors."""
        nonce, own = secrets.token_urlsafe().encode(), b"script-src 'self'"
        content = content.replace(own, b"%b 'nonce-%b'; connect-src 'self'" % (own, nonce), 1)
        content = re.sub(rb"<body[^>]*>", lambda tag: tag[0] + self.error_banner(), content, count=1)
        page, _, rest = super()._inject_js_into_html(content, epoch).rpartition(b"<script>")  # type: ignore[no-untyped-call]
        return b'%b<script nonce="%b">%b' % (page, nonce, rest)

    def error_banner(self) -> bytes:
        """Return HTML that lists the errors of the last build with file, line and hint; empty if there are none."""
        if self._last is None or self._last.ok:
            return b""
        title, listed = map(html.escape, self._banner(self._last))
        listed = listed.replace("\n", "<br>")
        return f'<div class="recap-banner" role="alert"><p>{title}</p><code>{listed}</code></div>'.encode()

    def _page_not_found(self, _status: int) -> bytes:
        """Return the site's own 404 page; before the first good build, a page that reloads itself."""
        page = self._site / "404.html"
        return self._inject_js_into_html(page.read_bytes() if page.is_file() else _WAITING, self._visible_epoch)
