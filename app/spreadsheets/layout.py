"""The columns that one questionnaire asks for, sheet by sheet.

An answer takes two columns, the answer and its evidence: why it does not apply is written into
the answer's cell, so that the sheet of 64 questions stays at 130 columns.
"""

from app.catalogue.enterprises import MAX_EMPLOYEES
from app.domain.problems import N_
from app.domain.questionnaire import Kind, Question, Questionnaire, Variable
from app.domain.text import LANGS, Text
from app.i18n import label
from app.spreadsheets.columns import (
    CREDIT_CODE,
    DONT_KNOW,
    EVIDENCE,
    KEY,
    NOT_APPLICABLE,
    PROFILE,
    SHEET_NAMES,
    YES_NO,
    CellKind,
    Choice,
    Column,
    SheetKind,
    Table,
    with_text,
)
from app.spreadsheets.lists import documents_table, goods_table, precursors_table, trades_table

ONE_TABLE = Text("企业和答题", "Enterprises and answers")
_FIRM = label(N_("About the company"))
_NO_TEXT = Text("", "")
_FACT_KINDS = {
    "bool": CellKind.FLAG,
    "choice": CellKind.CHOICE,
    "set": CellKind.SET,
    "number": CellKind.NUMBER,
}


def tables(questionnaire: Questionnaire) -> tuple[Table, ...]:
    """The sheets of the template in their order; the last four need not be filled in."""
    return (
        Table(
            SheetKind.ENTERPRISES,
            SHEET_NAMES[SheetKind.ENTERPRISES],
            (*_who(questionnaire), *_facts(questionnaire)),
        ),
        Table(
            SheetKind.ANSWERS,
            SHEET_NAMES[SheetKind.ANSWERS],
            (*_whose(), *_answers(questionnaire)),
        ),
        documents_table(questionnaire),
        goods_table(),
        precursors_table(),
        trades_table(questionnaire),
    )


def one_table(questionnaire: Questionnaire) -> Table:
    """Enterprises and answers side by side, as a CSV file holds them."""
    columns = (*_who(questionnaire), *_facts(questionnaire), *_answers(questionnaire))
    return Table(SheetKind.ENTERPRISES, ONE_TABLE, columns)


def _whose() -> tuple[Column, ...]:
    """The columns that say whose answers a row holds."""
    return (
        Column(
            KEY,
            CellKind.KEY,
            label(N_("Credit code or enterprise no.")),
            label(N_("The same as in the sheet of enterprises. One row for each enterprise.")),
            _FIRM,
            24,
        ),
    )


def _who(questionnaire: Questionnaire) -> tuple[Column, ...]:
    provinces = tuple(Choice(p.id, p.text) for p in questionnaire.provinces.values())
    return (
        Column(
            KEY,
            CellKind.KEY,
            label(N_("Enterprise no.")),
            label(N_("Any number or short name of your own, needed without a credit code.")),
            _FIRM,
            10,
            also=(label(N_("Row key")), label(N_("No."))),
        ),
        Column(
            CREDIT_CODE,
            CellKind.CREDIT_CODE,
            label(N_("Unified social credit code")),
            label(N_("18 digits and capital letters, as text.")),
            _FIRM,
            22,
            also=(label(N_("Credit code")),),
        ),
        Column(
            "name_zh",
            CellKind.TEXT,
            label(N_("Name in Chinese")),
            label(N_("One of the two names is needed.")),
            _FIRM,
            30,
            also=(label(N_("Company name")), label(N_("Name"))),
        ),
        Column(
            "name_en",
            CellKind.TEXT,
            label(N_("Name in English")),
            label(N_("One of the two names is needed.")),
            _FIRM,
            30,
        ),
        Column(
            "province",
            CellKind.CHOICE,
            label(N_("Province")),
            label(N_("Choose from the list.")),
            _FIRM,
            12,
            choices=provinces,
        ),
        Column(
            "employees",
            CellKind.WHOLE,
            label(N_("Employees")),
            label(N_("Head count, a whole number.")),
            _FIRM,
            10,
            limits=(1, MAX_EMPLOYEES),
        ),
        Column(
            "contact",
            CellKind.TEXT,
            label(N_("Contact")),
            label(N_("Who answers questions: name, telephone or e-mail.")),
            _FIRM,
            24,
        ),
    )


