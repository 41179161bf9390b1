"""Live preview: MkDocs' server with our builds. After a mistake it keeps the last good pages, with a banner on each."""

import html
import logging
import os
import re
import secrets
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent
from watchdog.observers import Observer

from recap.build.builder import build_site
from recap.build.process_folder import ProcessFolder
from recap.build.requests import Answer, Handler, Names
from recap.build.result import Result
from recap.build.state import StateInMemory
from recap.content.settings import read_settings
from recap.content.theme_files import package_theme
from recap.core.filesystem import read_file
from recap.core.language import UserError
from recap.core.text import printable

_CHANGES = (FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent)
"""Events for files that change, not for those that are read."""
_WAITING = b'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Recap</title><body>'
"""Page that reloads itself."""
_POLL = re.compile(r"/livereload/([0-9]{1,18})/[0-9]{1,18}")
_MAX_FILE_BYTES = 1 << 30
_MAX_REQUESTS, _BUILD_SECONDS = 100, 60
"""Requests that are answered at once; time for which one of them waits for a build."""


def _watched(config_file: Path) -> Iterator[Path]:
    """Yield what a preview follows: `mkdocs.yml`, the docs folder, the templates of the site and those of the theme."""
    settings, _ = read_settings(config_file)
    folder = config_file.absolute().parent
    yield from (config_file, folder / settings.docs_dir)
    if settings.custom_dir:
        yield folder / settings.custom_dir
    if theme := package_theme():
        yield theme


class Preview(LiveReloadServer):
    """Running preview of one `mkdocs.yml`. Raises OSError if the port is taken.

    The site with its drafts is in a temporary folder that leaves with the preview.
    """

    def __init__(
        self,
        config_file: Path,
        host: str,
        port: int,
        banner: Callable[[Result], tuple[str, str]],
        word: Callable[..., str],
        on_start: Callable[[], None] = lambda: None,
        on_result: Callable[[Result], None] = lambda _: None,
        interrupted: threading.Event | None = None,
    ) -> None:
        """`interrupted` is set by whatever ends the server, as a KeyboardInterrupt does."""
        self._interrupted, self._is_shut = interrupted or threading.Event(), False
        self._config_file, self._banner, self._word = config_file, banner, word
        self._on_start, self._on_result = on_start, on_result
        self._last: Result | None = None
        self._state = StateInMemory()
        self._slots = threading.BoundedSemaphore(_MAX_REQUESTS)
        self._folder = ProcessFolder("recap-preview-")
        self.folder = self._folder.path
        self._site = Path(os.path.realpath(self.folder)) / "site"
        self._site.mkdir()
        super().__init__(self.rebuild, host, port, str(self._site))
        self.RequestHandlerClass = Handler
        observer: Any = Observer()  # MkDocs' own looks at every file twice a second
        observer.schedule = partial(observer.schedule, event_filter=_CHANGES)
        self.observer = observer
        try:
            self.server_bind()
            self.names = Names(host, self.server_address[1])
        except BaseException:
            self.stop()
            raise
        # `serve` binds once more; the socket has its address already.
        self.server_bind = lambda: None  # type: ignore[method-assign]
        self.url = self.names.url
        for path in filter(Path.exists, _watched(config_file)):
            self.watch(str(path))

    @property
    def _shutdown(self) -> bool:
        """True if the loop of MkDocs' server, which asks four times a second, is to end."""
        return self._is_shut or self._interrupted.is_set()

    @_shutdown.setter
    def _shutdown(self, value: bool) -> None:
        self._is_shut = value

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
        try:
            self.shutdown()
        finally:
            self._folder.remove()

    def rebuild(self) -> None:
        """Rebuild. Never raises for errors in files, so that the server keeps answering."""
        self._on_start()
        try:
            self._last = build_site(self._config_file, self._site, drafts=True, make_state=self._state)
        except MkDocsException as error:  # of what mkdocs.yml says
            self._last = Result([], [error.format_message()])
        except UserError as error:
            self._last = Result([], [self._word(error.key, **error.arguments)])
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

    def elsewhere(self, url: str) -> str:
        """Return what is said to who asks under a name that is not this server's, or from a page of another site."""
        return self._word("not_here", url=url) + "\n"

    def respond(self, path: str) -> Answer:
        """Return the answer for a path below the site, decoded, that starts with `/`: regular files, never a link."""
        if match := _POLL.fullmatch(path):
            with self._epoch_cond:
                self._epoch_cond.wait_for(lambda: self._visible_epoch > int(match[1]), self.poll_response_timeout)
                return Answer(HTTPStatus.OK, b"%d" % self._visible_epoch, "text/plain")
        with self._epoch_cond:  # half a site is not shown
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch, _BUILD_SECONDS)
            epoch = self._visible_epoch
        address = path[1:] + ("index.html" if path.endswith("/") else "")
        status, content = HTTPStatus.OK, self._read(address)
        if content is None and self._read(f"{address}/index.html") is not None:
            return Answer(HTTPStatus.FOUND, b"", location=urllib.parse.quote(f"{path}/"))
        if content is None:
            status, address = HTTPStatus.NOT_FOUND, "404.html"
            content = self._read(address) or _WAITING
        if address.endswith(".html"):
            content = self._inject_js_into_html(content, epoch)
        return Answer(status, content, str(self._guess_type(address)))  # type: ignore[no-untyped-call]

    def _read(self, address: str) -> bytes | None:
        """Return the content of a file of the site; None if there is none, or a link on the way."""
        path = self._site / address
        with suppress(OSError, ValueError):
            if Path(os.path.realpath(path)) == path:
                return read_file(path, self._site, _MAX_FILE_BYTES)
        return None

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a request in a thread of its own; hang up if there are too many."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a request in this thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what went wrong, in one line; a client that hangs up is no fault."""
        del request, client_address
        if not isinstance(error := sys.exc_info()[1], OSError):
            logging.getLogger(__name__).error("%s", printable(repr(error)))
