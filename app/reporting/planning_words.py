"""What a plan says in words: why an action is left out, what a target lacks, what became of a rule.

Shared by the page, the report, the calendar and the spreadsheet.
"""

from math import ceil

from app.domain.problems import N_
from app.domain.text import LANGS, Text
from app.reporting.planning_shape import Band, LeftOutEntry, PlanEntry, RuleOutlook, ShortfallEntry
from app.reporting.wording import number_of, say

REASONS = {
    "budget": N_("The budget is not enough for it."),
    "days": N_("The staff days are not enough for it."),
    "time": N_("It cannot end before the plan does."),
    "no_points": N_("Another action in the plan already takes its question as far."),
    "not_needed": N_("The aim is reached without it."),
    "excluded": N_("You left it out."),
    "prerequisite": N_("It waits for an action that depends on a fact about the company not yet "
                       "given."),
}  # fmt: skip
WAITS = N_("It waits for an action that you left out.")
BUDGET_PER = {
    "quarter": N_("a quarter"),
    "year": N_("a year"),
    "total": N_("for the whole plan"),
}
_WAN = 10_000


def reason(plan: PlanEntry, left_out: LeftOutEntry) -> Text:
    """Why an action is not in the plan."""
    waits = left_out.reason == "excluded" and left_out.action not in plan.frame.excluded
    return say(WAITS if waits else REASONS[left_out.reason])


def outlook(rule: RuleOutlook) -> Text:
    """What becomes of a rule under the plan."""
    if rule.met is None:
        return say(N_("Due after the end of the plan"))
    return say(N_("Prepared in time")) if rule.met else say(N_("Not prepared in time"))


def money(amount: float, currency: str) -> Text:
    """An amount in whole units of its currency."""
    return _span((amount,), currency)


def cost(band: Band, currency: str) -> Text:
    """A cost range; one amount where both ends are the same."""
    if band.low == band.high:
        return money(band.low, currency)
    return _span((band.low, band.high), currency)


def _span(ends: tuple[float, ...], currency: str) -> Text:
    """Amounts from one to another. In Chinese yuan are counted in tens of thousands, as bands are.

    Such a count has two places at most; where that is not exact, every yuan is written.
    """
    plain = f"{currency} {'–'.join(f'{end:,.0f}' for end in ends)}"
    if currency != "CNY":
        return Text(plain, plain)
    whole = [round(end) for end in ends]
    if all(end % 100 == 0 and (end >= _WAN or end == 0) for end in whole):
        counted = "–".join(_in_wan(end) if end else "0" for end in whole)
    else:
        counted = "–".join(f"{end:,}" for end in whole)
    return Text(f"{counted}元", plain)


def _in_wan(yuan: int) -> str:
    return f"{yuan / _WAN:,.2f}".rstrip("0").rstrip(".") + "万"


def quality(plan: PlanEntry) -> Text:
    """How good the plan is proved to be."""
    if plan.gap is None:
        return say(N_("Not optimised: the quick plan, since the calculation took too long."))
    if plan.gap < 5e-5:
        return say(N_("Proved the best that fits the frame."))
    share = f"{plan.gap * 100:.1f}"
    return say(N_("Within {share} % of the best that could fit the frame."), share=share)


def lacking(plan: PlanEntry, currency: str) -> Text | None:
    """What would do to reach the target, each thing alone; None where nothing is lacking."""
    found = plan.shortfall
    if found is None:
        return None
    ways = _ways(found, plan, currency)
    if not ways:
        return say(
            N_("Grade {grade} is out of reach: no more money, staff days or time alone would do."),
            grade=found.grade,
        )
    either = {"zh": "；或", "en": ", or "}
    options = Text(**{lang: either[lang].join(way.either(lang) for way in ways) for lang in LANGS})
    return say(
        N_("Grade {grade} is out of reach. The least that would do: {options}."),
        grade=found.grade,
        options=options,
    )


def _ways(found: ShortfallEntry, plan: PlanEntry, currency: str) -> list[Text]:
    ways: list[Text] = []
    if found.budget is not None:
        per = say(BUDGET_PER[plan.frame.budget_per])
        amount = money(ceil(found.budget), currency)
        ways.append(say(N_("{amount} more {per}"), amount=amount, per=per))
    if found.staff_days_per_quarter is not None:
        days = ceil(found.staff_days_per_quarter * 10 - 1e-6) / 10
        ways.append(
            number_of(days, N_("{n} more staff day a quarter"), N_("{n} more staff days a quarter"))
        )
    if found.quarters is not None:
        ways.append(number_of(found.quarters, N_("{n} more quarter"), N_("{n} more quarters")))
    return ways
