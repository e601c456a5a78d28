"""Assessing again, and the new assessment beside the one before."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.assessment import Result
from app.domain.explaining import Change
from app.domain.problems import N_
from app.domain.scoring import ReadingName
from app.services import assessments
from app.services.comparing import Comparison, comparison
from app.services.drafts import SUBMITTED
from app.web import access
from app.web.access import Rule, draft, open_to
from app.web.context import services
from app.web.limits import START, limiter

comparisons = Blueprint("comparisons", __name__, url_prefix="/assessments/<public_id>")
READINGS = {ReadingName.DECLARED: N_("Declared score"), ReadingName.PROVED: N_("Proved score")}
CAUSES = {
    "questionnaire": N_("Another version of the questionnaire"),
    "applicability": N_("Other questions concern the company"),
    "answers": N_("Other answers"),
    "evidence": N_("Other evidence, or evidence that has expired"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One cause of a change: tenths of points, and its bar from `x` over `width` of 200 units."""

    name: str
    tenths: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Split:
    """One reading then and now, its change in tenths of points, and the parts that sum to it."""

    name: str
    before: float | None
    before_grade: str | None
    after: float | None
    after_grade: str | None
    total: int | None
    parts: tuple[Part, ...]


@comparisons.post("/again")
@open_to(Rule.HOLDER)
@limiter.limit(START)
def again() -> ResponseReturnValue:
    """Begin a new draft from what was submitted."""
    if draft().status != SUBMITTED:
        flash(N_("This assessment is still a draft: answer it further, and submit it first."))
        return redirect(url_for("drafts.overview", public_id=draft().public_id))
    begun = assessments.reassess(services(), draft().public_id)
    access.hold(begun)
    flash(N_("This is a new draft with everything you said last time. Change what has changed."))
    return redirect(url_for("drafts.overview", public_id=begun.public_id))


@comparisons.get("/comparison")
@open_to(Rule.HOLDER)
def compare() -> ResponseReturnValue:
    """What has changed since the assessment before, and why."""
    found = comparison(services(), draft())
    return render_template(
        "planning/comparison.html",
        draft=draft(),
        found=found,
        splits=splits(found.earlier_result, found.later_result, found.changes) if found else (),
        domains=_domains(found) if found else (),
        titles={rule.id: rule.title for rule in draft().rules.rules},
        old_titles={rule.id: rule.title for rule in found.earlier.rules.rules} if found else {},
    )


def splits(
    earlier: Result, later: Result, changes: Mapping[ReadingName, Change | None]
) -> tuple[Split, ...]:
    """The declared and the proved score then and now, and what their changes come from."""
    found: list[Split] = []
    for reading, name in READINGS.items():
        before, after = earlier.score.reading(reading), later.score.reading(reading)
        change = changes[reading]
        total, parts = _parts(change) if change else (None, ())
        found.append(
            Split(name, before.score, before.grade, after.score, after.grade, total, parts)
        )
    return tuple(found)


def _parts(change: Change) -> tuple[int, tuple[Part, ...]]:
    """The parts in tenths of points, so that what is printed adds up."""
    exact = [getattr(change, cause) * 10 for cause in CAUSES]
    tenths, total = [round(part) for part in exact], round(change.total * 10)
    while sum(tenths) != total:
        step = 1 if sum(tenths) < total else -1
        at = max(range(len(exact)), key=lambda i: (exact[i] - tenths[i]) * step)
        tenths[at] += step
    largest = max(*(abs(tenth) for tenth in tenths), 1)
    parts: list[Part] = []
    for name, tenth in zip(CAUSES.values(), tenths, strict=True):
        width = 96 * abs(tenth) / largest
        parts.append(Part(name, tenth, 100 - width if tenth < 0 else 100.0, width))
    return total, tuple(parts)


def _domains(found: Comparison) -> tuple[tuple[str, dict[str, tuple[float | None, ...]]], ...]:
    """Per domain of the new questionnaire: declared and proved points, then and now."""
    rows: dict[str, dict[str, tuple[float | None, ...]]] = {}
    for reading in READINGS:
        before = {d.id: d.score for d in found.earlier_result.score.reading(reading).domains}
        for domain in found.later_result.score.reading(reading).domains:
            pair = (before.get(domain.id), domain.score)
            rows.setdefault(domain.id, {})[reading.value] = pair
    return tuple(rows.items())
