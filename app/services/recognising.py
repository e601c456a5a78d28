"""Whether a PDF is one that this site issued, and what can be said of one that is not."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from threading import BoundedSemaphore

from app.reporting.signing import NotSigned
from app.services import issuing
from app.services.context import Door
from app.services.issuing import Issued
from app.services.verifying import Verification, verify
from app.settings import Settings

log = logging.getLogger(__name__)
# Each is a process of up to a gigabyte; so many at once in one process of the web server.
AT_ONCE = 2
# How long, in seconds, a file waits for its turn.
PATIENCE = 5
_reading = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """As many files are being read as may be at once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`issued` is this very file as issued; else `namesake` is what bears the code in it.

    `verification` says more of a file that is not known; its pages are not compared.
    """

    issued: Issued | None
    namesake: Issued | None = None
    verification: Verification | None = None

    @property
    def is_unaltered(self) -> bool:
        """Only the stored digest, or this site's signature over the whole file, permits that."""
        return self.issued is not None or (
            self.verification is not None and self.verification.is_signed_whole
        )


def recognise(door: Door, pdf: bytes) -> Finding:
    """What this site knows of the file, which is read in a process of its own and never kept.

    No transaction is open meanwhile. Raises `Busy`.
    """
    with door.transaction(readonly=True) as services:
        same = issuing.find_file(services, sha256(pdf).hexdigest())
    if same is not None:
        return Finding(same)
    if not _reading.acquire(timeout=PATIENCE):
        raise Busy
    try:
        found = verify(pdf, door.catalogue, _roots(door.settings))
    finally:
        _reading.release()
    code = found.making.code if found.making else ""
    with door.transaction(readonly=True) as services:
        return Finding(None, issuing.find(services, code) if code else None, found)


def _roots(settings: Settings) -> list[bytes]:
    try:
        return issuing.roots_of(settings)
    except (OSError, NotSigned) as error:
        log.error("the signing certificate cannot be read: %s", error)
        return []
