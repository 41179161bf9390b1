"""`recap shrink`: makes picture files smaller in place, and says so."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from PIL import Image

from recap.cli import main
from recap.core.pictures import describe
from tests.site_fixtures import FILES, MakeProject
from tests.unit.core.test_pictures import exif, saved


def test_files_are_made_smaller_in_place(new_project: MakeProject) -> None:
    """What the check names is gone afterwards; a second run has nothing to do; a file that is no picture stays."""
    project = new_project(FILES, "en")
    large, other = project.folder / "docs/rencontre/hall.jpg", project.folder / "docs/rencontre/x.png"
    large.write_bytes(saved(Image.new("RGB", (2400, 1200)), "jpeg", exif=exif()))
    config = ["-f", str(project.config), "--lang", "en"]
    assert (
        "W141 large-picture: this picture has 1200 × 2400 pixels" in CliRunner().invoke(main, ["check", *config]).stderr
    )
    done = CliRunner().invoke(main, ["shrink", *config, str(large)], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "hall.jpg: 1200 × 2400 pixels, 0.0 MB; now 1000 × 2000 pixels, 0.0 MB." in done.stdout
    assert describe(large.read_bytes()).orientation == 1
    assert "W141" not in CliRunner().invoke(main, ["check", *config]).stderr
    other.write_text("x", "utf-8")
    before = large.read_bytes()
    again = CliRunner().invoke(main, ["shrink", *config, str(other), str(large)], catch_exceptions=False)
    assert again.exit_code == 1
    assert "x.png is no picture that can be read: nothing was changed." in again.stderr
    assert "hall.jpg is small enough" in again.stdout
    assert (other.read_text("utf-8"), large.read_bytes()) == ("x", before)


def test_a_missing_file_is_wrong_use(new_project: MakeProject, tmp_path: Path) -> None:
    """Exit status 2, as for every command."""
    done = CliRunner().invoke(main, ["shrink", "-f", str(new_project(FILES).config), str(tmp_path / "no.jpg")])
    assert done.exit_code == 2
