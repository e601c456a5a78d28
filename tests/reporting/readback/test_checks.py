"""Each check can fail: a report is spoilt in one place, and the check for it says so."""

import io
import json
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from app.reporting.fonts import Fonts
from tests.reporting.readback.checks import CHECKS, findings
from tests.reporting.readback.due import Due, due_of_example
from tests.reporting.readback.printed import Printed
from tests.reporting.readback.spoiling import SPOILT, Spoil


@pytest.fixture(scope="module")
def due() -> Due:
    """The example that has everything, in both languages."""
    return due_of_example("aluminium-profiles", "both", "standard")


@pytest.fixture(scope="module")
def pdf(due: Due, fonts: Fonts) -> bytes:
    return due.print(fonts.regular.parent)


def spoilt(pdf: bytes, spoil: Spoil) -> bytes:
    """The file as it is saved once something was done to it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        spoil(file)
        file.save(out)
    return out.getvalue()


def found(check: str, pdf: bytes, due: Due) -> list[str]:
    return list(CHECKS[check](Printed(pdf), due))


def test_a_sound_file_saved_anew_has_no_fault(pdf: bytes, due: Due) -> None:
    assert findings(spoilt(pdf, lambda _: None), due) == {}


@pytest.mark.parametrize(("check", "spoil"), SPOILT.values(), ids=SPOILT)
def test_what_is_spoilt_is_found(check: str, spoil: Spoil, pdf: bytes, due: Due) -> None:
    assert found(check, spoilt(pdf, spoil), due)


def test_every_check_was_made_to_fail() -> None:
    assert {check for check, _ in SPOILT.values()} | {"figures"} == CHECKS.keys()


# Where a figure of the data stands, and what is to be said of it when it is another.
FIGURES = {
    "score declared": ["score", "declared"],
    "score proved": ["score", "proved"],
    "domain": ["domains", 0, "declared", "score"],
    "evidence": ["questions", 0, "evidence"],
    "question": ["questions", 0, "points_lost"],
    "measure 1": ["measures", 0, "declared"],
    "step": ["actions", 0, "gain"],
    "gate": ["gates", 0, "cap"],
    "quarter 1": ["plan", "quarters", 0, "score"],
    "quarter 2": ["plan", "quarters", 1, "cost", "high"],
    "exposure": ["exposure", "goods", 0, "years", 0, "eur", "high"],
    "trade": ["savings", "trades", 0, "saved"],
    "savings in": ["savings", "totals", 0, "possible"],
    "rule": ["rules", 0, "scope"],
}


@pytest.mark.parametrize(("says", "path"), FIGURES.items(), ids=FIGURES)
def test_a_figure_that_is_another_is_found(
    says: str, path: list[Any], pdf: bytes, due: Due
) -> None:
    plain = json.loads(due.data)
    holder = plain
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    holder[path[-1]] = value + 1.3 if isinstance(value, float) else _other(value)
    changed = replace(due, data=json.dumps(plain).encode())
    messages = found("figures", pdf, changed)
    assert messages
    assert all(message.startswith(says) for message in messages)


def _other(value: Any) -> Any:
    if isinstance(value, int):
        return value - 1 if value else 1
    return {"in_scope": "not_in_scope", "not_in_scope": "in_scope"}.get(value, "Z")
