"""Looks into files in a process of its own, which ends with what it reads when that takes too much time or memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from recap.core.name_search import NameSearch
from recap.lint.file_contents import Finding, is_plain, look_into

_SECONDS = 6
"""CPU time for one file; half of it after each that needed more, and none after four of them."""
_GRACE = 2
"""Seconds that the process gets to end by itself."""
_MAX_BYTES = 2**30
"""Memory of the process."""


class ContentReader:
    """Looks into files; the process starts with the first that is no text."""

    def __init__(self, search: NameSearch) -> None:
        self._search, self._seconds = search, _SECONDS
        self._process: subprocess.Popen[bytes] | None = None

    def findings(self, suffix: str, raw: bytes) -> list[Finding]:
        """Return what `look_into` does, or that the file takes too long to read."""
        if is_plain(suffix, raw):
            return look_into(self._search, suffix, raw)
        found = self._ask({"suffix": suffix}, raw)
        return [Finding("", unread="slow")] if found is None else [Finding(*each) for each in found]

    def html(self, body: str) -> str | None:
        """Return a text rendered by the Markdown library, without what a build adds; None if it takes too long."""
        found = self._ask({}, body.encode())
        return None if found is None else str(found)

    def _ask(self, question: dict[str, str], content: bytes) -> Any:
        """Return the answer of the process; None if it gave none in time."""
        if not self._seconds:
            return None
        process = self._process = self._process or _started(self._search)
        assert process.stdin
        assert process.stdout
        timer = threading.Timer(4 * self._seconds, process.kill)
        timer.start()
        answer = b""
        with suppress(OSError):
            _send(process.stdin, question | {"seconds": str(self._seconds)}, content)
            answer = process.stdout.readline()
        timer.cancel()
        if answer.endswith(b"\n"):
            return json.loads(answer)
        self.close()
        self._seconds //= 2
        return None

    def close(self) -> None:
        """End the process."""
        if self._process:
            with suppress(OSError), self._process as process:
                assert process.stdin
                process.stdin.close()
                try:
                    process.wait(timeout=_GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()
            self._process = None


@contextmanager
def content_reader(search: NameSearch) -> Iterator[ContentReader]:
    """Yield a reader, and end its process afterwards."""
    reader = ContentReader(search)
    try:
        yield reader
    finally:
        reader.close()


def _started(search: NameSearch) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", __name__]  # -P: nothing is imported from the working directory
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **pipes)  # type: ignore[call-overload]  # noqa: S603
    with suppress(OSError):
        assert process.stdin
        _send(process.stdin, {}, json.dumps([search.names, search.ids, search.known]).encode())
    return process  # type: ignore[no-any-return]


def _send(pipe: IO[bytes], question: dict[str, str], content: bytes) -> None:
    pipe.write(json.dumps(question | {"size": len(content)}).encode() + b"\n" + content)
    pipe.flush()


def _serve() -> None:
    """Answer questions from stdin until it ends."""
    questions = iter(sys.stdin.buffer.readline, b"")
    search = NameSearch(*json.loads(sys.stdin.buffer.read(json.loads(next(questions))["size"])))
    for line in questions:
        question = json.loads(line)
        content = sys.stdin.buffer.read(question["size"])
        _limit(int(question["seconds"]))
        answer = look_into(search, question["suffix"], content) if "suffix" in question else _html(content.decode())
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _html(body: str) -> str:
    from markdown import markdown

    from recap.content.dialect import rewritten
    from recap.content.markdown_extensions import EXTENSIONS

    extensions = ["tables", *(name for name in EXTENSIONS if name != "pymdownx.highlight")]  # colours say nothing more
    return str(markdown(rewritten(body), extensions=extensions))


def _limit(seconds: int) -> None:
    """End this process after some CPU seconds more, or when it takes too much memory, where the system can do that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds + 1, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_BYTES, _MAX_BYTES))


if __name__ == "__main__":
    _serve()
