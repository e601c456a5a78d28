"""Texts in the two languages of the product."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def either(self, lang: Lang) -> str:
        """The text in `lang`, or in the other language where only that one was given."""
        return self[lang] or self.zh or self.en


def one_line(text: str, length: int) -> str:
    """A stranger's text as a part of a line: nothing in it breaks, turns or hides what follows.

    At most `length` characters, the last of them "…" where more were given.
    """
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}"
                    for one in " ".join(text.split()))  # fmt: skip
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"
