"""The plan's actions and the dates of the rules in scope as an iCalendar file (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.rules import Rule, RuleBook
from app.domain.text import Lang, Text
from app.i18n import HTML_LANGS
from app.reporting.document import Document
from app.reporting.planning_shape import PlannedEntry
from app.reporting.wording import number_of, say

PRODUCT = "-//green-trade-readiness//roadmap//EN"
# A goal of policy puts no duty on an enterprise, so it is no date to keep.
GOAL = "target"


def calendar(
    questionnaire: Questionnaire, rules: RuleBook, document: Document, lang: Lang
) -> bytes:
    """All-day events: each action's start and end, and each milestone ahead of a rule in scope.

    An event's UID follows from what it is about, not from its day: a changed plan moves events in
    a calendar instead of doubling them. Nothing is taken from the clock.
    """
    name = document.enterprise.name.either(lang)
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    title = say(N_("Green-trade roadmap"))[lang]
    found.add("x-wr-calname", f"{title} · {name}" if name else title)
    for event in (*_actions(questionnaire, document, lang), *_rules(rules, document, lang)):
        found.add_component(event)
    return bytes(found.to_ical())


def _actions(questionnaire: Questionnaire, document: Document, lang: Lang) -> Iterator[Event]:
    plan = document.plan
    for entry in plan.actions if plan else ():
        assert plan is not None
        action = questionnaire.by_action[entry.action]
        starts = plan.quarters[entry.first_quarter - 1].start
        ends = plan.quarters[entry.last_quarter - 1].end
        about = _about(questionnaire, entry)
        for what, day, message in (
            ("start", starts, N_("Start: {title}")),
            ("end", ends, N_("Finish: {title}")),
        ):
            summary = say(message, title=action.title)
            yield _event(document, f"{action.id}-{what}", day, summary, about, lang)


def _about(questionnaire: Questionnaire, entry: PlannedEntry) -> Text:
    action = questionnaire.by_action[entry.action]
    days = number_of(action.effort_days, N_("{n} staff day"), N_("{n} staff days"))
    facts = (
        questionnaire.roles[action.role],
        days,
        questionnaire.cost_bands[action.cost_band].text,
    )
    shown = say(N_("Shows it is done: {result}"), result=action.result)

    def lines(lang: Lang) -> str:
        steps = [f"{n}. {step[lang]}" for n, step in enumerate(action.steps, 1)]
        return "\n".join([" · ".join(text[lang] for text in facts), *steps, shown[lang]])

    return Text(zh=lines("zh"), en=lines("en"))


def _rules(rules: RuleBook, document: Document, lang: Lang) -> Iterator[Event]:
    scopes = {entry.id: entry.scope for entry in document.rules}
    for rule in rules.rules:
        if scopes.get(rule.id) != "in_scope":
            continue
        seen: dict[tuple[str, str], int] = {}
        for milestone in rule.milestones:
            key = milestone.kind, milestone.text.en
            seen[key] = seen.get(key, 0) + 1
            if milestone.kind == GOAL or milestone.date < document.assessed_on:
                continue
            what = f"{rule.id}-{milestone.kind}-{_short(milestone.text.en)}-{seen[key]}"
            summary = say(N_("{rule}: {event}"), rule=rule.title, event=milestone.text)
            event = _event(document, what, milestone.date, summary, _rule_text(rule), lang)
            event.add("url", rule.source.url)
            yield event


def _rule_text(rule: Rule) -> Text:
    day = rule.checked_on.isoformat()
    checked = say(N_("Checked on {day}. Not legal advice; the source decides."), day=day)

    def lines(lang: Lang) -> str:
        return "\n".join([rule.asks[lang], rule.source.title, checked[lang]])

    return Text(zh=lines("zh"), en=lines("en"))


def _event(
    document: Document, what: str, day: date, summary: Text, about: Text, lang: Lang
) -> Event:
    event = Event()
    event.add("uid", f"{what.lower()}-{_owner(document)}@green-trade-readiness")
    event.add("dtstamp", datetime.combine(document.assessed_on, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    parameters = {"language": HTML_LANGS[lang]}
    event.add("summary", summary[lang], parameters=parameters)
    event.add("description", about[lang], parameters=parameters)
    event.add("transp", "TRANSPARENT")
    return event


def _owner(document: Document) -> str:
    """Sets apart the events of two enterprises in one calendar; the same for a reassessment."""
    enterprise = document.enterprise
    parts = (document.questionnaire.id, enterprise.uscc, enterprise.name.zh, enterprise.name.en)
    return _short("\n".join(parts))


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:10]
