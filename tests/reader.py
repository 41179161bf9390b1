"""A reader of a built site, from a server or from disk, who notes everything that should not happen."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request


class Reader:
    """One page of a browser; `noise` is what it complained of, what failed, and what it asked of another site."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        """Address of the site, with its last slash."""
        self.noise: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noise.append(f"error: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.noise.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.noise.append(f"elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # The icon of a page is still on its way when the next page is opened: that is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.noise.append(f"failed: {request.url} {request.failure}")

    def open(self, url: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.base + url)
        return self.page

    def open_all(self, urls: Iterable[str]) -> None:
        """Open pages one after the other, each until its title is there."""
        for url in urls:
            if url != "404.html" or self.base.startswith("http"):  # its links start at the root of a server
                self.open(url).locator("h1").wait_for()
