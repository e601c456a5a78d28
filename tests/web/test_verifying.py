"""The page on which anybody checks a report: by its code, or by the file."""

import html
import io
import re
from dataclasses import dataclass
from hashlib import sha256

import pikepdf
import pytest
from sqlalchemy import select

from app.persistence.models import IssuedReportRow, ReportRow
from app.reporting.imprint import grouped
from app.reporting.opening import MAX_FILE, open_report
from app.reporting.signing import Seal, sign
from app.services import printing
from app.settings import Settings
from app.web.verifying import MAX_REQUEST
from tests.forging import edited, untouched
from tests.sealing import PASSWORD

# That another process reads is proved at the service.
pytestmark = pytest.mark.usefixtures("reading_here")


@dataclass(frozen=True)
class Made:
    """A report as its holder downloaded it, with the code printed on it."""

    pdf: bytes
    code: str


@pytest.fixture
def make(holder, door, fonts, monkeypatch):
    """Has a report printed, by the job that a worker would do."""

    # The fonts of all tests, cut already.
    monkeypatch.setattr(Settings, "font_cache", fonts.regular.parent)

    def made() -> Made:
        holder.post("~/enterprise", {"enterprise-base": "", "enterprise-name_zh": "虚构公司"})
        holder.post("~/questions/carbon_data", {"CD01-base": "", "CD01-choice": "3"})
        holder.get("~/report.pdf?lang=en&length=summary")
        with door.transaction(readonly=True) as services:
            found = services.session.scalars(select(ReportRow.public_id)).one()
        printing.print_report(door, found)
        with door.transaction(readonly=True) as services:
            code = services.session.scalars(select(IssuedReportRow.code)).one()
        return Made(holder.get("~/report.pdf?lang=en&length=summary").data, code)

    return made


def send(visitor, content: bytes, code: str = ""):
    report = {"report": (io.BytesIO(content), "report.pdf"), "code": code}
    answer = visitor.post("/verify", report, content_type="multipart/form-data")
    answer.request.input_stream.close()  # the test client's own temporary file
    return answer


def plain_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)
    return out.getvalue()


def test_the_issued_file_is_recognised_and_a_copy_of_it_is_not(make, visitor):
    made, stranger = make(), visitor()
    assert grouped(made.code) in open_report(made.pdf).pages[-1].text
    page = send(stranger, made.pdf).text
    assert "was issued here and was not altered since" in page
    assert grouped(made.code) in page
    assert sha256(made.pdf).hexdigest() in page
    page = send(stranger, edited(made.pdf, untouched)).text
    assert "not altered since" not in page
    assert "bears the code of a report that was issued here, but is not that file" in page
    assert "the origin is not proved" in page


def test_the_code_says_when_and_what(make, visitor):
    made, stranger = make(), visitor()
    answer = stranger.post("/verify", {"code": f" {grouped(made.code).lower()} "})
    assert answer.location == f"/verify/{made.code}"
    page = stranger.get(answer.location).text
    assert "24 November 2026 10:00" in page
    assert "summary of two pages" in page
    assert "虚构公司" not in page  # whose report it is, nobody learns from a code
    assert "The code alone does not say" in page


def test_the_code_outlives_the_assessment(make, holder, visitor):
    made = make()
    holder.post("~/delete")
    assert "was issued here" in send(visitor(), made.pdf).text
    assert "was issued here under this code" in visitor().get(f"/verify/{made.code}").text


def at_field(answer, field: str) -> str:
    """The error at the field; the summary must link to it, and no other field have one."""
    assert re.findall(r'<a href="#(report|code)">', answer.text) == [field]
    assert re.findall(r'<input[^>]* id="(\w+)"[^>]* aria-invalid="true"', answer.text) == [field]
    entry = re.search(rf'<input[^>]* id="{field}"[^>]* aria-describedby="([^"]*)"', answer.text)
    assert f"{field}-error" in entry[1].split()
    said = re.search(rf'id="{field}-error"><span[^>]*>Error:</span> (.*?)</p>', answer.text)[1]
    assert answer.text.count(said) == 2
    assert "<title>Error: " in answer.text
    return html.unescape(said)


