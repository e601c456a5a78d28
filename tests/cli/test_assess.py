"""The command that scores a file: what it says, what it writes, and when it writes nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
import yaml
from click.testing import CliRunner

from app.cli import main
from app.cli.output import table, width
from app.cli.writing import write_all
from tests.catalogue.breaking import SMALL

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "questionnaires/exporter-readiness/1.0/examples"
ALUMINIUM = EXAMPLES / "aluminium-profiles.yaml"
ONE = SMALL / "1.0" / "examples" / "one.yaml"
WITH_SMALL = ("--questionnaire", SMALL / "1.0")


def run(*arguments: object, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(main, ["assess", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.yaml"
    text = ONE.read_text("utf-8").replace("level: 2", "level: 0")
    text = text.replace("sector: metal", "sector: wood")
    path.write_text(text.replace("number: 35", "number: 350"), "utf-8")
    return path


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_summary_is_said_where_nothing_is_written(path: Path, lang: str) -> None:
    out, err = run(path, "--lang", lang)
    assert err == ""
    assert out.count("\n\n") >= 5
    for line in out.splitlines():
        assert line == line.rstrip()


def test_the_summary_says_what_matters() -> None:
    out, _ = run(ALUMINIUM, "--lang", "en")
    lines = out.splitlines()
    assert "Foshan Yunxiu Aluminium Profiles Co., Ltd. (fictional)" in lines[1]
    assert "22 November 2026" in lines[1]
    rows = {line.split()[0]: line.split()[1:] for line in lines if line}
    assert rows["Proved"] == ["34.9", "E"]
    assert rows["Declared"] == ["46.4", "D"]
    assert rows["Possible"] == ["48.1", "D"]
    for heading in ("The five domains", "Gates", "Biggest gaps", "First steps", "Next dates"):
        assert any(line.startswith(heading) for line in lines), heading


def test_both_languages_are_said_one_after_the_other() -> None:
    out, _ = run(ALUMINIUM, "--lang", "both")
    assert out.index("绿色设计与生产") < out.index("Green design and production")


def test_columns_stand_under_each_other_in_chinese() -> None:
    out, _ = run(ALUMINIUM, "--lang", "zh")
    block = next(b for b in out.split("\n\n") if "绿色物流" in b)
    ends = {width(line) for line in block.splitlines()[1:]}
    assert len(ends) == 1


def test_tables_count_wide_characters() -> None:
    assert width("绿色A") == 5
    assert width("é") == width("e\u0301") == 1
    assert table([("绿", "1"), ("abc", "22")], right=frozenset({1})) == ["绿    1", "abc  22"]
    assert table([]) == []


def test_json_is_written_without_contact_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    run(ALUMINIUM, "--lang", "en", "--json", target)
    document = json.loads(target.read_text("utf-8"))
    assert document["schema"] == "readiness.assessment/1"
    assert document["enterprise"]["contact"] is None
    assert document["score"]["declared"] == pytest.approx(46.411364483)
    run(ALUMINIUM, "--lang", "en", "--json", target, "--contact")
    assert "梁经理" in json.loads(target.read_text("utf-8"))["enterprise"]["contact"]
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_pdf_and_json_are_written_together(tmp_path: Path) -> None:
    pdf, data = tmp_path / "out.pdf", tmp_path / "out.json"
    out, _ = run(ONE, *WITH_SMALL, "--lang", "en", "--pdf", pdf, "--json", data)
    assert set(out.splitlines()) == {f"Written: {pdf}", f"Written: {data}"}
    text = "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    assert "Number One (fictional)" in text
    assert json.loads(data.read_text("utf-8"))["questionnaire"]["id"] == "small"


def test_everything_wrong_is_told_at_once_and_nothing_written(tmp_path: Path, faulty: Path) -> None:
    pdf, data = tmp_path / "out.pdf", tmp_path / "out.json"
    out, err = run(faulty, *WITH_SMALL, "--lang", "en", "--pdf", pdf, "--json", data, code=2)
    assert out == ""
    assert [line.removeprefix(f"{faulty}:").split(": ")[:2] for line in err.splitlines()] == [
        ["11", "profile.sector"],
        ["17", "answers.MK01"],  # the contradiction with MK02, of severity error
        ["24", "answers.MV01.number"],
    ]
    assert not pdf.exists()
    assert not data.exists()


def test_warnings_do_not_keep_anything_from_being_written(tmp_path: Path) -> None:
    path, target = tmp_path / "one.yaml", tmp_path / "out.json"
    text = ONE.read_text("utf-8").replace("has_factory: true", "has_factory: false")
    path.write_text(text.replace("level: 2", "level: 3"), "utf-8")
    _, err = run(path, *WITH_SMALL, "--lang", "en", "--json", target)
    assert err == f"{path}:10: profile.has_factory: No factory, yet done well. (CK01)\n"
    assert target.exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("small/1.0", "exporter-readiness/9.9", "no questionnaire “exporter-readiness/9.9”"),
        ("small/1.0", "../../etc/1.0", "like exporter-readiness/1.0"),
        ("questionnaire: small/1.0\n", "", "“questionnaire” is missing"),
    ],
)
def test_the_questionnaire_must_be_known(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(ONE.read_text("utf-8").replace(old, new), "utf-8")
    _, err = run(path, "--lang", "en", code=2)
    assert says in err


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    _, err = run(missing, "--lang", "en", code=2)
    assert err == f"{missing}:1: There is no such file.\n"
    _, err = run(ONE, "--questionnaire", tmp_path, "--lang", "en", code=2)
    assert f"{tmp_path / 'questionnaire.yaml'}:1: There is no such file." in err
    _, err = run(ONE, *WITH_SMALL, "--rules", missing, "--lang", "en", code=2)
    assert f"{missing}:1: There is no such file." in err


def test_rules_of_another_day_may_be_given(tmp_path: Path) -> None:
    rules, target = tmp_path / "rules.yaml", tmp_path / "out.json"
    text = (SMALL / "rules" / "2026-01-31" / "rules.yaml").read_text("utf-8")
    rules.write_text(text.replace("checked_on: 2026-01-31\nnot", "checked_on: 2026-01-15\nnot"))
    run(ONE, *WITH_SMALL, "--rules", rules, "--json", target, "--lang", "en")
    assert json.loads(target.read_text("utf-8"))["rules_version"] == "2026-01-15"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "none" / "out.json"
    _, err = run(ONE, *WITH_SMALL, "--json", folder, "--lang", "en", code=1)
    assert err == f"Nothing was written: No such file or directory: {folder}\n"
    _, err = run(ONE, *WITH_SMALL, "--json", tmp_path, "--lang", "en", code=1)
    assert "Is a directory" in err
    same = tmp_path / "same"
    _, err = run(ONE, *WITH_SMALL, "--json", same, "--pdf", same, "--lang", "en", code=2)
    assert "name the same file" in err
    assert list(tmp_path.iterdir()) == []


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "none" / "bad"
    with pytest.raises(FileNotFoundError):
        write_all({good: b"1", bad: b"2"})
    assert list(tmp_path.iterdir()) == []
    good.write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        write_all({good: b"new", bad: b"2"})
    assert good.read_bytes() == b"old"
    write_all({good: b"new", tmp_path / "other": b"2"})
    assert good.read_bytes() == b"new"


def test_the_length_of_the_pdf_is_chosen(tmp_path: Path) -> None:
    pages = {}
    for length in ("summary", "standard", "full"):
        pdf = tmp_path / f"{length}.pdf"
        run(ONE, *WITH_SMALL, "--lang", "en", "--pdf", pdf, "--length", length)
        pages[length] = len(pypdf.PdfReader(pdf).pages)
    assert pages["summary"] == 2
    assert pages["summary"] < pages["standard"] < pages["full"]
    _, err = run(ONE, *WITH_SMALL, "--pdf", tmp_path / "x.pdf", "--length", "long", code=2)
    assert "--length" in err


def test_a_summary_needs_no_pdf_engine() -> None:
    program = f"""
