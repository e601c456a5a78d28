"""Signatures and the time stamps on them, with nobody asked but the machine itself."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from app.reporting.signatures import read_roots, signatures, system_roots
from app.reporting.signing import NotSigned, Seal, sign
from tests.reporting.stamping import answering, stamping
from tests.sealing import PASSWORD


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Any file: a signature is the same on each."""
    out = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)
    return out.getvalue()


@pytest.fixture
def signer(authority):
    return authority("Harbour Chamber")


@pytest.fixture
def late_signer(authority):
    """One whose certificate has expired."""
    return authority("Harbour Chamber", (-20, -10))


def days_ago(days: int) -> datetime:
    return (datetime.now(UTC) - timedelta(days=days)).replace(microsecond=0)


def stamps(signed: bytes) -> list[datetime]:
    """The moments that were stamped on the signature's value."""
    (found,) = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    return [
        stamp["encap_content_info"]["content"].parsed["gen_time"].native
        for stamp in extract_tst_data_iter(found.signer_info, signed=False)
    ]


def test_a_service_dates_the_signature(pdf, signer):
    moment = days_ago(3)
    with stamping(moment) as service:
        signed = sign(pdf, Seal(signer.certificate, PASSWORD, service.url))
    assert signed.startswith(pdf)
    assert stamps(signed) == [moment]
    (seen,) = signatures(signed, read_roots(signer.root))
    assert (seen.state, seen.signer) == ("valid", "Harbour Chamber")


def test_without_a_service_nothing_dates_it(pdf, signer):
    signed = sign(pdf, Seal(signer.certificate, PASSWORD))
    assert stamps(signed) == []


@pytest.mark.parametrize("days", [15, 5], ids=["while it held", "once it had expired"])
def test_a_stamp_outlives_the_certificate_that_held_then(days, pdf, late_signer):
    with stamping(days_ago(days)) as service:
        signed = sign(pdf, Seal(late_signer.certificate, PASSWORD, service.url))
    roots = read_roots(late_signer.root)
    (stamped,) = signatures(signed, [*roots, service.root])
    assert stamped.state == ("valid" if days == 15 else "untrusted")
    (by_somebody,) = signatures(signed, roots)
    assert by_somebody.state == "untrusted"


def test_an_expired_certificate_without_a_stamp(pdf, late_signer):
    signed = sign(pdf, Seal(late_signer.certificate, PASSWORD))
    (found,) = signatures(signed, read_roots(late_signer.root))
    assert found.state == "untrusted"


def test_a_service_that_does_not_stamp_leaves_no_signature(pdf, signer):
    with answering(lambda _: b"no stamp") as url, pytest.raises(NotSigned):
        sign(pdf, Seal(signer.certificate, PASSWORD, url))
    with pytest.raises(NotSigned):  # nobody answers there any more
        sign(pdf, Seal(signer.certificate, PASSWORD, url))


def test_whom_the_system_trusts_is_asked_of_the_system(pdf, signer, monkeypatch):
    signed = sign(pdf, Seal(signer.certificate, PASSWORD))
    (stranger,) = signatures(signed, system_roots())
    assert stranger.state == "untrusted"
    # Where OpenSSL looks for the system's certificates; an operator's own are put there.
    monkeypatch.setenv("SSL_CERT_FILE", str(signer.root))
    assert read_roots(signer.root)[0] in system_roots()
    (known,) = signatures(signed, system_roots())
    assert known.state == "valid"
