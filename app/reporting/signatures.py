"""Signatures in a PDF, checked without the network."""

import logging
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.reporting.own_thread import in_own_thread

# What it finds odd in a stranger's file concerns nobody's log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
State = Literal["valid", "untrusted", "changed", "broken"]
_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)


@dataclass(frozen=True, slots=True)
class Signature:
    """`valid`: by a trusted signer, over the whole file; `untrusted`: whole, by somebody unknown.

    A signer counts whose certificate holds today, or held when a trusted service stamped the time.
    `changed`: what was signed differs, or something was added after signing; `broken`: the
    signature cannot be read. `signed_at` is what the signer claims.
    """

    state: State
    signer: str
    signed_at: datetime | None = None


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
        return (Signature("broken", ""),) if b"/ByteRange" in pdf else ()
    return tuple(_checked(one, trusted) for one in found)


def _checked(found: EmbeddedPdfSignature, trusted: Sequence[Any]) -> Signature:
    try:
        name = found.signer_cert.subject
        signer = str(name.native.get("common_name") or name.human_friendly)
        status = _judged(found, trusted)
        if not status.trusted and (moment := _stamped(status)):
            status = _judged(found, trusted, moment)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (as above)
        return Signature("broken", "")
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    at = found.self_reported_timestamp
    if not (status.intact and status.valid and whole):
        return Signature("changed", signer, at)
    return Signature("valid" if status.trusted else "untrusted", signer, at)


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