def typed_in(answer) -> str:
    return re.search(r'<input[^>]* id="code"[^>]* value="([^"]*)"', answer.text)[1]


@pytest.mark.parametrize(
    ("typed", "said", "kept"),
    [
        ("", "Choose the report's PDF, or type the code that is printed on it.", ""),
        ("１２３", "This is no report code: it has ten letters and digits", "１２３"),
        ("<b>" + "7" * 50, "This is no report code", "&lt;b&gt;" + "7" * 37),
    ],
    ids=["nothing", "short", "markup"],
)
def test_what_is_no_code_is_told_at_the_field(typed, said, kept, visitor):
    answer = visitor().post("/verify", {"code": typed})
    assert answer.status_code == 422
    assert at_field(answer, "code").startswith(said)
    assert typed_in(answer) == kept


@pytest.mark.parametrize(
    "typed", ["o1234 56789", "０１２３４－５６７８９"], ids=["as printed", "wide"]
)
def test_an_unknown_code_is_told_at_the_field(typed, visitor):
    answer = visitor().post_and_look("/verify", {"code": typed})
    assert answer.status_code == 404
    assert at_field(answer, "code").startswith("No report was issued here under this code.")
    assert typed_in(answer) == "01234-56789"


def test_an_address_with_no_code_is_not_found(visitor):
    answer = visitor().get("/verify/%3Cscript%3E")
    assert answer.status_code == 404
    assert at_field(answer, "code").startswith("This is no report code")
    assert typed_in(answer) == "&lt;script&gt;"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear Sir or Madam", "The file is not a PDF."),
        (b"", "The file is empty."),
        (b"%PDF-1.7 cut", "The PDF is damaged"),
        (plain_pdf(), "No data are embedded"),
        (b"%PDF-" + bytes(MAX_FILE), "The file has more than 5 MB."),
    ],
    ids=["letter", "empty", "damaged", "no data", "too large"],
)
def test_a_file_that_is_no_report_is_refused_at_the_field(content, said, visitor):
    answer = send(visitor(), content, code="7KQ2M")
    assert answer.status_code == 422
    assert at_field(answer, "report").startswith(said)
    assert typed_in(answer) == "7KQ2M"
    assert 'role="status"' not in answer.text


def test_far_too_large_a_file_is_not_read(visitor):
    answer = send(visitor(), bytes(MAX_REQUEST + 1))
    assert answer.status_code == 413
    assert "A report has at most 5 MB." in answer.text


def test_nothing_that_is_sent_is_kept(visitor, settings):
    send(visitor(), b"%PDF-1.7 nobody's business")
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert not [path for path in files if b"nobody's business" in path.read_bytes()]


class TestSigned:
    """A report that this site has signed."""

    @pytest.fixture
    def own(self, authority):
        return authority("Harbour Chamber")

    @pytest.fixture
    def settings(self, settings, own):
        seal = {"signing_certificate": own.certificate, "signing_password": PASSWORD}
        return settings.model_copy(update={**seal, "public_url": "https://ready.example.org/"})

    def test_it_is_known_by_its_signature_where_the_digest_is_lost(self, make, door, visitor):
        made = make()
        opened = open_report(made.pdf)
        assert f"https://ready.example.org/verify/{made.code}" in opened.pages[-1].text
        with door.transaction() as services:
            services.session.query(IssuedReportRow).delete()
        page = send(visitor(), made.pdf).text
        assert "was signed here and was not altered since" in page
        assert "Harbour Chamber" in page
        page = send(visitor(), made.pdf + b"%").text
        assert "Changed after signing" in page
        assert "not altered since" not in page

    def test_whom_the_same_authority_vouches_for_is_not_this_site(
        self, make, authority, own, visitor
    ):
        made, other = make(), authority("Mallory Ltd", beside=own)
        length = len(made.pdf[: made.pdf.index(b"/ByteRange")].rsplit(b"%%EOF", 1)[0])
        unsigned = made.pdf[: length + len(b"%%EOF\n")]
        page = send(visitor(), sign(unsigned, Seal(other.certificate, PASSWORD))).text
        assert "Signed by Mallory Ltd, whom this site does not know." in page
        assert "not altered since" not in page
