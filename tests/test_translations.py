"""Every text of the interface has its Chinese, with the same placeholders."""

import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from app.i18n import CATALOGUES

APP = Path(__file__).parent.parent / "app"
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.j2", "jinja2"),
]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "N_": None,
    "t": None,
    "say": None,
    "label": None,
    "gettext": None,
    "number_of": (2, 3),
}


@cache
def chinese() -> Catalog:
    with (CATALOGUES / "zh" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="zh")


def used() -> set[str]:
    """The source strings of code and templates; of a plural pair, the first."""
    found = set()
    for _, _, message, _, _ in extract_from_dir(APP, METHODS, keywords=KEYWORDS):
        found.add(message if isinstance(message, str) else message[0])
    return found - {""}


def placeholders(text: str) -> set[str]:
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return braces | set(re.findall(r"%\((\w+)\)", text))


def test_every_text_has_its_chinese():
    known = chinese()
    missing = [m for m in sorted(used()) if not (known.get(m) and known.get(m).string)]
    assert missing == []


@pytest.mark.parametrize("message", chinese(), ids=lambda m: str(m.id)[:40] if m.id else "header")
def test_a_translation_keeps_the_placeholders(message):
    if not message.id:
        return
    source = message.id if isinstance(message.id, str) else message.id[-1]
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    for text in texts:
        assert placeholders(text) == placeholders(source)


def test_nothing_is_translated_that_nobody_says():
    messages = (m.id if isinstance(m.id, str) else m.id[0] for m in chinese() if m.id)
    assert set(messages) - used() == set()
