"""Whether a PDF is one that this site issued, and what can be said of one that is not."""

import logging
from dataclasses import dataclass
from hashlib import sha256

from app.reporting.signing import NotSigned
from app.services import issuing
from app.services.context import Services
from app.services.issuing import Issued
from app.services.verifying import Verification, verify

log = logging.getLogger(__name__)


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


def recognise(services: Services, pdf: bytes) -> Finding:
    """What this site knows of the file, which is read in a process of its own and never kept."""
    same = issuing.find_file(services, sha256(pdf).hexdigest())
    if same is not None:
        return Finding(same)
    found = verify(pdf, services.catalogue, _roots(services))
    code = found.making.code if found.making else ""
    return Finding(None, issuing.find(services, code) if code else None, found)


def _roots(services: Services) -> list[bytes]:
    try:
        return issuing.roots_of(services.settings)
    except (OSError, NotSigned) as error:
        log.error("the signing certificate cannot be read: %s", error)
        return []
