"""The planning half of the result in a terminal: roadmap, exposure, savings."""

from collections.abc import Iterator

from app.cli.output import table
from app.domain.problems import N_
from app.domain.text import Lang
from app.i18n import gettext
from app.reporting.report import Report


def _roadmap(report: Report, lang: Lang) -> Iterator[str]:
    plan = report.roadmap
    if plan is None:
        return
    yield gettext(lang, N_("Roadmap"))
    before, after = plan.before, plan.after
    message = N_("From {before} ({old}) to {after} ({new}): {n} actions, {days} staff days, {cost}")
    yield "  " + gettext(
        lang,
        message,
        before=before.score,
        old=before.grade or "–",
        after=after.score,
        new=after.grade or "–",
        n=plan.count,
        days=plan.staff_days,
        cost=plan.cost[lang],
    )
    if plan.aim is not None:
        yield f"  {plan.aim[lang]}"
    yield f"  {plan.quality[lang]}"
    quarter_names = [gettext(lang, N_("Quarter {n}"), n=q.number) for q in plan.quarters]
    rows = [
        (
            f"  {name}",
            quarter.start,
            quarter.reached.score,
            quarter.reached.grade or "–",
            " ".join(row.id for row in quarter.rows),
        )
        for name, quarter in zip(quarter_names, plan.quarters, strict=True)
    ]
    yield from table(rows, right=frozenset({2}))
    missed = [rule.id for rule in plan.rules if rule.met is False]
    if missed:
        message = N_("Rules not prepared in time: {rules}")
        yield "  " + gettext(lang, message, rules=", ".join(missed))


def _exposure(report: Report, lang: Lang) -> Iterator[str]:
    part = report.exposure
    if part is None:
        return
    yield gettext(lang, N_("CBAM exposure: what the importer would pay, EUR a year"))
    rows = [
        (
            f"  {line.year}",
            line.eur,
            gettext(lang, N_("illustration")) if line.illustration else "",
        )
        for line in part.totals
    ]
    yield from table(rows, right=frozenset({1}))
    for good in part.goods:
        if not good.years:
            reasons = " ".join(missing.reason[lang] for missing in good.missing)
            yield f"  CN {good.cn}: {reasons}"
    for line in part.more:
        if line.note is not None:
            yield f"  CN {line.cn}: {line.note[lang]}"


def _savings(report: Report, lang: Lang) -> Iterator[str]:
    part = report.savings
    if part is None:
        return
    yield gettext(lang, N_("FTA savings a year"))
    labels = (N_("Saved"), N_("Left on the table"), N_("Possible"))
    header = ("", *(gettext(lang, label) for label in labels))
    rows = [(f"  {one.currency}", one.saved, one.left, one.possible) for one in part.currencies]
    yield from table([header, *rows], right=frozenset({1, 2, 3}))
    if part.blocking:
        questions = ", ".join(line.id for line in part.blocking)
        message = N_("Answers that stand in a claim's way: {questions}")
        yield "  " + gettext(lang, message, questions=questions)


PLANNING = (_roadmap, _exposure, _savings)