def _facts(questionnaire: Questionnaire) -> tuple[Column, ...]:
    groups = {group.id: group.text for group in questionnaire.profile.groups}
    variables = questionnaire.profile.variables
    return tuple(_fact(v, groups.get(v.group, _FIRM)) for v in variables)


def _fact(variable: Variable, group: Text) -> Column:
    kind = _FACT_KINDS.get(variable.kind, CellKind.TEXT)
    choices = tuple(Choice(o.id, o.text) for o in variable.options)
    several = label(N_("Several are written one after the other, with ; between them."))
    listed = [_NO_TEXT, *(Text(f"· {c.text.zh}", f"· {c.text.en}") for c in choices)]
    return Column(
        f"{PROFILE}{variable.id}",
        kind,
        _with_unit(variable.topic, variable.unit),
        with_text(
            variable.text,
            variable.help or _NO_TEXT,
            several if kind is CellKind.SET else _NO_TEXT,
            *listed,
        ),
        group,
        26 if choices else 16,
        choices=YES_NO if kind is CellKind.FLAG else choices,
        limits=_limits(variable.minimum, variable.maximum),
        free=kind is CellKind.SET,
        also=(variable.topic, variable.text, Text(variable.id, variable.id)),
        unit=variable.unit,
    )


def _answers(questionnaire: Questionnaire) -> tuple[Column, ...]:
    titles = {domain.id: domain.title for domain in questionnaire.domains}
    steps = tuple(
        Choice(str(e.level), Text(*(f"{e.level} - {e.label[lang]}" for lang in LANGS)))
        for e in questionnaire.evidence_levels
    )
    tests = [
        Text(*(f"{e.level} - {e.label[lang]}: {e.test[lang]}" for lang in LANGS))
        for e in questionnaire.evidence_levels
    ]
    columns: list[Column] = []
    for question in questionnaire.questions:
        group = titles[question.domain]
        columns.append(_answer(question, group))
        columns.append(_evidence(question, group, steps, with_text(*tests)))
    return tuple(columns)


def _answer(question: Question, group: Text) -> Column:
    reason = label(N_("Where it does not apply, write: Does not apply: and the reason."))
    topic = _with_unit(question.topic, question.unit)
    return Column(
        question.id,
        CellKind.ANSWER,
        Text(*(f"{question.id} {topic[lang]}" for lang in LANGS)),
        with_text(question.text, question.help, reason if question.na_allowed else _NO_TEXT),
        group,
        24,
        choices=_answer_choices(question),
        limits=_limits(question.minimum, question.maximum),
        free=True,
        also=(
            question.topic,
            question.text,
            Text(*(f"{question.id} {question.topic[lang]}" for lang in LANGS)),
        ),
        unit=question.unit,
    )


def _answer_choices(question: Question) -> tuple[Choice, ...]:
    match question.kind:
        case Kind.MATURITY:
            given = tuple(
                Choice(str(n), Text(*(f"{n} - {text[lang]}" for lang in LANGS)))
                for n, text in enumerate(question.levels)
            )
        case Kind.YES_NO:
            given = YES_NO
        case Kind.NUMBER:
            given = ()
    reason = Choice(NOT_APPLICABLE, label(N_("Does not apply:")))
    return (*given, DONT_KNOW, *((reason,) if question.na_allowed else ()))


def _evidence(question: Question, group: Text, steps: tuple[Choice, ...], tests: Text) -> Column:
    heading = label(N_("{question} evidence"), question=question.id)
    proof = Text(*("\n".join(f"· {e.text[lang]}" for e in question.evidence) for lang in LANGS))
    return Column(
        f"{question.id}{EVIDENCE}",
        CellKind.EVIDENCE,
        heading,
        with_text(tests, proof),
        group,
        12,
        choices=steps,
        limits=(0, 3),
    )


def _with_unit(topic: Text, unit: Text | None) -> Text:
    if unit is None:
        return topic
    return Text(f"{topic.zh}（{unit.zh}）", f"{topic.en} ({unit.en})")


def _limits(minimum: float | None, maximum: float | None) -> tuple[float, float] | None:
    return None if minimum is None or maximum is None else (minimum, maximum)
