"""The language of each passage, which a screen reader needs and WeasyPrint does not write."""

from collections.abc import Iterator
from typing import Any

from weasyprint.pdf import pydyf, tags

_plain = tags._build_box_tree


def tag_languages() -> None:
    """Put our way in the place of WeasyPrint's."""
    tags._build_box_tree = _build_box_tree


def _build_box_tree(box: Any, *context: Any) -> Iterator[Any]:
    """The same elements; one in another language than what it stands in says so."""
    style = getattr(box, "style", None)
    above = getattr(style, "parent_style", None)
    lang = None
    if style is not None and above is not None and style["lang"] != above["lang"]:
        lang = style["lang"]
    for element in _plain(box, *context):
        if lang:
            element["Lang"] = pydyf.String(lang)
        yield element
