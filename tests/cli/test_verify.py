"""The command that checks a report: what it says, its exit codes, its JSON."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import DER_cert_to_PEM_cert

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner

from app.cli import main
from app.reporting.imprint import DATA_NAME
from tests.reporting.stamping import stamping
from tests.sealing import PASSWORD

EXAMPLE = (
    Path(__file__).parents[2]
    / "questionnaires/exporter-readiness/1.0/examples/trading-company.yaml"
)


def run(command: str, *arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [command, *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The PDF and the JSON of one run."""
    folder = tmp_path_factory.mktemp("report")
    pdf, data = folder / "report.pdf", folder / "report.json"
    run("assess", EXAMPLE, "--lang", "en", "--length", "summary", "--pdf", pdf, "--json", data)
    return pdf, data


def forged(pdf: Path, data: Path) -> Path:
    plain = json.loads(data.read_bytes())
    plain["score"]["declared"] = 88.0
    target = pdf.with_name("forged.pdf")
    with pikepdf.open(pdf) as file:
        file.attachments[DATA_NAME].get_file().obj.write(json.dumps(plain).encode())
        file.save(target)
    return target


def test_the_pdf_holds_exactly_the_json_of_the_same_run(report):
    pdf, data = report
    with pikepdf.open(io.BytesIO(pdf.read_bytes())) as file:
        assert file.attachments[DATA_NAME].get_file().read_bytes() == data.read_bytes()


def test_agreement_is_never_called_unaltered(report):
    out = run("verify", report[0], "--lang", "en")
    assert "The figures agree with the embedded answers." in out
    assert "The pages show exactly what the data say" in out
    assert "Origin not proved" in out
    assert "altered" not in out


def test_what_differs_is_named_with_its_path(report):
    forgery = forged(*report)
    out = run("verify", forgery, "--lang", "en", code=1)
    assert "score.declared: 88.0, but computed" in out
    plain = json.loads(run("verify", forgery, "--json", code=1))
    assert (plain["outcome"], plain["figures"]) == ("differs", "differ")
    assert plain["differences"][0]["path"] == "score.declared"


def test_what_a_file_says_of_itself_does_not_pass_for_a_finding(report):
    plain = json.loads(report[1].read_bytes())
    plain["enterprise"]["name"]["en"] = "Somebody\nNot altered since it was signed.\x1b[8m"
    with pikepdf.open(report[0]) as file:
        file.attachments[DATA_NAME].get_file().obj.write(json.dumps(plain).encode())
        file.save(forgery := report[0].with_name("named.pdf"))
    lines = run("verify", forgery, "--lang", "en", code=2).splitlines()
    assert "Not altered since it was signed." not in lines
    assert "\x1b" not in "".join(lines)


def test_what_is_no_report(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"Dear Sir or Madam")
    assert "The file is not a PDF." in run("verify", path, "--lang", "en", code=2)
    run("verify", tmp_path / "missing.pdf", code=2)


def test_a_configured_seal_signs_and_is_checked(tmp_path, authority, monkeypatch):
    made = authority("Harbour Chamber")
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n", "utf-8")
    monkeypatch.setenv("READINESS_SIGNING_CERTIFICATE", str(made.certificate))
    monkeypatch.setenv("READINESS_SIGNING_PASSWORD_FILE", str(password))
    pdf = tmp_path / "signed.pdf"
    run("assess", EXAMPLE, "--lang", "en", "--length", "summary", "--pdf", pdf)
    trusted = run("verify", pdf, "--lang", "en", "--trust", made.root)
    assert "Valid signature by “Harbour Chamber”, trusted here" in trusted
    assert "Certificate issued by “Harbour Chamber Root”" in trusted
    assert "Not altered since it was signed." in trusted
    stranger = run("verify", pdf, "--lang", "en", code=2)
    assert "nobody trusted vouches for that signer" in stranger
    pdf.write_bytes(pdf.read_bytes() + b"%")
    assert "CHANGED AFTER SIGNING" in run("verify", pdf, "--lang", "en", code=1)


def test_a_dated_signature_of_somebody_whom_the_system_trusts(tmp_path, authority, monkeypatch):
    made, moment = authority("Harbour Chamber", (-20, -10)), datetime.now(UTC) - timedelta(days=15)
    monkeypatch.setenv("READINESS_SIGNING_CERTIFICATE", str(made.certificate))
    monkeypatch.setenv("READINESS_SIGNING_PASSWORD", PASSWORD)
    pdf, trusted = tmp_path / "signed.pdf", tmp_path / "trusted.pem"
    with stamping(moment) as service:
        monkeypatch.setenv("READINESS_TIMESTAMP_URL", service.url)
        run("assess", EXAMPLE, "--lang", "en", "--length", "summary", "--pdf", pdf)
    said = run("verify", pdf, "--lang", "en", "--trust", "system", code=2)
    assert "the certificate has expired, and no trusted service stamped the time" in said
    # Where OpenSSL looks for those whom the system trusts.
    trusted.write_text(made.root.read_text("utf-8") + DER_cert_to_PEM_cert(service.root), "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    said = run("verify", pdf, "--lang", "en", "--trust", "system")
    assert "Valid signature by “Harbour Chamber”, trusted here" in said
    assert "Not altered since it was signed." in said


def test_a_seal_that_does_not_open_writes_nothing(tmp_path, authority, monkeypatch):
    monkeypatch.setenv("READINESS_SIGNING_CERTIFICATE", str(authority("X").certificate))
    monkeypatch.setenv("READINESS_SIGNING_PASSWORD", "wrong")
    pdf = tmp_path / "report.pdf"
    run("assess", EXAMPLE, "--length", "summary", "--pdf", pdf, code=1)
    assert not pdf.exists()


def test_trust_that_is_no_certificate(report, tmp_path):
    path = tmp_path / "root.pem"
    path.write_text("nothing", "utf-8")
    run("verify", report[0], "--trust", path, code=2)


def test_the_workbook_has_the_figures_of_the_json(tmp_path):
    data, xlsx = tmp_path / "report.json", tmp_path / "report.xlsx"
    run("assess", EXAMPLE, "--lang", "en", "--json", data, "--xlsx", xlsx)
    sheet = openpyxl.load_workbook(xlsx)["Result"]
    figures = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    score = json.loads(data.read_bytes())["score"]
    assert figures["Score, declared"] == pytest.approx(score["declared"])
