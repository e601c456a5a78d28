"""`sections/*.yaml`: every question's references, shares, points and gate."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from app.catalogue.checks.head import TOLERANCE
from app.catalogue.checks.names import Names, each, repeated, unknown
from app.catalogue.files import Files
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.sections import NumberQuestion, Question, SectionFile
from app.catalogue.validating import Checked
from app.domain.problems import N_
from app.domain.reading import shown


def check_questions(files: Files, names: Names) -> Iterator[Located]:
    """Every section with its questions."""
    questions: dict[object, str] = {}
    domains: dict[object, str] = {}
    for checked in files.sections:
        if checked.shape is None:
            continue
        yield from repeated(checked, [(("domain",), checked.shape.domain)], domains)
        yield from _section(checked, checked.shape, names)
        yield from repeated(checked, each(checked.shape.questions, "questions"), questions)
        for index, question in enumerate(checked.shape.questions):
            yield from _question(checked, ("questions", index), question, names)
    if names.domains is not None and all(s.shape is not None for s in files.sections):
        for domain in sorted(names.domains - domains.keys()):
            message = N_("The domain “{domain}” has no file under sections/.")
            yield files.questionnaire.at(("domains",), message, domain=domain)


def _section(checked: Checked[SectionFile], shape: SectionFile, names: Names) -> Iterator[Located]:
    message = N_("There is no domain “{name}”. The domains are: {choices}.")
    yield from unknown(checked, ("domain",), message, shape.domain, names.domains)
    stem = PurePath(checked.source.file).stem
    if stem != shape.domain:
        message = N_("The file is called “{name}”, but its domain is “{domain}”.")
        yield checked.at(("domain",), message, name=stem, domain=shape.domain)


def _question(
    checked: Checked[SectionFile], at: KeyPath, question: Question, names: Names
) -> Iterator[Located]:
    for path, name in each(question.evidence, *at, "evidence"):
        if not str(name).startswith(f"{question.id}-"):
            message = N_("Begin this id with its question's: “{id}-”.")
            yield checked.at(path, message, id=question.id)
    yield from repeated(checked, each(question.evidence, *at, "evidence"))
    yield from _shares(checked, at, question, names)
    if question.gate is not None:
        message = N_("There is no grade “{name}”. The grades are: {choices}.")
        path = (*at, "gate", "cap")
        yield from unknown(checked, path, message, question.gate.cap, names.grades)
    message = N_("There is no rule “{name}” in the newest rules. The rules are: {choices}.")
    for index, rule in enumerate(question.rules):
        yield from unknown(checked, (*at, "rules", index), message, rule, names.rules)
    if isinstance(question, NumberQuestion):
        yield from _points(checked, at, question)


def _shares(
    checked: Checked[SectionFile], at: KeyPath, question: Question, names: Names
) -> Iterator[Located]:
    message = N_("There is no measure {name}. The measures are: {choices}.")
    for measure in question.measures:
        path = (*at, "measures", measure)
        yield from unknown(checked, path, message, measure, names.measures)
    total = sum(question.measures.values())
    if abs(total - 1) > TOLERANCE:
        message = N_("The measures' shares sum to {total}; they must sum to 1.")
        yield checked.at((*at, "measures"), message, total=shown(round(total, 9)))


def _points(
    checked: Checked[SectionFile], at: KeyPath, question: NumberQuestion
) -> Iterator[Located]:
    if question.minimum >= question.maximum:
        path = (*at, "maximum")
        yield checked.at(path, N_("The maximum must be above the minimum."))
    for index, (number, value) in enumerate(question.points):
        if not question.minimum <= number <= question.maximum:
            message = N_("The number {number} lies outside the bounds {low} to {high}.")
            yield checked.at(
                (*at, "points", index, 0),
                message,
                number=shown(number),
                low=shown(question.minimum),
                high=shown(question.maximum),
            )
        if not 0 <= value <= 1:
            message = N_("A value lies between 0 and 1, not at {value}.")
            yield checked.at((*at, "points", index, 1), message, value=shown(value))
    for index, ((before, _), (after, _)) in enumerate(pairwise(question.points)):
        if after <= before:
            message = N_("The numbers of the points ascend; {after} does not lie above {before}.")
            path = (*at, "points", index + 1, 0)
            yield checked.at(path, message, after=shown(after), before=shown(before))
