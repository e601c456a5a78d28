"""The form of a plan: its frame, and one decision for each action."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import ClassVar

from wtforms import Field, SelectField, StringField

from app.domain.planning.request import MAX_QUARTERS, MIN_QUARTERS, BudgetPer
from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.text import Text
from app.i18n import label
from app.reporting.wording import joined
from app.services.saving import digest
from app.web.forms.entries import EntryForm
from app.web.forms.words import Line

EXCLUDED, DONE = "excluded", "done"
FRAME = (
    "start",
    "quarters",
    "staff_days_per_quarter",
    "budget",
    "budget_per",
    "target_grade",
    "target_date",
)

FRAME_TEXTS = {
    "start": N_("Start"),
    "quarters": N_("Quarters"),
    "staff_days_per_quarter": N_("Staff days a quarter"),
    "budget": N_("Budget, CNY"),
    "budget_per": N_("The budget is for"),
    "target_grade": N_("Target grade"),
    "target_date": N_("Target date"),
    "pinned": N_("Pinned"),
    EXCLUDED: N_("Left out"),
    DONE: N_("Done"),
}
BUDGET_PER_TEXTS = {
    BudgetPer.QUARTER: N_("each quarter"),
    BudgetPer.YEAR: N_("each year of the plan"),
    BudgetPer.TOTAL: N_("the whole plan"),
}


class PlanForm(EntryForm):
    """The frame, and for each action, under its id, what is decided about it.

    A decision is empty (the planner's), the quarter in which to start, `excluded` or `done`.
    """

    start = StringField()
    quarters = SelectField(
        choices=[str(n) for n in range(MIN_QUARTERS, MAX_QUARTERS + 1)], validate_choice=False
    )
    staff_days_per_quarter = StringField()
    budget = StringField()
    budget_per = SelectField(choices=list(BudgetPer), validate_choice=False)
    target_grade = SelectField(validate_choice=False)
    target_date = StringField()

    actions: ClassVar[tuple[str, ...]] = ()

    def raw(self) -> Mapping[str, object]:
        raw: dict[str, object] = {
            name: self[name].data.strip() for name in FRAME if (self[name].data or "").strip()
        }
        decided = {id_: self[id_].data for id_ in self.actions if self[id_].data}
        lists: dict[str, list[str]] = {EXCLUDED: [], DONE: []}
        pinned: dict[str, object] = {}
        for id_, decision in decided.items():
            if decision in lists:
                lists[decision].append(id_)
            else:
                pinned[id_] = decision
        if pinned:
            raw["pinned"] = pinned
        return {**raw, **{key: found for key, found in lists.items() if found}}

    def field_at(self, path: str) -> Field:
        key, _, action = path.partition(".")
        if key == "pinned":
            if action in self.actions:
                return self[action]
            pinned = (id_ for id_ in self.decided if self[id_].data not in (EXCLUDED, DONE))
            return self[next(pinned, "start")]
        return super().field_at(path)

    @property
    def decided(self) -> tuple[str, ...]:
        """The actions about which something is decided, or at which something is wrong."""
        return tuple(id_ for id_ in self.actions if self[id_].data or self[id_].errors)


def plan_form(questionnaire: Questionnaire) -> type[PlanForm]:
    """The form class for the actions of a questionnaire."""
    return _form_class(tuple(questionnaire.by_action))


def plan_data(raw: object, today: date) -> dict[str, object]:
    """The stored frame as the form shows it; the next quarter of the calendar where there is none.

    A plan starts on any day; the first of a calendar quarter is what most begin with.
    """
    if not isinstance(raw, Mapping) or not raw:
        return {
            "base": "",
            "start": _next_quarter(today).isoformat(),
            "quarters": "4",
            "budget_per": BudgetPer.TOTAL.value,
        }
    decided = {str(id_): str(quarter) for id_, quarter in dict(raw.get("pinned") or {}).items()}
    for decision in (EXCLUDED, DONE):
        decided |= dict.fromkeys(raw.get(decision) or (), decision)
    frame = {name: str(raw[name]) for name in FRAME if raw.get(name) is not None}
    return {"base": digest(raw), **frame, **decided}


def _next_quarter(day: date) -> date:
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + month // 13, (month - 1) % 12 + 1, 1)


@cache
def _form_class(actions: tuple[str, ...]) -> type[PlanForm]:
    fields = {id_: SelectField(validate_choice=False) for id_ in actions}
    return type("PlanForm", (PlanForm,), {**fields, "actions": actions})


def plan_words(raw: Mapping[str, object]) -> list[Line]:
    """A stored frame with its decisions, line by line."""
    lines: list[Line] = []
    for key, name in FRAME_TEXTS.items():
        if raw.get(key):
            lines.append(Line(label(name), _in_words(key, raw[key])))
    return lines


def _in_words(key: str, value: object) -> Text:
    if key == "budget_per":
        return label(BUDGET_PER_TEXTS[BudgetPer(str(value))])
    if isinstance(value, Mapping):
        pins = [label(N_("{action} in quarter {n}"), action=a, n=n) for a, n in value.items()]
        return joined(pins, "；", "; ")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return Text(text, text)
