"""What a batch gives away: a workbook of everybody, a ZIP that holds what its manifest says."""

import csv
import hashlib
import io
import json
import subprocess
import unicodedata
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.persistence.files import report_file
from app.persistence.models import ParticipantRow, ReportRow
from app.services import bundles
from app.services.batches import find
from app.services.outputs import results_workbook
from app.services.pressing import basis_of_scores
from tests.portfolios import by_number, named, organisation, scored_batch
from tests.spreadsheets.filling import made_up

NAMES = ("深圳某某科技有限公司", "../../etc/passwd", 'a:b*c?"<>|d', "CON", "é" * 90, "x" * 200)


@pytest.fixture(scope="module")
def group(catalogue):
    """Six made-up enterprises under awkward names."""
    firms = made_up(catalogue.questionnaire("exporter-readiness"), 9, len(NAMES))
    return by_number(named(firm, name) for firm, name in zip(firms, NAMES, strict=True))


def make(services, group, **more):
    owner = more.pop("owner", None) or organisation(services).id
    row = scored_batch(services, owner, group, **more)
    return find(services, owner, row.public_id)


def printed(services, batch, *, length="summary", lang="zh"):
    """A report for each participant, as the printing leaves them."""
    rows = services.session.query(ParticipantRow).filter_by(batch_id=batch.id)
    for row in rows.order_by(ParticipantRow.position):
        pdf = b"%PDF-1.7 " + row.key.encode() * 5000
        public_id = f"r{batch.id}-{row.position}-{length}"
        services.files.write(report_file(public_id), pdf)
        services.session.add(
            ReportRow(
                public_id=public_id, participant_id=row.id, batch_id=batch.id, lang=lang,
                length=length, basis=basis_of_scores(row.scored_at), state="done", size=len(pdf),
                sha256=hashlib.sha256(pdf).hexdigest(), created_at=services.now,
                finished_at=services.now,
            )
        )  # fmt: skip


@pytest.fixture
def batch(call, group):
    found = call(make, group)
    call(printed, found)
    return found


def opened(found):
    """The ZIP, whose announced length is held against what came."""
    size, pieces = bundles.stream(found)
    data = b"".join(pieces)
    assert len(data) == size
    return zipfile.ZipFile(io.BytesIO(data))


