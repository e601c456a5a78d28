"""All checks of a version together, and what must hold before some of them can be made."""

from collections.abc import Iterator

from app.catalogue.checks.actions import check_actions
from app.catalogue.checks.expressions import (
    Language,
    check_expressions,
    written_in_rules,
)
from app.catalogue.checks.head import check_glossary, check_head, check_measures
from app.catalogue.checks.names import each, names_of, repeated
from app.catalogue.checks.profile import check_implied, check_order, check_profile
from app.catalogue.checks.questions import check_questions
from app.catalogue.checks.reachable import check_reachable
from app.catalogue.checks.rules import check_rules
from app.catalogue.files import Files
from app.catalogue.located import Located
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.validating import Checked
from app.domain.problems import N_
from app.domain.questionnaire import Profile

_SINGLE = (
    check_head,
    check_measures,
    check_glossary,
    check_profile,
    check_questions,
    check_actions,
)


def check_questionnaire(files: Files, rules: Checked[RulesFile] | None) -> list[Located]:
    """Everything wrong with a version, shapes included. `rules` are the newest beside it."""
    names = names_of(files, rules)
    found = [*files.problems]
    for check in _SINGLE:
        found += check(files, names)
    implied = list(check_implied(files, names))
    expressions = list(check_expressions(files, rules, names))
    found += [*implied, *expressions, *_checks(files)]
    if rules is None:
        found += _rules_missing(files)
    faulty = frozenset((p.file, p.line) for p in expressions)
    unsound = any(p.file == files.profile.source.file for p in expressions)
    if not files.profile.whole or implied or unsound:
        return found
    order = list(check_order(files))
    found += order
    if not order:
        found += check_reachable(files, rules, faulty)
    return found


def _checks(files: Files) -> Iterator[Located]:
    """`checks.yaml`."""
    if files.checks.shape is not None:
        yield from repeated(files.checks, each(files.checks.shape.checks, "checks"))


def _rules_missing(files: Files) -> Iterator[Located]:
    """One problem, not one at every reference, where there are no rules to refer to."""
    questions = (q.rules for s in files.sections if s.shape for q in s.shape.questions)
    actions = (a.rules for checked in files.actions if checked.shape for a in checked.shape.actions)
    if any(questions) or any(actions):
        message = N_("Rules are referred to, but no rules/<date>/rules.yaml stands beside this.")
        yield files.questionnaire.at((), message)


def check_rulebook(rules: Checked[RulesFile], profile: Profile | None) -> list[Located]:
    """Everything wrong with a rules file; its conditions too where the profile is known."""
    found = [*rules.problems, *check_rules(rules)]
    if profile is not None:
        language = Language.of(profile)
        found += (fault for w in written_in_rules(rules) for fault in language.faults(w))
    return found


def strangers(files: Files) -> Iterator[Located]:
    """Files and directories that are no part of the format: mostly a mistyped name."""
    known = {"questionnaire", "profile", "measures", "checks", "glossary"}
    known = {f"{name}.yaml" for name in known} | {"sections", "actions", "examples"}
    parts = ", ".join(sorted(known))
    for path in sorted(files.directory.iterdir()):
        if path.name not in known and not path.name.startswith("."):
            message = N_("“{name}” is not part of a questionnaire; the parts are: {parts}.")
            yield files.questionnaire.at((), message, name=path.name, parts=parts)
    inner = (p for part in ("sections", "actions") for p in (files.directory / part).glob("*"))
    for path in sorted(inner):
        if path.suffix != ".yaml":
            message = N_("“{name}” is not read: the names of the files end in .yaml.")
            yield files.questionnaire.at((), message, name=f"{path.parent.name}/{path.name}")
