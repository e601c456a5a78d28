"""How long a report is."""

from typing import Literal

Length = Literal["summary", "standard", "full"]
LENGTHS: tuple[Length, ...] = ("summary", "standard", "full")
