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

    At most `length` characters, as `shortened` has them.
    """
    line = " ".join(text.split())
    return shortened("".join(one if one.isprintable() else "\ufffd" for one in line), length)


def shortened(text: str, length: int) -> str:
    """At most `length` characters of the text, the last of them "…" where more were given."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
