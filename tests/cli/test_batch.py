"""`readiness batch`: real workers, every error by its cell, and no end that loses anything."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from random import Random

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from app.cli import main
from tests.spreadsheets.filling import filled_workbook, random_assessment


@pytest.fixture(scope="module")
def enterprises(catalogue):
    random = Random(5)  # noqa: S311 (made-up data)
    questionnaire = catalogue.questionnaire("exporter-readiness")
    return [random_assessment(questionnaire, random) for _ in range(6)]


@pytest.fixture
def sheet(tmp_path, catalogue, enterprises):
    """The template filled in, as a file."""

    def write(found=enterprises, name="members.xlsx"):
        path = tmp_path / name
        questionnaire = catalogue.questionnaire("exporter-readiness")
        path.write_bytes(filled_workbook(questionnaire, found, "en"))
        return path

    return write


def spoilt(found):
    bad = replace(found[0], enterprise=replace(found[0].enterprise, employees=5_000_000))
    return [bad, *found[1:]]


def run(*arguments):
    options = ("--workers", "1", "--lang", "en")
    return CliRunner().invoke(main, ["batch", *map(str, arguments), *options])


def events(output):
    return [json.loads(line) for line in output.splitlines()]


def codes(found):
    return {each.enterprise.uscc for each in found}


def test_a_sheet_becomes_a_folder_of_results(sheet, tmp_path, enterprises):
    out = tmp_path / "out"
    first = run(sheet(), "--out", out, "--pdf", "summary", "--json")
    assert first.exit_code == 0, first.output
    told = events(first.stdout)
    assert told[-1]["event"] == "done"
    assert [e["total"] for e in told if e["event"] == "scored"][-1] == 6
    assert codes(enterprises) <= {
        cell
        for sheet_ in load_workbook(out / "results.xlsx").worksheets
        for row in sheet_.iter_rows(values_only=True)
        for cell in row
    }
    reports = sorted((out / "reports").glob("*.pdf"))
    assert len(reports) == 6
    sums = dict(
        reversed(line.split("  ", 1))
        for line in (out / "reports" / "SHA256SUMS").read_text().splitlines()
    )
    assert {r.name: sha256(r.read_bytes()).hexdigest() for r in reports} == sums
    before = {r.name: r.stat().st_ino for r in reports}
    again = run(out.parent / "members.xlsx", "--out", out, "--pdf", "summary", "--json")
    assert again.exit_code == 0
    assert {r.name: r.stat().st_ino for r in sorted((out / "reports").glob("*.pdf"))} == before


def test_errors_are_told_by_cell_and_nothing_is_scored(sheet, tmp_path, enterprises):
    out = tmp_path / "out"
    path = sheet(spoilt(enterprises))
    refused = run(path, "--out", out)
    assert refused.exit_code == 2
    assert "whole number from 1 to 1000000" in refused.stderr
    assert (out / "marked.xlsx").exists()
    assert not (out / "results.xlsx").exists()
    rest = run(path, "--out", out, "--only-good")
    assert rest.exit_code == 0, rest.output
    assert (out / "results.xlsx").exists()


def test_a_folder_is_for_one_sheet(sheet, tmp_path, enterprises):
    out = tmp_path / "out"
    assert run(sheet(spoilt(enterprises[:3])), "--out", out).exit_code == 2
    corrected = run(sheet(enterprises[:3]), "--out", out)
    assert corrected.exit_code == 0, corrected.output
    other = run(sheet(enterprises[:2], "others.xlsx"), "--out", out)
    assert other.exit_code == 2
    assert "members.xlsx" in other.stderr


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("letter.pdf", b"%PDF-1.7", "no .xlsx workbook"), ("empty.csv", b"", "empty")],
)
def test_what_is_no_table_is_refused(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    refused = run(path, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_a_day_in_the_future_is_refused(sheet, tmp_path):
    refused = run(sheet(), "--out", tmp_path / "out", "--day", "2099-01-01")
    assert refused.exit_code == 2
    assert "future" in refused.stderr


def test_killed_in_the_middle_it_goes_on_and_leaves_no_worker_behind(sheet, tmp_path, enterprises):
    out = tmp_path / "out"
    path = sheet()
    command = [sys.executable, "-m", "app.cli", "batch", str(path), "--out", str(out)]
    command += ["--workers", "1", "--json", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert json.loads(process.stdout.readline())["event"] == "reading"
        process.kill()
    worker = out / ".readiness" / "worker-0.lock"
    resumed = run(path, "--out", out, "--json")
    assert resumed.exit_code == 0, resumed.output
    assert [e["done"] for e in events(resumed.stdout) if e["event"] == "scored"][-1] == 6
    if worker.exists() and worker.read_text():
        with pytest.raises(ProcessLookupError):
            os.kill(int(worker.read_text()), 0)


@pytest.fixture
def interruptible():
    """Where the tests run in the background, their children would not hear Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_says_how_to_go_on(sheet, tmp_path):
    command = [sys.executable, "-m", "app.cli", "batch", str(sheet()), "--lang", "en"]
    command += ["--out", str(tmp_path / "out"), "--workers", "1", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert process.returncode == 130
    assert events(rest)[-1]["event"] == "interrupted"
