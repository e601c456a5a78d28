"""A report is a file to keep: PDF/UA-1 and PDF/A-3 at once, with its data in it.

`pdfua` judges what a machine can of accessibility; the archive's rules are looked up here one by
one. What only veraPDF could say is written down in the decision.
"""

import io
from collections.abc import Iterator
from functools import cache

import pdfua
import pikepdf
import pytest

from app.reporting.archive import DATA_NAME
from app.reporting.document import document_as_json, document_from_json
from app.reporting.fonts import Fonts
from app.reporting.imprint import Imprint, Making, grouped, making_of, qr_code, read_code, words_of
from app.reporting.lengths import Length
from app.reporting.opening import open_report
from app.reporting.pdf import PdfLang, render_pdf
from tests.reporting.making import document_of, example
from tests.reporting.planning import planned_report

CODE = "7KQ2M4XH9D"
ADDRESS = f"https://readiness.example.org/verify/{CODE}"
CASES: list[tuple[PdfLang, Length]] = [("both", "summary"), ("zh", "standard"), ("en", "summary")]
FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/Movie", "/Sound", "/RichMedia", "/ImportData")


@cache
def data() -> bytes:
    return document_as_json(document_of(example("battery-maker")))


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def pdf(request: pytest.FixtureRequest, fonts: Fonts) -> bytes:
    lang, length = request.param
    imprint = Imprint(data(), CODE, ADDRESS)
    return render_pdf(planned_report("battery-maker"), lang, length, fonts.regular.parent, imprint)


@pytest.fixture
def file(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield opened


def dictionaries(file: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for found in file.objects:
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            yield found


def test_an_independent_checker_finds_nothing(pdf, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    assert [str(finding) for finding in pdfua.validate(path).findings] == []


def test_it_declares_both_standards(file):
    with file.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == str(file.docinfo.Title)
    packet = file.Root.Metadata
    assert "/Filter" not in packet
    assert b"pdfaExtension:schemas" in packet.read_bytes()


def test_the_data_are_embedded_as_they_are(file, pdf):
    (name,) = file.attachments
    assert name == DATA_NAME
    specification = file.attachments[name]
    embedded = specification.get_file()
    assert embedded.read_bytes() == data()
    assert embedded.mime_type == "application/json"
    assert str(specification.relationship) == "/Data"
    assert [str(one.UF) for one in file.Root.AF] == [DATA_NAME]
    assert embedded.obj.Params.ModDate == embedded.obj.Params.CreationDate
    assert document_from_json(open_report(pdf, with_pages=False).data)


def test_nothing_in_it_is_forbidden(file):
    assert not file.is_encrypted
    assert file.pdf_version == "1.7"
    assert len(file.trailer.ID) == 2
    for found in dictionaries(file):
        assert not set(found.keys()) & {"/AA", "/OpenAction", "/XFA"}
        assert str(found.get("/S", "")) not in FORBIDDEN
        assert "/LZWDecode" not in str(found.get("/Filter", ""))


def test_colours_have_a_profile(file):
    (intent,) = file.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
    for found in dictionaries(file):
        assert "DeviceCMYK" not in str(found.get("/ColorSpace", ""))


def test_links_are_printed_and_described(file):
    links = [note for page in file.pages for note in page.get("/Annots", ())]
    assert links
    for link in links:
        assert str(link.Subtype) == "/Link"
        assert int(link.F) & 4
        assert str(link.get("/Contents", ""))


def test_structure_says_what_stands_where(file):
    root = file.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) in ("zh-CN", "en")
    assert all(str(page.Tabs) == "/S" for page in file.pages)
    elements = [found for found in dictionaries(file) if found.get("/Type") == "/StructElem"]
    heads = [one for one in elements if one.S == "/TH"]
    assert heads
    assert {str(one.A.Scope) for one in heads} <= {"/Row", "/Column"}
    figures = [one for one in elements if one.S == "/Figure"]
    assert figures
    assert all(str(one.get("/Alt", "")) for one in figures)


def test_the_code_is_printed(pdf):
    opened = open_report(pdf)
    assert grouped(CODE) in opened.pages[-1].text
    assert ADDRESS in opened.pages[-1].text
    assert opened.making is not None
    assert (opened.making.code, opened.making.address) == (CODE, ADDRESS)


def test_same_report_same_bytes(fonts):
    one, imprint = planned_report("battery-maker"), Imprint(data(), CODE, ADDRESS)
    folder = fonts.regular.parent
    first, second = (render_pdf(one, "zh", "summary", folder, imprint) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7KQ2M-4XH9D", CODE),
        (" 7kq2m 4xh9d ", CODE),
        ("O0lI1-AAAAA", "00111AAAAA"),
        ("7KQ2M-4XH9", None),
        ("7KQ2M-4XH9U", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, code):
    assert read_code(typed) == code


def test_the_making_is_read_back_or_not_at_all():
    making = Making("both", "full", CODE, ADDRESS)
    assert making_of(words_of(making)) == making
    assert making_of(words_of(Making("zh", "summary"))) == Making("zh", "summary")
    for odd in ("", "a b c", words_of(Making("fr", "full")), words_of(making) + " more",
                words_of(Making("zh", "full", "short", "")),
                words_of(Making("zh", "full", CODE, "javascript:alert(1)"))):  # fmt: skip
        assert making_of(odd) is None


def test_the_qr_code_has_its_white_border():
    code = qr_code(ADDRESS)
    assert code is not None
    assert code.path.startswith("M4 4h7v1h-7z")
    assert qr_code("") is None
