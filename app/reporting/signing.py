"""A signature on a printed report: PAdES B-B, invisible, appended to the unchanged file."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper

from app.reporting.own_thread import in_own_thread

FIELD = "Signature"


class NotSigned(RuntimeError):
    """A report could not be signed: the certificate does not open, or no time stamp came."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What an operator signs with: a PKCS#12 file, its password, and who dates the signature."""

    certificate: Path
    password: str
    timestamp_url: str = ""


def sign(pdf: bytes, seal: Seal) -> bytes:
    """The file with a signature over all of it. Raises `NotSigned`.

    Without a time-stamping service nothing is asked of the network.
    """
    signer = _signer(seal)
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    # Printable and not hidden, as PDF/A asks, yet of no size: nothing that a reader would read.
    settings = InvisSigSettings(set_print_flag=True, set_hidden_flag=False)
    field = SigFieldSpec(FIELD, invis_sig_settings=settings, readable_field_name=FIELD)
    stamper = HTTPTimeStamper(seal.timestamp_url) if seal.timestamp_url else None
    writing = PdfSigner(metadata, signer, timestamper=stamper, new_field_spec=field)
    try:
        signed: BytesIO = in_own_thread(writing.sign_pdf, IncrementalPdfFileWriter(BytesIO(pdf)))
    except Exception as error:
        raise NotSigned(f"{type(error).__name__}: {error}") from error
    return signed.getvalue()


def own_certificate(seal: Seal) -> bytes:
    """The signer's own certificate, in DER: whoever trusts no other trusts nobody else's seal.

    Raises `NotSigned`.
    """
    own = _signer(seal).signing_cert
    if own is None:
        raise NotSigned(f"{seal.certificate}: no certificate")
    return bytes(own.dump())


@lru_cache(maxsize=4)
def _signer(seal: Seal) -> SimpleSigner:
    try:
        content = seal.certificate.read_bytes()
    except OSError as error:
        raise NotSigned(f"{error.strerror}: {error.filename}") from None
    try:
        found: SimpleSigner | None = SimpleSigner.load_pkcs12_data(
            content, (), seal.password.encode()
        )
    except Exception as error:
        raise NotSigned(f"{seal.certificate}: {error}") from error
    if found is None:
        raise NotSigned(f"{seal.certificate}: wrong password, or no PKCS#12 file")
    return found
