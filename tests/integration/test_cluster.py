"""Pages rendered on a Dask cluster: the tree is the same, byte for byte."""

from __future__ import annotations

import pytest

from recap.cli import main as recap
from tests.integration.test_incremental import tree
from tests.site_fixtures import Project, conference, make_project


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A conference of 14 talks."""
    return make_project(tmp_path_factory.mktemp("cluster") / "p", conference(14))


def test_the_tree_is_the_same(project: Project) -> None:
    """Two workers of a cluster on this machine give what this process gives."""
    from distributed import LocalCluster

    assert project.build().ok
    arguments = ["build", "-f", str(project.config), "--site-dir", str(project.folder / "other"), "--scheduler"]
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        recap.main([*arguments, cluster.scheduler_address], standalone_mode=False)
    assert tree(project.folder / "other") == tree(project.site)


def test_no_cluster_is_reported(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """An address where nobody listens: status 1, a sentence, no traceback."""
    with pytest.raises(SystemExit) as stopped:
        recap.main(["build", "-f", str(project.config), "--scheduler", "tcp://127.0.0.1:9"], standalone_mode=False)
    assert stopped.value.code == 1
    assert "Aucun cluster Dask ne répond à tcp://127.0.0.1:9" in capsys.readouterr().err
    assert not project.site.exists()
