"""Computed styles, shared from report to report.

Every report has the same stylesheets and templates, so that its elements compute to the same few
hundred styles. WeasyPrint shares a style within a document; here it outlasts the document, with
all that was read of it once.
"""

from typing import Any

from weasyprint.css import ComputedStyle, StyleFor

# Where so many are known, all are forgotten: a stylesheet has some thousand.
MOST = 6_000

_known: dict[tuple[object, ...], ComputedStyle] = {}
_plain = StyleFor.set_computed_styles


def share_styles() -> None:
    """Put the sharing way in the place of WeasyPrint's."""
    StyleFor.set_computed_styles = _set_computed_styles


def _set_computed_styles(
    self: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """The same as WeasyPrint's, from memory where parent and declarations are the same."""
    computed = self.get_computed_styles()
    key = None
    if parent is None or (root is not None and _is_element(element)):
        above = computed[parent, None] if parent is not None else None
        cascaded = self.get_cascaded_styles().get((element, pseudo_type), {})
        declared = tuple(
            (name, _hashable(value), weight) for name, (value, weight) in cascaded.items()
        )
        # A style in memory keeps its parent and its declarations, whose numbers thus stay theirs.
        key = (id(above), id(self.font_config), pseudo_type, base_url, declared)
        known = _known.get(key)
        if known is not None:
            computed[element, pseudo_type] = known
            if target_collector and known["anchor"]:
                target_collector.collect_anchor(known["anchor"])
            return
    _plain(self, element, parent, root, pseudo_type, base_url, target_collector)
    if key is not None:
        if len(_known) > MOST:
            _known.clear()
        _known[key] = computed[element, pseudo_type]


def _is_element(element: Any) -> bool:
    """Whether it is one of the document's, and no page: WeasyPrint counts pages in their styles."""
    return hasattr(element, "tag")


def _hashable(value: Any) -> object:
    try:
        hash(value)
    except TypeError:
        return id(value)
    return value
