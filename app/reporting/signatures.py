"""Signatures in a PDF, checked without the network."""

import logging
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.domain.text import one_line
from app.reporting.own_thread import in_own_thread

# What it finds odd in a stranger's file concerns nobody's log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
State = Literal["valid", "untrusted", "changed", "broken"]
Doubt = Literal["", "unknown", "expired", "not_yet", "purpose"]
# What a certificate may be for, where it says so: documents, mail or code, not web servers.
_PURPOSES = frozenset(
    {
        "1.3.6.1.5.5.7.3.36",  # signing documents (RFC 9336)
        "1.2.840.113583.1.1.5",  # the same, as Adobe names it
        "microsoft_document_signing",
        "email_protection",
        "code_signing",
        "any_extended_key_usage",
    }
)
_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"},
    match_all_key_usages=False,
)
MAX_NAME = 80
_SIGNED = b"/ByteRange"


@dataclass(frozen=True, slots=True)
class Signature:
    """`valid`: by a trusted signer, over all that is not a later signature or time stamp.

    `untrusted`: the same by somebody else, for the reason in `doubt`. A signer counts whose
    certificate holds today, or held when a trusted service stamped the time. `changed`: what was
    signed differs, or something was added after signing; `broken`: the signature cannot be read.
    `signer` and `issuer` are names as the certificate has them, each on one line; `signed_at` is
    what the signer claims.
    """

    state: State
    signer: str
    issuer: str = ""
    signed_at: datetime | None = None
    doubt: Doubt = ""


def read_roots(path: Path) -> list[bytes]:
    """The certificates in a PEM or DER file, in DER. Raises OSError, ValueError."""
    found = [one.dump() for one in load_certs_from_pemder_data(path.read_bytes())]
    if not found:
        raise ValueError(f"{path}: no certificate")
    return found


def system_roots() -> list[bytes]:
    """The certificates that this system trusts, in DER."""
    return ssl.create_default_context().get_ca_certs(binary_form=True)


def signatures(pdf: bytes, roots: Iterable[bytes] = ()) -> tuple[Signature, ...]:
    """The file's signatures in the order in which they were made; empty where it has none."""
    trusted = [one for root in roots for one in load_certs_from_pemder_data(root)]
    try:
        found: Sequence[EmbeddedPdfSignature] = PdfFileReader(
            BytesIO(pdf), strict=False
        ).embedded_regular_signatures
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (a broken file breaks the library anywhere)
        found = ()
    if not found and _SIGNED in pdf:
        return (Signature("broken", ""),)
    ends = pdf.rstrip().endswith(b"%%EOF")
    checked = [_checked(one, trusted, last=one is found[-1]) for one in found]
    return tuple(
        one if ends or one.state == "broken" else replace(one, state="changed", doubt="")
        for one in checked
    )


def _checked(found: EmbeddedPdfSignature, trusted: Sequence[Any], *, last: bool) -> Signature:
    try:
        signer, issuer = (
            _named(one) for one in (found.signer_cert.subject, found.signer_cert.issuer)
        )
        status = _judged(found, trusted)
        if not status.trusted and (moment := _stamped(status)):
            status = _judged(found, trusted, moment)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (as above)
        return Signature("broken", "")
    at = found.self_reported_timestamp
    if not (status.intact and status.valid and _covers(status, last=last)):
        return Signature("changed", signer, issuer, at)
    doubt = _doubt(status)
    return Signature("untrusted" if doubt else "valid", signer, issuer, at, doubt)


def _covers(status: PdfSignatureStatus, *, last: bool) -> bool:
    """Whether nothing but time stamps came later, or before the last signature, signatures.

    Loose bytes at the end are no such thing: another program may read them.
    """
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    stamped, signed = ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING
    return status.modification_level in ((stamped,) if last else (stamped, signed))


def _named(name: Any) -> str:
    """Who that is, and of which organisation, on one line whatever stands in the certificate."""
    said = name.native
    parts = [str(said[key]) for key in ("common_name", "organization_name") if said.get(key)]
    return one_line(", ".join(dict.fromkeys(parts)) or name.human_friendly, MAX_NAME)


def _doubt(status: PdfSignatureStatus) -> Doubt:
    """Why a signer does not count; nothing where the signer does."""
    own = status.signing_cert
    purposes = own.extended_key_usage_value
    if purposes is not None and not _PURPOSES & set(purposes.native):
        return "purpose"
    if status.trusted:
        return ""
    now = datetime.now(UTC)
    if own.not_valid_after < now:
        return "expired"
    return "not_yet" if own.not_valid_before > now else "unknown"


def _judged(
    found: EmbeddedPdfSignature, trusted: Sequence[Any], moment: datetime | None = None
) -> PdfSignatureStatus:
    """What is to be said of a signature, its signer judged at the moment, else today."""
    now = ValidationContext(trust_roots=trusted, allow_fetching=False)
    then = ValidationContext(trust_roots=trusted, allow_fetching=False, moment=moment)
    return in_own_thread(validate_pdf_signature, found, then, now, key_usage_settings=_USAGE)


def _stamped(status: PdfSignatureStatus) -> datetime | None:
    """When the file was signed at the latest by a trusted clock, which is not the signer's own."""
    stamp = status.timestamp_validity
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        return None
    return stamp.timestamp if stamp.signing_cert != status.signing_cert else None
