"""`questionnaire.yaml`, `measures.yaml`, `glossary.yaml`: ids, references, sums and orders."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.catalogue.checks.names import Names, each, repeated, unknown
from app.catalogue.files import Files
from app.catalogue.located import Located
from app.catalogue.shapes.profile import ChoiceVariable
from app.catalogue.shapes.questionnaire import QuestionnaireFile
from app.catalogue.validating import Checked
from app.domain.problems import N_
from app.domain.reading import shown

TOLERANCE = 1e-9


def check_head(files: Files, names: Names) -> Iterator[Located]:
    """Domains, grades, evidence, lists of terms."""
    checked = files.questionnaire
    head = checked.shape
    if head is None:
        return
    for key in ("domains", "grades", "roles", "cost_bands", "sectors", "regions", "provinces"):
        yield from repeated(checked, each(getattr(head, key), key))
    for index, province in enumerate(head.provinces):
        message = N_("There is no region “{name}”. The regions are: {choices}.")
        region = ("provinces", index, "region")
        yield from unknown(checked, region, message, province.region, names.regions)
    for index, band in enumerate(head.cost_bands):
        if band.low > band.high:
            high = ("cost_bands", index, "high")
            yield checked.at(high, N_("The upper bound lies below the lower one."))
    yield from _figures(checked, head)
    yield from _directory(files, head)
    yield from _sectors(files, head)


def _figures(checked: Checked[QuestionnaireFile], head: QuestionnaireFile) -> Iterator[Located]:
    total = sum(d.weight for d in head.domains)
    if checked.whole and abs(total - 100) > TOLERANCE:
        message = N_("The domains' weights sum to {total}; they must sum to 100.")
        yield checked.at(("domains",), message, total=shown(round(total, 9)))
    for index, (above, below) in enumerate(pairwise(head.grades)):
        if below.minimum >= above.minimum:
            message = N_("Grades descend: {below} must begin below {above}.")
            minimum = ("grades", index + 1, "minimum")
            yield checked.at(minimum, message, below=below.id, above=above.id)
    if checked.whole and head.grades[-1].minimum != 0:
        minimum = ("grades", len(head.grades) - 1, "minimum")
        yield checked.at(minimum, N_("The lowest grade begins at 0."))
    for index, (low, high) in enumerate(pairwise(head.evidence_factors)):
        if high < low:
            yield checked.at(
                ("evidence_factors", index + 1),
                N_("A higher evidence step may not count for less."),
            )
    for index, level in enumerate(head.evidence_levels):
        if checked.whole and level.level != index:
            path = ("evidence_levels", index, "level")
            yield checked.at(path, N_("Expected level {level} here."), level=index)


def _directory(files: Files, head: QuestionnaireFile) -> Iterator[Located]:
    """A version's directory is called by its version, its parent by the questionnaire's id."""
    directory = files.directory.absolute()
    if not re.fullmatch(r"\d+\.\d+", directory.name):
        return
    for key, name, said in (
        ("version", directory.name, head.version),
        ("id", directory.parent.name, head.id),
    ):
        if name != said:
            message = N_("The directory is called “{name}”, but here it says “{said}”.")
            yield files.questionnaire.at((key,), message, name=name, said=said)


def _sectors(files: Files, head: QuestionnaireFile) -> Iterator[Located]:
    """`sectors` names the options of the variable `sector`, where the profile has it."""
    if files.profile.shape is None:
        return
    for variable in files.profile.shape.variables:
        if variable.id != "sector" or not isinstance(variable, ChoiceVariable):
            continue
        options = [(o.id, o.text) for o in variable.options]
        for index, sector in enumerate(head.sectors):
            if (sector.id, sector.text) not in options:
                message = N_("The profile's “sector” has no option with this id and these texts.")
                yield files.questionnaire.at(("sectors", index), message)
        for option in sorted({o for o, _ in options} - {s.id for s in head.sectors}):
            message = N_("The profile's “sector” has an option “{option}”, which is not listed.")
            yield files.questionnaire.at(("sectors",), message, option=option)


def check_measures(files: Files, names: Names) -> Iterator[Located]:
    """Measures and their sections; every scored measure is carried by a question."""
    checked = files.measures
    shape = checked.shape
    if shape is None:
        return
    yield from repeated(checked, each(shape.sections, "sections"))
    yield from repeated(checked, each(shape.measures, "measures"))
    standing = N_("There is no standing “{name}”. The standings are: {choices}.")
    for index, section in enumerate(shape.sections):
        path = ("sections", index, "standing")
        yield from unknown(checked, path, standing, section.standing, names.standings)
    addressee = N_("There is no addressee “{name}”. The addressees are: {choices}.")
    part = N_("There is no section “{name}”. The sections are: {choices}.")
    for index, measure in enumerate(shape.measures):
        at = "measures", index
        yield from unknown(checked, (*at, "section"), part, measure.section, names.measure_sections)
        yield from unknown(checked, (*at, "standing"), standing, measure.standing, names.standings)
        yield from unknown(
            checked, (*at, "addressee"), addressee, measure.addressee, names.addressees
        )
    yield from _carried(files)


def _carried(files: Files) -> Iterator[Located]:
    shape = files.measures.shape
    if shape is None or not all(s.whole for s in files.sections):
        return
    carried = {
        measure
        for section in files.sections
        if section.shape is not None
        for question in section.shape.questions
        for measure, share in question.measures.items()
        if share > 0
    }
    for index, measure in enumerate(shape.measures):
        path = ("measures", index, "scored")
        if measure.scored and measure.id not in carried:
            message = N_("Measure {id} is scored, but no question carries it.")
            yield files.measures.at(path, message, id=measure.id)
        if not measure.scored and measure.id in carried:
            message = N_("Measure {id} is not scored, but a question carries it.")
            yield files.measures.at(path, message, id=measure.id)


def check_glossary(files: Files, _: Names) -> Iterator[Located]:
    """No term is explained twice."""
    checked = files.glossary
    if checked.shape is None:
        return
    seen: dict[str, int] = {}
    for index, term in enumerate(checked.shape.terms):
        path = ("terms", index, "zh")
        if term.zh in seen:
            message = N_("“{term}” is explained twice; it stands on line {line} too.")
            yield checked.at(path, message, term=term.zh, line=seen[term.zh])
        seen.setdefault(term.zh, checked.source.line(path))
