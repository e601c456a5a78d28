"""A report as printed, and what forgers do to it."""

import io
import json
from functools import cache

import pikepdf
import pytest

from app.reporting.document import document_as_json, document_from_json
from app.reporting.imprint import DATA_NAME, Imprint
from app.reporting.pdf import render_pdf
from app.reporting.report import build_report
from app.reporting.signing import Seal
from app.services import verifying
from tests.reporting.making import document_of, example, questionnaire, rules
from tests.sealing import PASSWORD


@pytest.fixture
def reading_here(monkeypatch):
    """Read in this process: a new one for each file would take most of the tests' time."""

    def run(work, *given, seconds):
        return work(*given)

    monkeypatch.setattr(verifying, "run_limited", run)


@cache
def data() -> bytes:
    return document_as_json(document_of(example("trading-company")))


@pytest.fixture(scope="session")
def printer(fonts):
    def printed(report, making, imprint):
        folder = fonts.regular.parent
        return render_pdf(report, making.lang, making.length, folder, imprint)

    return printed


@pytest.fixture(scope="session")
def pdf(fonts) -> bytes:
    """A two-page report as the command line makes it."""
    document = document_from_json(data())
    report = build_report(questionnaire(), rules(), document)
    return render_pdf(report, "en", "summary", fonts.regular.parent, Imprint(data()))


@pytest.fixture
def seal(authority):
    made = authority("Harbour Chamber")
    return Seal(made.certificate, PASSWORD)


def edited(pdf: bytes, change) -> bytes:
    """The file as another program saves it once `change` was at it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        change(file)
        file.save(out)
    return out.getvalue()


def untouched(_: pikepdf.Pdf) -> None:
    """Changes nothing; saving the file makes other bytes of it all the same."""


def with_data(content: bytes):
    """Embeds other data under the report's name, beside which nothing is changed."""

    def change(file: pikepdf.Pdf) -> None:
        file.attachments[DATA_NAME].get_file().obj.write(content)

    return change


def changed_data(change) -> bytes:
    plain = json.loads(data())
    change(plain)
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()
