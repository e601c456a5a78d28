"""What a batch's owner takes away: files with names, lengths and nothing kept by the browser."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from app.persistence.models import BatchRow, ReportRow
from app.services import pressing
from app.services.printing import print_report
from tests.web.things import PDF, make_batch


@pytest.fixture
def address(member, door):
    """A batch with one scored participant, whose full report in Chinese is printed."""
    made = make_batch(door, "Harbour Chamber")
    with door.transaction() as services:
        row = services.session.query(BatchRow).filter_by(public_id=made["batch_id"]).one()
        row.name = "Autumn / <2026>"
    return f"/batches/{made['batch_id']}"


def filename(response):
    return unquote(
        re.search(r"filename\*=UTF-8''(\S+)", response.headers["Content-Disposition"])[1]
    )


def test_the_workbook_is_a_file_named_after_the_batch(member, address):
    response = member.get(f"{address}/results.xlsx")
    assert response.status_code == 200
    assert response.mimetype.endswith("spreadsheetml.sheet")
    assert "no-store" in response.headers["Cache-Control"]
    assert re.fullmatch(r".* Autumn +2026 [\d-]+\.xlsx", filename(response))
    book = load_workbook(io.BytesIO(response.data))
    assert book["Enterprises and scores"]["B2"].value == "row-1"


def test_the_workbook_speaks_the_readers_language(member, address):
    member.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh"
    chinese = load_workbook(io.BytesIO(member.get(f"{address}/results.xlsx").data))
    assert chinese.worksheets[0]["C1"].value == "中文名称"


def test_the_zip_announces_its_length_and_holds_the_report(member, address):
    response = member.get(f"{address}/reports.zip?lang=zh&length=full")
    assert response.status_code == 200
    assert response.mimetype == "application/zip"
    assert int(response.headers["Content-Length"]) == len(response.data)
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".pdf")]
        assert archive.read(name) == PDF
    assert filename(response).endswith(".full.zh.zip")


def test_the_zip_outlives_the_requests_transaction(member, address):
    response = member.client.get(f"{address}/reports.zip?lang=zh&length=full", buffered=False)
    pieces = list(response.iter_encoded())
    assert len(pieces) > 3
    assert zipfile.is_zipfile(io.BytesIO(b"".join(pieces)))


def test_without_a_report_the_batch_says_so(member, address):
    response = member.get(f"{address}/reports.zip?lang=en&length=full")
    assert (response.status_code, response.location) == (302, address)
    assert "No report of that language and length is printed yet." in member.get(address).text


@pytest.mark.parametrize("query", ["lang=fr", "length=epic", "lang="])
def test_an_unknown_language_or_length_is_refused(member, address, query):
    assert member.get(f"{address}/reports.zip?{query}").status_code == 400


def ask(member, address, lang):
    return member.post(f"{address}/portfolio/report", {"lang": lang})


def test_the_portfolio_is_asked_for_and_then_waited_for(member, address):
    page = member.get(f"{address}/portfolio/report")
    assert page.text.count("Make the PDF") == 3
    assert "data-waiting" not in page.text
    assert ask(member, address, "en").location == f"{address}/portfolio/report"
    page = member.get(f"{address}/portfolio/report")
    assert 'data-waiting="en"' in page.text
    assert page.text.count("Make the PDF") == 2
    assert member.get(f"{address}/portfolio.pdf?lang=en").location == f"{address}/portfolio/report"


def test_the_portfolio_is_downloaded_once_it_is_made(member, address, door, monkeypatch):
    ask(member, address, "both")
    monkeypatch.setattr(pressing, "portfolio_pdf_in_worker", lambda *_: PDF)
    with door.transaction() as services:
        row = services.session.query(ReportRow).filter_by(participant_id=None).one()
        public_id = row.public_id
    print_report(door, public_id)
    page = member.get(f"{address}/portfolio/report").text
    assert "Download" in page
    assert "Something has changed since." not in page
    response = member.get(f"{address}/portfolio.pdf?lang=both")
    assert (response.status_code, response.mimetype, response.data) == (200, "application/pdf", PDF)
    assert filename(response).endswith(".both.pdf")
    with door.transaction() as services:
        services.session.query(BatchRow).one().name = "Another name"
    assert "Something has changed since." in member.get(f"{address}/portfolio/report").text


def test_a_portfolio_in_no_language_is_refused(member, address):
    assert ask(member, address, "fr").status_code == 400
