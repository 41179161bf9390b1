"""MkDocs' template environment, made faster: templates compiled once, theme words and shared blocks rendered once."""

import functools
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateNotFound, pass_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import normalize_url

from recap.content.theme_files import package_theme
from recap.core.filesystem import walk
from recap.core.private_folder import UntrustedFolderError, template_folder
from recap.plugin.template_cache import TemplateCache

_SHARED_BLOCKS = ("config", "footer", "header", "styles")
"""Blocks of `main.html` that depend only on the folder and the section of a page."""
_MACROS = "partials/recap/macros.html"
_METHODS = frozenset(dir(dict))


def prepare(env: Environment, config: MkDocsConfig) -> Environment:
    """Keep compiled templates between builds, cache the `url` filter, and look up keys of dictionaries directly."""
    env.loader = _Loader(config.theme.dirs)
    env.filters["url"] = _url
    env.getattr = functools.partial(_attribute, env)  # type: ignore[method-assign]
    env.auto_reload = False
    with suppress(UntrustedFolderError):
        env.bytecode_cache = TemplateCache(env, template_folder())
    return env


def has_our_templates(env: Environment) -> bool:
    """Return True if the theme's page is ours or made from it."""
    with suppress(TemplateNotFound):
        return {*_SHARED_BLOCKS} <= env.get_template("main.html").blocks.keys()
    return False


def cache_shared_blocks(env: Environment, config: MkDocsConfig) -> None:
    """Cache blocks that are equal for all pages of a folder and section, the theme's words, and the macros.

    Only for a site without foreign plugins, which might change the templates.
    """
    main = env.get_template("main.html")
    for name in _SHARED_BLOCKS:
        main.blocks[name] = CachedBlock(main.blocks[name])
    language = env.get_template("partials/language.html")
    module: Any = language.make_module({"config": config})
    module.t = functools.cache(module.t)
    language.make_module = lambda *_: module  # type: ignore[method-assign]
    macros, theme = env.get_template(_MACROS), package_theme()
    if theme and macros.filename == str(theme / _MACROS):  # a site's own may read anything of a page
        macros.make_module = _once_per_folder(macros.make_module)  # type: ignore[method-assign]


def _once_per_folder(make_module: Callable[..., Any]) -> Callable[..., Any]:
    """Return `make_module` of a template that reads nothing of its context but what the filter `url` does."""
    made: dict[str, Any] = {}

    def find(variables: Any, *_: object) -> Any:
        page, base = variables["page"], variables["base_url"]
        key = page.url.rpartition("/")[0] if page else base
        if key not in made:
            made[key] = make_module({"page": page and SimpleNamespace(url=page.url), "base_url": base})
        return made[key]

    return find


class CachedBlock:
    """Template block whose output is cached per (folder, section).

    Compares equal to the wrapped block because Jinja's super() looks it up by identity.
    """

    def __init__(self, block: Callable[[Any], Iterator[str]]) -> None:
        self._block = block
        self._cached: dict[object, str] = {}

    def __call__(self, context: Any) -> Iterator[str]:
        """Yield the output of the block."""
        page = context["page"]
        key = (page.url.rpartition("/")[0], page.meta["recap"].get("section")) if page else context["base_url"]
        if key not in self._cached:
            self._cached[key] = "".join(self._block(context))
        yield self._cached[key]

    def __eq__(self, other: object) -> bool:
        return other is self or other is self._block

    def __hash__(self) -> int:
        return hash(self._block)


class _Loader(FileSystemLoader):
    """Templates of the theme's folders. Lists nothing hidden: such folders hold thousands of icons."""

    def list_templates(self) -> list[str]:
        return sorted({address for folder in self.searchpath for address, _ in walk(Path(folder), hidden=False)})


def _attribute(env: Environment, value: Any, name: str) -> Any:
    """Return `value.name` as Jinja does, but without looking for an attribute of a dictionary before its key."""
    if type(value) is not dict or name in _METHODS:
        return type(env).getattr(env, value, name)
    return value[name] if name in value else env.undefined(obj=value, name=name)


@pass_context
def _url(context: Any, value: str) -> str:
    """Cached version of MkDocs' filter `url`, computed once for the pages of a folder."""
    page = context["page"]
    folder = page.url.rpartition("/")[0] if page else None
    return _normalized(str(value), folder, "" if page else context["base_url"])


@functools.lru_cache(maxsize=4096)
def _normalized(value: str, folder: str | None, base: str) -> str:
    page: Any = None if folder is None else SimpleNamespace(url=f"{folder}/" if folder else "")
    return normalize_url(value, page=page, base=base)