import sys
from app.cli import main
try:
    main(["assess", {str(ONE)!r}, "--questionnaire", {str(SMALL / "1.0")!r}, "--lang", "en"])
except SystemExit as end:
    print(end.code, "weasyprint" in sys.modules, "flask" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "0 False False", done.stderr


def test_facts_that_contradict_as_handed_in_are_refused(tmp_path: Path) -> None:
    facts = {"markets": ["asean"], "exports_cbam": True}
    data = yaml.safe_load(ALUMINIUM.read_text("utf-8"))
    data["profile"] |= facts
    data.pop("plan", None)
    path, target = tmp_path / "firm.yaml", tmp_path / "out.json"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    _, told = run(path, "--lang", "en", "--json", target, code=2)
    assert "(CK01)" in told
    assert not target.exists()


def test_a_key_that_is_not_text_is_told_at_its_line(tmp_path: Path) -> None:
    data = yaml.safe_load(ALUMINIUM.read_text("utf-8"))
    data["answers"]["GD05"] = {1: 2}
    path = tmp_path / "firm.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    _, told = run(path, "--lang", "en", code=2)
    assert "answers.GD05.1" in told


def test_a_fault_of_shape_does_not_hide_a_date_after_the_assessment(tmp_path: Path) -> None:
    data = yaml.safe_load(ALUMINIUM.read_text("utf-8"))
    data["answers"]["GD04"] = 3
    data["answers"]["GD02"] = {
        "level": 1,
        "evidence": 2,
        "documents": [{"id": "GD02-a", "title": "report", "issued_on": "2027-01-01"}],
    }
    path = tmp_path / "firm.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    _, told = run(path, "--lang", "en", code=2)
    assert "answers.GD04" in told
    assert "answers.GD02.documents[GD02-a].issued_on" in told


def test_an_impossible_pin_is_told_beside_a_contradiction(tmp_path: Path) -> None:
    data = yaml.safe_load(ALUMINIUM.read_text("utf-8"))
    data["profile"] |= {"markets": ["asean"], "exports_cbam": True}
    data["plan"] |= {"pinned": {"GD07-A4": 1}}
    path = tmp_path / "firm.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    _, told = run(path, "--lang", "en", code=2)
    assert "(CK01)" in told
    assert "plan.pinned.GD07-A4" in told
