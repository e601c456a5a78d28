"""What is said of a report's PDF, whatever somebody did to it."""

import io
import zlib

import pikepdf
import pytest

from app.reporting.document import document_as_json
from app.reporting.imprint import DATA_NAME
from app.reporting.opening import MAX_DATA, MAX_FILE
from app.services import verifying
from app.services.verifying import verify
from app.spreadsheets.limited import run_limited
from tests.forging import changed_data, data, edited, untouched, with_data
from tests.reporting.making import document_of, example

pytestmark = pytest.mark.usefixtures("reading_here")


def test_a_report_as_printed_agrees(pdf, catalogue, printer):
    found = verify(pdf, catalogue, printer=printer)
    assert found.reasons == ()
    assert (found.figures, found.pages, found.outcome) == ("agree", "same", "agrees")
    assert found.document is not None
    assert not found.is_signed_whole


def test_saved_anew_it_reads_the_same_here_and_elsewhere_who_knows(pdf, catalogue, printer):
    found = verify(edited(pdf, untouched), catalogue, printer=printer)
    assert (found.figures, found.pages, found.outcome) == ("agree", "alike", "undecided")


def test_what_other_programs_read_otherwise_is_not_called_the_same(pdf, catalogue, printer):
    """One of two equal keys counts, and which one, programs do not agree on."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        page = file.pages[0].obj.objgen[0]
        other = file.pages[1].Contents.objgen[0]
        entries = {**file.pages[0].obj}
    twice = "".join(f"{key} {value.unparse().decode()} " for key, value in entries.items()
                    if isinstance(value, pikepdf.Object) and not value.is_indirect)  # fmt: skip
    for key, value in entries.items():
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            twice += f"{key} {value.objgen[0]} 0 R "
    last = pdf.rstrip().rsplit(b"startxref", 1)[1].split()[0].decode()
    start = len(pdf)
    added = f"{page} 0 obj\n<<{twice}/Contents {other} 0 R>>\nendobj\n"
    table = f"xref\n{page} 1\n{start:010} 00000 n \n"
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root, size = file.Root.objgen[0], len(file.objects) + 1
    ending = f"trailer\n<</Root {root} 0 R/Size {size}/Prev {last}>>\nstartxref\n"
    forged = pdf + f"{added}{table}{ending}{start + len(added)}\n%%EOF\n".encode()
    found = verify(forged, catalogue, printer=printer)
    assert found.pages != "same"
    assert found.outcome != "agrees"


def marked(subtype: str, **more: object):
    """Puts a note over the page that says it is a signature's field of no size."""

    def change(file: pikepdf.Pdf) -> None:
        entries = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name(subtype),
                   "FT": pikepdf.Name.Sig, "Rect": [0, 0, 0, 0], **more}  # fmt: skip
        note = file.make_indirect(pikepdf.Dictionary(**entries))
        file.pages[0].Annots = pikepdf.Array([*file.pages[0].get("/Annots", []), note])
        file.Root.AcroForm = pikepdf.Dictionary(Fields=[note])

    return change


script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


@pytest.mark.parametrize(
    "change",
    [
        marked("/Highlight", QuadPoints=[0, 0, 200, 0, 0, 50, 200, 50]),
        marked("/Line", L=[0, 0, 200, 200]),
        marked("/Widget", AA=pikepdf.Dictionary(PO=script)),
        marked("/Widget", Kids=[pikepdf.Dictionary(FT=pikepdf.Name.Tx)]),
        marked("/Widget", AP=pikepdf.Dictionary()),
    ],
    ids=["highlight", "line", "acts", "has parts", "shows"],
)
def test_what_only_says_it_is_a_signature_does_not_pass(change, pdf, catalogue, printer):
    found = verify(edited(pdf, change), catalogue, printer=printer)
    assert found.pages == "drawn_otherwise"


def test_a_changed_figure_is_found_by_its_path(pdf, catalogue, printer):
    def better(plain):
        plain["score"]["declared"] = 91.5
        plain["questions"][3]["points_lost"] = 0.0

    forged = edited(pdf, with_data(changed_data(better)))
    found = verify(forged, catalogue, printer=printer)
    assert found.outcome == "differs"
    paths = [one.path for one in found.differences]
    assert "score.declared" in paths
    assert any(path.startswith("questions[") and "points_lost" in path for path in paths)
    assert found.differences[0].written == "91.5"


def test_data_of_better_answers_do_not_fit_the_pages(pdf, catalogue, printer):
    other = document_as_json(document_of(example("battery-maker")))
    found = verify(edited(pdf, with_data(other)), catalogue, printer=printer)
    assert (found.figures, found.pages, found.outcome) == ("agree", "differ", "differs")
    assert found.pages_that_differ == (1, 2)


def test_a_page_whose_words_were_changed(pdf, catalogue, printer):
    def write_over(file: pikepdf.Pdf) -> None:
        content = file.pages[0].Contents.read_bytes()
        start = content.index(b"[<")
        end = content.index(b"] TJ", start)
        file.pages[0].Contents.write(content[:start] + b"[" + content[end:])

    found = verify(edited(pdf, write_over), catalogue, printer=printer)
    assert (found.figures, found.pages, found.pages_that_differ) == ("agree", "differ", (1,))
    assert found.outcome == "differs"


