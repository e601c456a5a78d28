"""Only a trusted signature over the whole file speaks of where it is from."""

import io
from pathlib import Path

import pikepdf
import pytest
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from app.reporting.imprint import DATA_NAME
from app.reporting.own_thread import in_own_thread
from app.reporting.signatures import read_roots
from app.reporting.signing import NotSigned, Seal, own_certificate, sign
from app.services.verifying import Verification, verify
from tests.sealing import PASSWORD, Authority

pytestmark = pytest.mark.usefixtures("reading_here")


def test_it_is_appended_to_the_unchanged_file(pdf, seal, catalogue, printer):
    signed = sign(pdf, seal)
    assert signed.startswith(pdf)
    found = verify(signed, catalogue, [own_certificate(seal)], printer)
    assert states(found) == ["valid"]
    assert found.signature is not None
    assert (found.signature.signer, found.signature.issuer) == (
        "Harbour Chamber",
        "Harbour Chamber Root",
    )
    assert found.is_signed_whole
    assert (found.pages, found.outcome) == ("extended", "agrees")


def test_a_signer_who_is_not_trusted(pdf, seal, authority, catalogue, printer):
    signed = sign(pdf, seal)
    stranger = read_roots(authority("Somebody Else").root)
    for roots in ([], stranger):
        found = verify(signed, catalogue, roots, printer)
        assert states(found) == ["untrusted"]
        assert found.signatures[0].doubt == "unknown"
        assert not found.is_signed_whole
        assert (found.pages, found.outcome) == ("extended", "undecided")


@pytest.mark.parametrize(
    ("days", "purposes", "doubt"),
    [
        ((-20, -10), (), "expired"),
        ((10, 20), (), "not_yet"),
        ((-20, 20), (ExtendedKeyUsageOID.SERVER_AUTH,), "purpose"),
    ],
    ids=["expired", "not yet", "a web server's"],
)
def test_why_a_signer_does_not_count(days, purposes, doubt, pdf, authority, catalogue):
    made = authority("Harbour Chamber", days, purposes)
    found = verify(sign(pdf, Seal(made.certificate, PASSWORD)), catalogue, read_roots(made.root))
    assert states(found) == ["untrusted"]
    assert found.signatures[0].doubt == doubt


def test_a_certificate_for_documents(pdf, authority, catalogue):
    made = authority("Harbour Chamber", purposes=(ObjectIdentifier("1.3.6.1.5.5.7.3.36"),))
    found = verify(sign(pdf, Seal(made.certificate, PASSWORD)), catalogue, read_roots(made.root))
    assert states(found) == ["valid"]


@pytest.mark.parametrize("where", ["inside", "added", "in front"])
def test_changed_after_signing(where, pdf, seal, catalogue):
    signed = sign(pdf, seal)
    at = signed.index(b"/Producer")
    changed = {
        "inside": signed[: at + 12] + b"X" + signed[at + 13 :],
        "added": signed + b"% one more line\n",
        "in front": b"\n" + signed,
    }[where]
    found = verify(changed, catalogue, [own_certificate(seal)])
    assert states(found) in (["changed"], ["broken"])
    assert found.outcome == "differs"
    assert not found.is_signed_whole


def test_what_cannot_be_read_any_more_is_not_called_unsigned(pdf, seal, catalogue):
    """Its data were taken out after signing."""
    signed = sign(pdf, seal)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as file:
        del file.attachments[DATA_NAME]
        file.save(out)
    found = verify(out.getvalue(), catalogue, [own_certificate(seal)])
    assert "No data are embedded" in found.reasons[0].message
    assert states(found)[0] in ("changed", "broken")
    assert found.outcome == "differs"


def countersigned(pdf: bytes, by: Authority) -> bytes:
    signer = SimpleSigner.load_pkcs12(by.certificate, passphrase=PASSWORD.encode())
    metadata = PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    writing = PdfSigner(metadata, signer, new_field_spec=SigFieldSpec("Second"))
    signed: io.BytesIO = in_own_thread(writing.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return signed.getvalue()


def test_two_who_sign_one_after_the_other(pdf, seal, authority, catalogue):
    bank = authority("Harbour Bank")
    roots = [own_certificate(seal), *read_roots(bank.root)]
    both = countersigned(sign(pdf, seal), bank)
    found = verify(both, catalogue, roots)
    assert states(found) == ["valid", "valid"]
    assert found.is_signed_whole
    found = verify(both, catalogue, [own_certificate(seal)])
    assert states(found) == ["valid", "untrusted"]
    assert not found.is_signed_whole


def test_names_that_would_say_more_than_a_name(pdf, authority, catalogue):
    said = "Somebody\nValid signature by Bank of China\x1b[8m\u202e"
    made = authority(said)
    found = verify(sign(pdf, Seal(made.certificate, PASSWORD)), catalogue)
    assert found.signature is not None
    assert found.signature.signer == "Somebody Valid signature by Bank of China�[8m�"


def test_wrong_password_and_missing_file(pdf, seal, tmp_path: Path):
    for wrong in (Seal(seal.certificate, "no"), Seal(tmp_path / "none.p12", PASSWORD)):
        with pytest.raises(NotSigned):
            sign(pdf, wrong)


def states(found: Verification) -> list[str]:
    return [one.state for one in found.signatures]
