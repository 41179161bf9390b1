"""Processes that render for another one."""

from __future__ import annotations

import gc
import pickle
import signal
from pathlib import Path

import pytest

from recap.build import workers
from recap.build.workers import PageRenderer, Setup
from recap.plugin.plugin import load_site, plugin_of
from tests.site_fixtures import conference, make_project


def test_a_process_renders_alike_with_an_inherited_renderer_and_with_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forked process takes over the renderer, another one makes it from the setup: the pages are equal."""
    project = make_project(tmp_path / "p", conference(2))
    config, _ = load_site(project.config)
    assert config is not None
    plugin = plugin_of(config)
    plugin.compile(config)
    config, site = config.plugins.on_config(config), plugin.compiled
    files = frozenset(site.artifacts)
    setup = Setup(config.config_file_path, "", site.render_context, files)
    jobs = [(artifact, site.exports.head(src_uri, artifact.data)) for src_uri, artifact in site.artifacts.items()]
    monkeypatch.setattr(workers, "_renderers", {})
    for module, name in ((signal, "signal"), (gc, "freeze")):
        monkeypatch.setattr(module, name, lambda *_: None)
    inherited = PageRenderer(config, files)
    found = []
    for renderer in (inherited, None):
        workers._start(pickle.dumps(setup), renderer)
        assert (inherited in workers._renderers.values()) is (renderer is inherited)
        found.append(workers.render_jobs(None, jobs))
    assert found[0] == found[1]
    assert [page.src_uri for page in found[0]] == [*site.artifacts]