def draw_over(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    page.contents_add(b"q 1 1 1 rg 100 600 80 40 re f Q")


def stamp(file: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=[100, 600, 300, 700],
        Contents=pikepdf.String("91.5"),
        DA=pikepdf.String("/Helv 20 Tf"),
    )
    file.pages[0].Annots = pikepdf.Array([file.make_indirect(note)])


@pytest.mark.parametrize("change", [draw_over, stamp])
def test_what_is_drawn_over_a_page_does_not_pass(change, pdf, catalogue, printer):
    found = verify(edited(pdf, change), catalogue, printer=printer)
    assert (found.pages, found.pages_that_differ) == ("drawn_otherwise", (1,))
    assert found.outcome == "undecided"


def read_otherwise(file: pikepdf.Pdf) -> None:
    for found in file.objects:
        if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/Figure":
            found.Alt = pikepdf.String("Score 99.9, grade A")


def titled_otherwise(file: pikepdf.Pdf) -> None:
    file.docinfo.Title = "Grade A"


def bookmarked_otherwise(file: pikepdf.Pdf) -> None:
    file.Root.Outlines.First.Title = pikepdf.String("Grade A")


def act(file: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    file.Root.OpenAction = action


def act_by_bookmark(file: pikepdf.Pdf) -> None:
    file.Root.Outlines.First.A = pikepdf.Dictionary(
        S=pikepdf.Name.URI, URI=pikepdf.String("https://elsewhere.example")
    )


def ask(file: pikepdf.Pdf) -> None:
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("x"), Rect=[0, 0, 9, 9])
    file.Root.AcroForm = pikepdf.Dictionary(Fields=[file.make_indirect(field)])


def attach_beside(file: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(file, b"{}")
    spec = pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec, UF="report.json", EF=pikepdf.Dictionary(UF=stream, F=stream)
    )
    file.Root.AF.append(file.make_indirect(spec))


@pytest.mark.parametrize(
    "change",
    [
        read_otherwise,
        titled_otherwise,
        bookmarked_otherwise,
        act,
        act_by_bookmark,
        ask,
        attach_beside,
    ],
)
def test_what_is_edited_beside_the_pages_does_not_pass(change, pdf, catalogue, printer):
    found = verify(edited(pdf, change), catalogue, printer=printer)
    assert (found.figures, found.pages, found.outcome) == (
        "agree",
        "framed_otherwise",
        "undecided",
    )


def test_another_version_of_the_app_is_said(pdf, catalogue, printer):
    def older(file: pikepdf.Pdf) -> None:
        words = str(file.docinfo.Keywords).split(" ")
        file.docinfo.Keywords = " ".join([words[0], "0.0.1", *words[2:]])

    found = verify(edited(pdf, older), catalogue, printer=printer)
    assert (found.figures, found.pages, found.outcome) == ("agree", "not_compared", "undecided")
    assert "0.0.1" in str(found.reasons[0].params)


def drop(file: pikepdf.Pdf) -> None:
    del file.attachments[DATA_NAME]


def answers_out_of_range(plain):
    next(q for q in plain["questions"] if q["answer"])["answer"]["level"] = 77


def of_a_later_version(plain):
    plain["enterprise"]["mood"] = "good"
    plain["weather"] = "fair"


def said_twice() -> bytes:
    return data().replace(b"{", b'{"score": {"declared": 99}, ', 1)


def unknown_version(plain):
    plain["questionnaire"]["version"] = "9.9"


def climbing_out(plain):
    plain["questionnaire"]["id"] = "../../etc"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop, "No data are embedded"),
        (with_data(b"{}"), "have not the shape"),
        (with_data(b"[" * 100_000), "have not the shape"),
        (with_data(b" " * (MAX_DATA + 1)), "larger than any report's"),
        (with_data(changed_data(answers_out_of_range)), "none that the app takes"),
        (with_data(changed_data(of_a_later_version)), "a later version wrote them"),
        (with_data(said_twice()), "name a field twice"),
        (with_data(changed_data(unknown_version)), "not installed here"),
        (with_data(changed_data(climbing_out)), "not installed here"),
    ],
)
def test_data_that_cannot_be_checked(change, reason, pdf, catalogue):
    found = verify(edited(pdf, change), catalogue)
    assert reason in found.reasons[0].message
    assert (found.figures, found.outcome) == ("not_checked", "undecided")


def bomb() -> bytes:
    """A PDF of some kilobytes whose one stream unpacks to two hundred megabytes."""
    packer = zlib.compressobj(9)
    block = bytes(1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(200)) + packer.flush()
    packed = zlib.compress(packed, 9)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(report.json) 4 0 R]>>>>>>endobj\n"  # noqa: E501
    head += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R>>endobj\n"
    head += b"4 0 obj<</Type/Filespec/F(report.json)/UF(report.json)/EF<</F 5 0 R>>>>endobj\n"
    head += b"5 0 obj<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % (
        len(packed)
    )
    return head + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a workbook", "not a PDF"),
        (b"%PDF-1.7\nnothing more", "damaged"),
        (b"%PDF-1.7\n" + b"0" * MAX_FILE, "more than"),
    ],
    ids=["empty", "workbook", "cut off", "huge"],
)
def test_files_that_are_no_report(content, reason, catalogue):
    found = verify(content, catalogue)
    assert reason in found.reasons[0].message
    assert found.outcome == "undecided"
    assert found.signatures == ()


def test_a_bomb_harms_only_the_process_that_reads_it(catalogue, monkeypatch):
    monkeypatch.setattr(verifying, "run_limited", run_limited)
    content = bomb()
    assert len(content) < MAX_FILE
    (reason,) = verify(content, catalogue).reasons
    assert "damaged" in reason.message or "more time or memory" in reason.message


def test_an_encrypted_file(pdf, catalogue):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert "encrypted" in verify(out.getvalue(), catalogue).reasons[0].message
