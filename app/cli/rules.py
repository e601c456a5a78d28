"""The command that lists the dated rules, and those whose sources must be looked at again."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from app.catalogue import Catalogue
from app.catalogue.loading import load_rules
from app.catalogue.located import CatalogueError
from app.cli.ending import refuse
from app.cli.output import lang_option, table
from app.domain.problems import N_
from app.domain.rules import Rule, RuleBook
from app.domain.text import Lang
from app.i18n import gettext
from app.settings import Settings


@click.command()
@click.option("--due", is_flag=True, help="Only those whose next check is due.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to count from; by default today.",
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path),
    help="A rules.yaml; by default the newest of the questionnaire in use.",
)
@click.option("--json", "machine", is_flag=True, help="Print the list as JSON on stdout.")
@lang_option("zh", "en")
def rules(
    due: bool, on: datetime | None, rules_file: Path | None, machine: bool, lang: Lang
) -> None:
    """List the dated rules with their next date and the day of their next check.

    With --due, only those whose next check lies on or before the day, and exit code 1 where there
    are any, so that a scheduler notices. Exit code 2 where the rules cannot be read.
    """
    settings = Settings()
    day = on.date() if on else datetime.now(UTC).astimezone(settings.zone).date()
    try:
        book = _rules(settings, rules_file)
    except CatalogueError as error:
        refuse(error.located, [lang])
    in_order = sorted(book.rules, key=lambda rule: (rule.next_check, rule.id))
    shown = [rule for rule in in_order if not due or rule.next_check <= day]
    click.echo(_as_json(book, shown, day) if machine else _as_text(book, shown, day, lang))
    sys.exit(1 if due and shown else 0)


def _rules(settings: Settings, rules_file: Path | None) -> RuleBook:
    catalogue = Catalogue(settings.questionnaires)
    if rules_file is None:
        return catalogue.rules(settings.questionnaire)
    return load_rules(rules_file, catalogue.questionnaire(settings.questionnaire).profile)


def _as_json(book: RuleBook, shown: Sequence[Rule], day: date) -> str:
    entries = [
        {
            "id": rule.id,
            "title": {"zh": rule.title.zh, "en": rule.title.en},
            "jurisdiction": rule.jurisdiction,
            "in_force": rule.in_force(day),
            "next_milestone": _next_milestone(rule, day),
            "source": {"title": rule.source.title, "url": rule.source.url},
            "confidence": rule.confidence,
            "checked_on": rule.checked_on.isoformat(),
            "next_check": rule.next_check.isoformat(),
            "due": rule.next_check <= day,
        }
        for rule in shown
    ]
    content = {"rules_version": book.version, "day": day.isoformat(), "rules": entries}
    return json.dumps(content, ensure_ascii=False, indent=2)


def _next_milestone(rule: Rule, day: date) -> dict[str, object] | None:
    ahead = rule.next_milestone(day)
    if ahead is None:
        return None
    return {
        "date": ahead.date.isoformat(),
        "kind": ahead.kind,
        "text": {"zh": ahead.text.zh, "en": ahead.text.en},
    }


def _as_text(book: RuleBook, shown: Sequence[Rule], day: date, lang: Lang) -> str:
    if not shown:
        message = N_("No rule of {version} must be checked again by {day}.")
        return gettext(lang, message, version=book.version, day=day.isoformat())
    header = (N_("Next check"), N_("Id"), N_("Next date"), N_("Rule"), N_("Source"))
    rows = [
        (
            rule.next_check.isoformat() + ("" if rule.next_check > day else " !"),
            rule.id,
            ahead.date.isoformat() if (ahead := rule.next_milestone(day)) else "–",
            rule.title[lang],
            rule.source.url,
        )
        for rule in shown
    ]
    return "\n".join(table([tuple(gettext(lang, name) for name in header), *rows]))
