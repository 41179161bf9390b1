"""Compiled templates, kept between builds in a folder that no checkout and no other machine writes.

Jinja's own cache runs whatever bytes it finds and fails on damaged ones. Here each file begins with the digest of what
follows, and its name says all that the code depends on; a file that is not exactly what was written is compiled again.
"""

import functools
import hashlib
import sys
import time
from contextlib import suppress
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from recap.core.filesystem import read_file
from recap.core.private_folder import write_private

MAX_FILES = 2_000
"""Number of files above which those unused for longest are removed."""
_MONTH, _DAY = 30 * 86400, 86400
"""Seconds without use after which a file is removed, and after which another use is noted."""
_MAX_BYTES = 4 * 2**20
_OPTIONS = ("block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
            "comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks",
            "lstrip_blocks", "newline_sequence", "keep_trailing_newline", "autoescape", "optimized", "sandboxed",
            "is_async")  # fmt: skip
"""Attributes of an environment that change what a template is compiled to."""
_SUM = hashlib.sha256().digest_size


class TemplateCache(BytecodeCache):
    """Keeps compiled templates of one environment in a trusted folder."""

    def __init__(self, environment: jinja2.Environment, folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._pruned = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what was compiled of the same source by the same program, if it is there."""
        path = self._path(bucket)
        with suppress(OSError):
            content = read_file(path, self._folder, _MAX_BYTES)
            if content[:_SUM] == hashlib.sha256(content[_SUM:]).digest():
                bucket.bytecode_from_string(content[_SUM:])
                if path.stat().st_mtime < time.time() - _DAY:
                    path.touch()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, unless the disk is full; remove what has not been used for a long time."""
        content = bucket.bytecode_to_string()
        with suppress(OSError):
            write_private(self._path(bucket), hashlib.sha256(content).digest() + content)
            if not self._pruned:
                self._pruned = True
                self._prune()

    @functools.cached_property
    def _compiler(self) -> str:
        """What compiles, asked for when a template is first needed: a hook may change the environment before that."""
        return repr((sys.version, MAGIC_NUMBER, jinja2.__version__, _syntax(self._environment)))

    def _path(self, bucket: Bucket) -> Path:
        """Return the file of a template: its name and path, its source, Python, Jinja and the environment's syntax."""
        key = "\0".join((self._compiler, bucket.key, bucket.checksum))
        return self._folder / hashlib.sha256(key.encode()).hexdigest()

    def _prune(self) -> None:
        used = sorted(((path.stat().st_mtime, path) for path in self._folder.iterdir()), reverse=True)
        for number, (last, path) in enumerate(used):
            if number >= MAX_FILES or last < time.time() - _MONTH:
                path.unlink(missing_ok=True)


def _syntax(environment: jinja2.Environment) -> object:
    """Return what the code of a template depends on besides its source; filters of constants run in the compiler."""
    called = sorted(environment.filters.items()), sorted(environment.tests.items())
    functions = [[(name, *_origin(function)) for name, function in each] for each in called]
    return sorted(environment.extensions), [getattr(environment, name) for name in _OPTIONS], functions


def _origin(function: object) -> tuple[str, str]:
    return getattr(function, "__module__", ""), getattr(function, "__qualname__", type(function).__qualname__)
