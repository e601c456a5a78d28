"""What one issue of a report carries beside what it says: its data, its code, how it was made."""

import re
import unicodedata
from dataclasses import dataclass
from importlib.metadata import version
from typing import cast

import segno

from app.reporting.lengths import LENGTHS, Length

APP_VERSION = version("green-trade-readiness")
DATA_NAME = "report.json"
# Crockford's alphabet: no letter that is read as a digit, and none that makes words.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
MAX_ADDRESS = 200
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")
_ADDRESS = re.compile(r"https?://[!-~]+")
_MARK = "readiness-report"
_QUIET = 4  # white modules around, as readers of the codes expect


@dataclass(frozen=True, slots=True)
class Imprint:
    """`data` is the JSON to embed; `code` and `address` say where the file is looked up.

    Both are empty where nobody issues it, the address also where the site has none.
    """

    data: bytes = b""
    code: str = ""
    address: str = ""


NO_IMPRINT = Imprint()


@dataclass(frozen=True, slots=True)
class Making:
    """How a file was made: what another printing needs to look the same."""

    lang: str
    length: Length
    code: str = ""
    address: str = ""
    app_version: str = APP_VERSION


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as one path over `size` × `size` modules, the white border among them."""

    size: int
    path: str


def words_of(making: Making) -> str:
    """The making in the keywords of a PDF, where `making_of` finds it again."""
    address = making.address.replace(",", "%2C")  # a comma would end the keyword
    parts = (_MARK, making.app_version, making.lang, making.length, making.code, address)
    return " ".join(part or "-" for part in parts)


def making_of(keywords: str) -> Making | None:
    """The making that the keywords tell; None where they are not a report's, or not in order."""
    parts = keywords.split(" ")
    if len(parts) != 6 or parts[0] != _MARK:
        return None
    _, app_version, lang, length, code, address = ("" if p == "-" else p for p in parts)
    known = lang in ("zh", "en", "both") and length in LENGTHS and len(app_version) <= 40
    sound = not code or _CODE.fullmatch(code)
    reachable = not address or (len(address) <= MAX_ADDRESS and _ADDRESS.fullmatch(address))
    if not (known and sound and reachable):
        return None
    return Making(lang, cast(Length, length), code, address, app_version)


def grouped(code: str) -> str:
    """The code as it is printed, in two groups."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def read_code(typed: str) -> str | None:
    """The code that somebody typed: in any case or width, with spaces or dashes, O for 0, I or L
    for 1.
    """
    narrow = unicodedata.normalize("NFKC", typed)
    plain = re.sub(r"[\s\-‐–—_]+", "", narrow).upper().translate(str.maketrans("OIL", "011"))
    return plain if _CODE.fullmatch(plain) else None


def qr_code(address: str) -> QrCode | None:
    """The QR code of an address, which survives a fold; None without an address."""
    if not address:
        return None
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    runs: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = next((at for at in range(x, len(row)) if not row[at]), len(row))
            if end > x:
                runs.append(f"M{x + _QUIET} {y + _QUIET}h{end - x}v1h-{end - x}z")
            x = end + 1
    return QrCode(len(rows) + 2 * _QUIET, "".join(runs))
