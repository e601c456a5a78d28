"""The open steps: in full for those worth most, in a table for the others."""

from app.domain.problems import N_
from app.domain.reading import shown
from app.domain.text import LANGS, Text
from app.reporting.building.source import Source
from app.reporting.shape import ActionEntry
from app.reporting.values import Figure, Named, Sheet, StepRow
from app.reporting.wording import joined, number_of, points_shown

FIRST_CIRCLE = ord("①")


def sheets(source: Source) -> tuple[Sheet, ...]:
    """Every open step in full, those worth most first; the first `SHEETS` are in all reports."""
    return tuple(_sheet(source, rank, entry) for rank, entry in enumerate(source.ranked_steps, 1))


def later_steps(source: Source) -> int:
    """How many further actions follow the open steps."""
    return sum(entry.step == "later" for entry in source.document.actions)


def step_row(source: Source, entry: ActionEntry) -> StepRow:
    """One open step as a line."""
    questionnaire, question = source.questionnaire, source.question(entry.question)
    grade = source.document.grade.declared
    effort = number_of(entry.effort_days, N_("{n} staff day"), N_("{n} staff days"))
    weeks = number_of(entry.elapsed_weeks, N_("{n} week"), N_("{n} weeks"))
    cost, role = questionnaire.cost_bands[entry.cost_band].text, questionnaire.roles[entry.role]
    return StepRow(
        id=entry.id,
        question=entry.question,
        topic=question.topic,
        domain=source.domain_short(question.domain),
        title=questionnaire.by_action[entry.id].title,
        effort=effort,
        weeks=weeks,
        effort_days=shown(entry.effort_days),
        elapsed_weeks=shown(entry.elapsed_weeks),
        facts=joined([role, effort, weeks, cost], " · ", " · "),
        cost=cost,
        role=role,
        gain=Figure(entry.gain, f"+{points_shown(entry.gain)}"),
        grade=entry.grade,
        raises_grade=entry.grade != grade,
        clears_gate=entry.clears_gate,
        waits_for=_named(source, entry.waits_for),
        has_sheet=entry.id in source.sheet_ids,
    )


def _named(source: Source, ids: tuple[str, ...]) -> tuple[Named, ...]:
    by_action = source.questionnaire.by_action
    return tuple(Named(i, by_action[i].title, i in source.sheet_ids) for i in ids)


def _sheet(source: Source, rank: int, entry: ActionEntry) -> Sheet:
    action, question = source.questionnaire.by_action[entry.id], source.question(entry.question)
    titles = {measure.id: measure.title for measure in source.questionnaire.measures}
    labels = {level.level: level.label for level in source.questionnaire.evidence_levels}
    return Sheet(
        rank=rank,
        row=step_row(source, entry),
        stands=source.answer_text(source.entries[entry.question]),
        reaches=source.value_text(question, entry.target),
        steps=action.steps,
        run_in=_run_in(action.steps),
        result=action.result,
        evidence=labels[action.evidence],
        support=action.support,
        measures=tuple(Named(str(number), titles[number]) for number, _ in question.measures),
        rules=source.named_rules(tuple(dict.fromkeys(action.rules + question.rules))),
        then=_then(source, entry),
    )


def _run_in(steps: tuple[Text, ...]) -> Text:
    """The steps in one paragraph, each behind its number in a circle."""
    return Text(
        **{
            lang: " ".join(f"{chr(FIRST_CIRCLE + i)} {t[lang]}" for i, t in enumerate(steps))
            for lang in LANGS
        }
    )


def _then(source: Source, entry: ActionEntry) -> Named | None:
    """The next action of the same question, once this one is done."""
    later = [
        other
        for other in source.document.actions
        if other.question == entry.question and other.step == "later"
    ]
    if not later:
        return None
    following = min(later, key=lambda other: (other.target, other.id))
    return Named(following.id, source.questionnaire.by_action[following.id].title)
