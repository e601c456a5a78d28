"""What is said of a report's PDF, whatever somebody did to it."""

import io
import json
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from app.domain.planning.request import parse_plan
from app.reporting.document import document_as_json, document_from_json
from app.reporting.imprint import DATA_NAME, Imprint
from app.reporting.opening import MAX_DATA, MAX_FILE
from app.reporting.pdf import render_pdf
from app.reporting.report import build_report
from app.reporting.signatures import read_roots
from app.reporting.signing import NotSigned, Seal, own_roots, sign
from app.services import verifying
from app.services.recomputing import differences, recomputed
from app.services.verifying import verify
from app.spreadsheets.limited import run_limited
from tests.reporting.making import EXAMPLES, document_of, example, questionnaire, rules
from tests.reporting.planning import planned, planned_document
from tests.sealing import PASSWORD


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Read in this process: a new one for each file would take most of the tests' time."""

    def run(work, *given, seconds):
        return work(*given)

    monkeypatch.setattr(verifying, "run_limited", run)


@cache
def data() -> bytes:
    return document_as_json(document_of(example("trading-company")))


@pytest.fixture(scope="module")
def printer(fonts):
    def printed(report, making, imprint):
        folder = fonts.regular.parent
        return render_pdf(report, making.lang, making.length, folder, imprint)

    return printed


@pytest.fixture(scope="module")
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


def with_data(content: bytes):
    """Embeds other data under the report's name, beside which nothing is changed."""

    def change(file: pikepdf.Pdf) -> None:
        file.attachments[DATA_NAME].get_file().obj.write(content)

    return change


def changed_data(change) -> bytes:
    plain = json.loads(data())
    change(plain)
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


def unlike(document):
    return differences(document, recomputed(questionnaire(), rules(), document))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_follows_from_answers_and_inputs(name):
    assert unlike(planned_document(name)) == ()


def test_a_plan_whose_target_is_out_of_reach():
    frame = {
        "start": "2027-01-01",
        "quarters": 2,
        "staff_days_per_quarter": 10,
        "budget": 10_000,
        "target_grade": "A",
    }
    firm = example("trading-company")
    plan = parse_plan(frame, questionnaire(), firm.assessed_on)
    document = planned(replace(firm, plan=plan, goods=(), trades=()), {"plan": frame})
    assert document.plan is not None
    assert document.plan.shortfall is not None
    assert unlike(document) == ()


def test_a_plan_that_promises_more_than_its_actions_bring():
    document = planned_document("trading-company")
    assert document.plan is not None
    better = replace(document.plan, after=replace(document.plan.after, score=99.0))
    (found,) = unlike(replace(document, plan=better))
    assert (found.path, found.written) == ("plan.after.score", "99.0")
    first, *others = document.plan.domains
    lifted = replace(first, after=replace(first.after, proved_score=99.0))
    (found,) = unlike(replace(document, plan=replace(document.plan, domains=(lifted, *others))))
    assert (found.path, found.written) == ("plan.domains[0].after.proved_score", "99.0")
    late = replace(document.plan.actions[0], first_quarter=99, last_quarter=99)
    moved = replace(document.plan, actions=(late, *document.plan.actions[1:]))
    assert unlike(replace(document, plan=moved))[0].path == "plan"


def test_a_plan_written_before_it_named_domains():
    document = planned_document("trading-company")
    assert document.plan is not None
    assert unlike(replace(document, plan=replace(document.plan, domains=()))) == ()


def test_a_report_as_printed_agrees(pdf, catalogue, printer):
    found = verify(pdf, catalogue, printer=printer)
    assert found.reasons == ()
    assert (found.figures, found.pages, found.outcome) == ("agree", "same", "agrees")
    assert found.document is not None
    assert not found.is_signed_whole


def test_saved_anew_it_still_agrees(pdf, catalogue, printer):
    found = verify(edited(pdf, lambda _: None), catalogue, printer=printer)
    assert (found.figures, found.pages) == ("agree", "same")


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
        (b"", "not a PDF"),
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


class TestSigned:
    """Only a trusted signature over the whole file speaks of its origin."""

    def test_it_is_appended_to_the_unchanged_file(self, pdf, seal, catalogue, printer):
        signed = sign(pdf, seal)
        assert signed.startswith(pdf)
        found = verify(signed, catalogue, own_roots(seal), printer)
        assert [one.state for one in found.signatures] == ["valid"]
        assert found.signature is not None
        assert found.signature.signer == "Harbour Chamber"
        assert found.is_signed_whole
        assert (found.pages, found.outcome) == ("same", "agrees")

    def test_a_signer_who_is_not_trusted(self, pdf, seal, authority, catalogue):
        signed = sign(pdf, seal)
        stranger = read_roots(authority("Somebody Else").root)
        for roots in ([], stranger):
            found = verify(signed, catalogue, roots)
            assert [one.state for one in found.signatures] == ["untrusted"]
            assert not found.is_signed_whole

    @pytest.mark.parametrize("where", ["inside", "added"])
    def test_changed_after_signing(self, where, pdf, seal, catalogue):
        signed = sign(pdf, seal)
        if where == "inside":
            at = signed.index(b"/Producer")
            changed = signed[: at + 12] + b"X" + signed[at + 13 :]
        else:
            changed = signed + b"% one more line\n"
        found = verify(changed, catalogue, own_roots(seal))
        assert [one.state for one in found.signatures] == ["changed"]
        assert found.outcome == "differs"
        assert not found.is_signed_whole

    def test_wrong_password_and_missing_file(self, pdf, seal, tmp_path: Path):
        for wrong in (Seal(seal.certificate, "no"), Seal(tmp_path / "none.p12", PASSWORD)):
            with pytest.raises(NotSigned):
                sign(pdf, wrong)
