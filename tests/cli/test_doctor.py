"""The command that says what this system lacks."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import doctor, main


def run(code: int) -> str:
    result = CliRunner().invoke(main, ["doctor", "--lang", "en"])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(doctor, "prepare_fonts", lambda _: None)
    return tmp_path / "var"


def test_a_system_that_has_everything() -> None:
    assert run(0) == "Nothing is missing.\n"


def test_each_missing_library_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor.ctypes.util, "find_library", lambda _: None)
    out = run(1)
    assert "Pango is missing" in out
    assert "apt-get install libpango-1.0-0" in out
    assert "libpangoft2-1.0-0" in out
    assert "libharfbuzz-subset0" in out
    assert "brew install pango" in out


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Path) -> None:
        raise doctor.FontMissing("No font. apt-get install fonts-noto-cjk")

    monkeypatch.setattr(doctor, "prepare_fonts", missing)
    assert run(1) == "No font. apt-get install fonts-noto-cjk\n"


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MIN_PYTHON", (9, 9))
    assert "9.9 or newer is needed" in run(1)


def test_a_place_that_cannot_be_written_is_named(data_dir: Path) -> None:
    data_dir.write_text("a file, not a folder")
    assert f"Nothing can be written in {data_dir}" in run(1)
