"""The rule calendar: rules in scope, and those that wait for an answer, by what comes next."""

from datetime import date

from app.domain.problems import N_
from app.domain.questionnaire import Reference
from app.domain.reasons import undecided
from app.domain.rules import Rule
from app.domain.text import Text
from app.reporting.building.source import Source
from app.reporting.planning_words import outlook
from app.reporting.shape import RuleEntry
from app.reporting.values import Coming, Link, RuleCard
from app.reporting.wording import joined, number_of, say

JURISDICTIONS = {
    "EU": N_("EU"),
    "UK": N_("UK"),
    "CN": N_("China"),
    "CH": N_("China–Switzerland"),
    "KR": N_("China–Korea"),
    "PE": N_("China–Peru"),
    "ASEAN": N_("China–ASEAN"),
    "RCEP": N_("RCEP members"),
    "APEC": N_("APEC"),
    "international": N_("International"),
}
FORCES = {
    "binding": N_("Binding"),
    "conditional": N_("Binds those who choose to claim or enter"),
    "voluntary": N_("Voluntary"),
}
DUTIES = {
    "exporter": N_("exporter"),
    "importer": N_("importer"),
    "manufacturer": N_("manufacturer"),
    "carrier": N_("carrier"),
    "government": N_("government"),
}
CONFIDENCES = {
    "high": N_("high: dates confirmed by the act or by several sources"),
    "medium": N_("medium: from secondary sources"),
    "low": N_("low: a single or dated source"),
}
KINDS = {"official": N_("official"), "secondary": N_("secondary")}


def rules(source: Source) -> tuple[RuleCard, ...]:
    """The rules to show, the next milestone first, those without one last."""
    by_id = {rule.id: rule for rule in source.rules.rules}
    shown = [entry for entry in source.document.rules if entry.scope != "not_in_scope"]
    shown.sort(key=lambda e: (e.next_milestone.date if e.next_milestone else date.max, e.id))
    return tuple(_card(source, by_id[entry.id], entry) for entry in shown)


def _card(source: Source, rule: Rule, entry: RuleEntry) -> RuleCard:
    open_ = entry.scope == "needs_an_answer"
    waits: tuple[Text, ...] = ()
    if open_ and rule.applies_if is not None:
        found = undecided(rule.applies_if, source.questionnaire.profile, source.facts)
        waits = tuple(variable.topic for variable in found)
    started = rule.valid_from is not None and entry.in_force
    return RuleCard(
        id=rule.id,
        title=rule.title,
        jurisdiction=_known(JURISDICTIONS, rule.jurisdiction),
        asks=rule.asks,
        open=open_,
        waits_on=waits,
        duty=duty_of(rule),
        force=_known(FORCES, rule.force),
        next=_coming(rule, entry),
        since=rule.valid_from.isoformat() if started and rule.valid_from else None,
        source=link(rule.source),
        checked_on=entry.checked_on.isoformat(),
        next_check=entry.next_check.isoformat(),
        check_again=entry.check_again,
        confidence=_known(CONFIDENCES, rule.confidence),
        sure=rule.confidence == "high",
        note=rule.note,
        outlook=_outlook(source, rule),
    )


def _outlook(source: Source, rule: Rule) -> Text | None:
    plan = source.document.plan
    counted = plan.rules if plan else ()
    return next((outlook(entry) for entry in counted if entry.rule == rule.id), None)


def _coming(rule: Rule, entry: RuleEntry) -> Coming | None:
    ahead = entry.next_milestone
    if ahead is None:
        return None
    texts = [m.text for m in rule.milestones if (m.date, m.kind) == (ahead.date, ahead.kind)]
    left = number_of(ahead.days_left, N_("{n} day left"), N_("{n} days left"))
    return Coming(ahead.date.isoformat(), texts[0], left)


def duty_of(rule: Rule) -> Text:
    """Who bears the duty."""
    if not rule.duty:
        return say(N_("nobody: no duty by law"))
    return joined([_known(DUTIES, who) for who in rule.duty])


def _known(labels: dict[str, str], key: str) -> Text:
    return say(labels[key]) if key in labels else Text(key, key)


def link(reference: Reference) -> Link:
    """A source with its address and whether it is official."""
    return Link(reference.title, reference.url, _known(KINDS, reference.kind), reference.covers)
