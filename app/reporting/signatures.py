"""Signatures in a PDF, checked without the network."""

import logging
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
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
    context = _context(roots)
    try:
        found: Sequence[EmbeddedPdfSignature] = PdfFileReader(
            BytesIO(pdf), strict=False
        ).embedded_regular_signatures
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (a broken file breaks the library anywhere)
        return (Signature("broken", ""),) if b"/ByteRange" in pdf else ()
    return tuple(_checked(one, context) for one in found)


def _context(roots: Iterable[bytes]) -> ValidationContext:
    trusted = [one for root in roots for one in load_certs_from_pemder_data(root)]
    return ValidationContext(trust_roots=trusted, allow_fetching=False)


def _checked(found: EmbeddedPdfSignature, context: ValidationContext) -> Signature:
    try:
        name = found.signer_cert.subject
        signer = str(name.native.get("common_name") or name.human_friendly)
        status = in_own_thread(validate_pdf_signature, found, context, key_usage_settings=_USAGE)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (as above)
        return Signature("broken", "")
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    at = found.self_reported_timestamp
    if not (status.intact and status.valid and whole):
        return Signature("changed", signer, at)
    return Signature("valid" if status.trusted else "untrusted", signer, at)