def read_manifest(archive):
    text = archive.read("manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_zip_holds_each_report_under_a_readable_name(call, batch, group, tmp_path):
    archive = opened(call(bundles.bundle, batch, "zh", "summary"))
    rows = read_manifest(archive)
    assert [row["key"] for row in rows] == list(group)
    assert rows[0]["file"] == "0001 深圳某某科技有限公司 00001.pdf"
    assert json.loads(archive.read("manifest.json"))[0]["file"] == rows[0]["file"]
    assert archive.testzip() is None
    files = {row["file"] for row in rows}
    assert files | {"manifest.csv", "manifest.json", "SHA256SUMS"} == set(archive.namelist())
    for row in rows:
        info = archive.getinfo(row["file"])
        assert info.compress_type == zipfile.ZIP_STORED
        assert info.flag_bits & 0x800 or row["file"].isascii()
        data = archive.read(row["file"])
        assert (len(data), hashlib.sha256(data).hexdigest()) == (int(row["bytes"]), row["sha256"])
        assert row["state"] == "included"
    archive.extractall(tmp_path)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.count(b": OK") == len(rows)


def test_what_is_not_there_is_named_and_the_zip_is_whole(call, batch):
    def spoil(services):
        rows = services.session.query(ReportRow).order_by(ReportRow.id).all()
        services.files.delete(report_file(rows[0].public_id))
        rows[1].state = "failed"
        services.session.delete(rows[2])
        services.files.write(report_file(rows[3].public_id), b"cut")
        last = services.session.query(ParticipantRow).filter_by(position=6).one()
        last.scored_at += timedelta(minutes=1)
        fifth = services.session.query(ParticipantRow).filter_by(position=5).one()
        fifth.state = "failed"

    call(spoil)
    rows = read_manifest(opened(call(bundles.bundle, batch, "zh", "summary")))
    states = ["missing", "failed", "not_asked", "missing", "no_score", "outdated"]
    assert [row["state"] for row in rows] == states
    assert [bool(row["file"]) for row in rows] == [False] * 5 + [True]
    assert rows[4]["declared_score"] == ""


def test_another_language_or_length_has_no_reports(call, batch):
    assert call(bundles.bundle, batch, "en", "summary").count == 0
    assert call(bundles.bundle, batch, "zh", "full").count == 0


def test_files_are_read_one_after_another_as_the_zip_is_taken(call, batch, monkeypatch):
    found = call(bundles.bundle, batch, "zh", "summary")
    size, pieces = bundles.stream(found)
    started = iter(pieces)
    longest = taken = 0
    for path in found.paths:  # each piece is of one file: those after it may still vanish
        assert path.exists()
    for piece in started:
        longest, taken = max(longest, len(piece)), taken + len(piece)
    assert taken == size
    assert longest <= 1 << 20


def test_a_file_that_vanishes_meanwhile_breaks_the_stream_off(call, batch):
    found = call(bundles.bundle, batch, "zh", "summary")
    size, pieces = bundles.stream(found)
    found.paths[-1].unlink()
    taken = []
    with pytest.raises((OSError, RuntimeError)):
        taken.extend(pieces)
    assert sum(map(len, taken)) < size


@given(st.text(max_size=200), st.text(max_size=64), st.integers(1, 10_000))
def test_any_name_is_fit_for_any_system(name, key, number):
    found = bundles.file_name(number, name, key)
    assert len(found.encode()) <= bundles.MAX_BYTES
    assert found == unicodedata.normalize("NFC", found)
    assert found.startswith(f"{number:04}")
    assert found.endswith(".pdf")
    assert not set(found) & set('/\\:*?"<>|\r\n\t\0')
    assert "  " not in found
    assert not found[:-4].endswith((" ", "."))


def test_the_manifest_runs_no_formula(call, group):
    evil = {"=1+1": next(iter(group.values()))}
    found = call(bundles.bundle, call(make, evil), "zh", "summary")
    rows = list(
        csv.DictReader(io.StringIO(bundles.manifest_csv(found.entries).decode("utf-8-sig")))
    )
    assert rows[0]["key"] == "'=1+1"


def test_the_workbook_has_everybody_in_order_and_their_places(call, group, database):
    def both(services):
        owner = organisation(services).id
        before = scored_batch(services, owner, dict(list(group.items())[:4]), name="Spring")
        return make(services, dict(list(group.items())[1:]), owner=owner, previous=before)

    batch = call(both)

    def fail(services):
        row = services.session.query(ParticipantRow).filter_by(batch_id=batch.id, position=2).one()
        row.state, row.standing = "failed", None
        row.failure = {"message": "Scoring this enterprise broke off three times.", "params": {}}

    call(fail)
    with call(results_workbook, batch, "en") as file:
        book = load_workbook(file)
    keys = [cell.value for cell in book["Enterprises and scores"]["B"][1:]]
    assert keys == ["00002", "00004", "00005", "00006"]
    scores = [cell.value for cell in book["Enterprises and scores"]["K"][1:]]
    places = [cell.value for cell in book["Enterprises and scores"]["S"][1:]]
    assert places == [1 + sum(other > score for other in scores) for score in scores]
    rest = list(book["Without a score"].iter_rows(min_row=2, values_only=True))
    assert rest == [(2, "00003", NAMES[2], "failed",
                     "Scoring this enterprise broke off three times.")]  # fmt: skip
    kinds = {row[0]: row[2] for row in book["Since last time"].iter_rows(2, values_only=True)}
    assert kinds["00001"] == "only the one before"
    assert (kinds["00002"], kinds["00006"]) == ("both", "only this one")
    facts = dict(book["About"].iter_rows(max_row=8, max_col=2, values_only=True))
    assert (facts["Batch"], facts["Compared with"]) == ("Spring round", "Spring")
    assert facts["Enterprises scored"] == 4
