"""Random enterprises, and the template filled in with them as a person would."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from stdnum.cn.uscc import calc_check_digit

from app.domain.answers import Answer, Document
from app.domain.assessment import Assessment, Enterprise, contradictions
from app.domain.expressions import Value
from app.domain.facts import effective_facts, is_asked
from app.domain.goods import Good, Precursor
from app.domain.questionnaire import Kind, Question, Questionnaire, Variable
from app.domain.scoring import classify
from app.domain.text import Lang, Text
from app.domain.trades import Origin, SpecificDuty, Trade
from app.spreadsheets.columns import EVIDENCE, PROFILE, Column, SheetKind, Table
from app.spreadsheets.contents import assessment_as_content
from app.spreadsheets.layout import one_table, tables
from app.spreadsheets.template import filled_csv, filled_template
from app.spreadsheets.writing import Cell
from tests.factories import DAY

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REASON = {"zh": "不适用：", "en": "Does not apply: "}
Row = dict[str, Cell]


def filled_workbook(
    questionnaire: Questionnaire, assessments: Iterable[Assessment], lang: Lang
) -> bytes:
    """The template in `lang`, filled in with all that these enterprises say."""
    rows: dict[SheetKind, list[Row]] = {table.kind: [] for table in tables(questionnaire)}
    shown = {table.kind: _Shown(table, lang) for table in tables(questionnaire)}
    for number, assessment in enumerate(assessments, 1):
        content = assessment_as_content(assessment)
        key = content["enterprise"].get("uscc") or str(number)
        enterprise, answers = shown[SheetKind.ENTERPRISES], shown[SheetKind.ANSWERS]
        rows[SheetKind.ENTERPRISES].append(enterprise.enterprise(content, number))
        rows[SheetKind.ANSWERS].append({"key": key} | answers.answers(content))
        rows[SheetKind.DOCUMENTS] += _documents(key, content, shown[SheetKind.DOCUMENTS])
        for at, good in enumerate(content.get("goods", ()), 1):
            cells = shown[SheetKind.GOODS].cells(good)
            rows[SheetKind.GOODS].append({"key": key, "good": str(at)} | cells)
            for precursor in good.get("precursors", ()):
                cells = shown[SheetKind.PRECURSORS].cells(precursor)
                rows[SheetKind.PRECURSORS].append({"key": key, "good": str(at)} | cells)
        for trade in content.get("trades", ()):
            rows[SheetKind.TRADES].append({"key": key} | shown[SheetKind.TRADES].cells(trade))
    return filled_template(questionnaire, lang, rows)


def filled_table(
    questionnaire: Questionnaire,
    assessments: Iterable[Assessment],
    lang: Lang,
    *,
    numbers: bool = False,
) -> bytes:
    """The CSV template filled in; it has room for enterprises and answers only.

    With `numbers`, levels and evidence are numbers, as they are typed without drop-downs.
    """
    shown = _Shown(one_table(questionnaire), lang, numbers)
    contents = [assessment_as_content(assessment) for assessment in assessments]
    rows = [shown.enterprise(c, n) | shown.answers(c) for n, c in enumerate(contents, 1)]
    return filled_csv(questionnaire, lang, rows)


class _Shown:
    """Content as the cells of one sheet, in one language."""

    def __init__(self, table: Table, lang: Lang, numbers: bool = False) -> None:
        self.columns = {column.id: column for column in table.columns}
        self.lang = lang
        self.texts = {
            column.id: {
                choice.id: choice.id if numbers and choice.id.isdigit() else choice.text[lang]
                for choice in column.choices
            }
            for column in table.columns
        }

    def enterprise(self, content: Mapping[str, Any], number: int) -> Row:
        given = dict(content["enterprise"])
        names = {f"name_{lang}": text for lang, text in given.pop("name").items()}
        facts = {f"{PROFILE}{key}": value for key, value in content["profile"].items()}
        return {"key": str(number)} | self.cells(given | names | facts)

    def answers(self, content: Mapping[str, Any]) -> Row:
        row: Row = {}
        for key, answer in content["answers"].items():
            row[key] = self._answer(key, answer)
            if "evidence" in answer:
                row[f"{key}{EVIDENCE}"] = self.texts[f"{key}{EVIDENCE}"][str(answer["evidence"])]
        return row

    def _answer(self, key: str, answer: Mapping[str, Any]) -> Cell:
        if "not_applicable" in answer:
            return REASON[self.lang] + answer["not_applicable"]
        if "unknown" in answer:
            return self.texts[key]["unknown"]
        if "yes" in answer:
            return self.texts[key]["yes" if answer["yes"] else "no"]
        return self.texts[key][str(answer["level"])] if "level" in answer else answer.get("number")

    def cells(self, given: Mapping[str, Any]) -> Row:
        return {k: self._cell(self.columns[k], v) for k, v in given.items() if k in self.columns}

    def _cell(self, column: Column, value: Any) -> Cell:
        texts = self.texts[column.id]
        if isinstance(value, bool):
            return texts["yes" if value else "no"]
        if isinstance(value, list):
            return {"zh": "；", "en": "; "}[self.lang].join(texts[one] for one in value)
        return texts.get(value, value) if isinstance(value, str) else value


def _documents(key: str, content: Mapping[str, Any], shown: _Shown) -> list[Row]:
    return [
        {
            "key": key,
            "question": shown.texts["question"][question],
            "document": document["id"],
            "title": document["title"],
            "issuer": document.get("issuer"),
            "issued_on": _day(document.get("issued_on")),
            "valid_until": _day(document.get("valid_until")),
        }
        for question, answer in content["answers"].items()
        for document in answer.get("documents", ())
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def random_assessment(
    questionnaire: Questionnaire, random: Random, *, day: date = DAY, lists: bool = True
) -> Assessment:
    """A made-up enterprise that says nothing contradictory, for sheets, stores and benches.

    Without `lists` it has no documents, goods and trades, as in a CSV table.
    """
    while True:
        facts = _facts(questionnaire, random)
        answers = {
            question.id: _answer(question, random, day, lists)
            for question in questionnaire.questions
            if random.random() < 0.95
        }
        effective = effective_facts(questionnaire.profile, facts)
        items = classify(questionnaire, effective, answers, day)
        said = contradictions(questionnaire, {**effective, **facts}, items)
        if not any(check.severity == "error" for check in said):
            break
    return Assessment(
        _enterprise(questionnaire, random),
        day,
        facts,
        answers,
        goods=_goods(random) if lists else (),
        trades=_trades(questionnaire, random) if lists else (),
    )


def made_up(
    questionnaire: Questionnaire, seed: int, count: int, *, lists: bool = True
) -> list[Assessment]:
    """The same `count` random enterprises for the same seed."""
    random = Random(seed)  # noqa: S311 (the same enterprises each time)
    return [random_assessment(questionnaire, random, lists=lists) for _ in range(count)]


def credit_code(random: Random) -> str:
    """A made-up unified social credit code whose last character fits."""
    body = "91" + f"{random.randint(110000, 659999)}" + "".join(random.choices(ALPHABET, k=9))
    return body + calc_check_digit(body)


def _enterprise(questionnaire: Questionnaire, random: Random) -> Enterprise:
    number = random.randint(1000, 999_999)
    name = Text(f"虚构出口企业{number}有限公司", f"Fictional Exporter {number} Co., Ltd.")
    province = random.choice(tuple(questionnaire.provinces) or ("",))
    contact = random.choice(("", "外贸部 林工", f"+86 {random.randint(10**9, 10**10)}"))
    return Enterprise(name, credit_code(random), province, random.randint(1, 2000), contact)


def _facts(questionnaire: Questionnaire, random: Random) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for variable in questionnaire.profile.variables:
        settled = effective_facts(questionnaire.profile, facts)
        if is_asked(variable, settled) and random.random() < 0.97:
            facts[variable.id] = _fact(variable, random)
    return facts


def _fact(variable: Variable, random: Random) -> Value:
    match variable.kind:
        case "bool":
            return random.random() < 0.5
        case "choice":
            return random.choice(variable.options).id
        case "set":
            several = [o.id for o in variable.options if not o.alone and random.random() < 0.4]
            return frozenset(several or [variable.options[-1].id])
        case "number":
            return float(random.randint(int(variable.minimum or 0), int(variable.maximum or 500)))
        case _:
            return "some text"


def _answer(question: Question, random: Random, day: date, lists: bool) -> Answer:
    chance = random.random()
    if chance < 0.03:
        return Answer(unknown=True)
    if chance < 0.06 and question.na_allowed:
        return Answer(not_applicable=f"本企业没有这类业务（{random.randint(1, 9)}）")
    evidence = random.randint(0, 3)
    papers = _papers(question, random, day) if lists and evidence and random.random() < 0.1 else ()
    match question.kind:
        case Kind.MATURITY:
            return Answer(level=random.randint(0, 4), evidence=evidence, documents=papers)
        case Kind.YES_NO:
            return Answer(yes=random.random() < 0.5, evidence=evidence, documents=papers)
        case Kind.NUMBER:
            low, high = question.minimum or 0, question.maximum or 100
            number = round(random.uniform(low, high), random.choice((0, 1)))
            return Answer(number=number, evidence=evidence, documents=papers)


def _papers(question: Question, random: Random, day: date) -> tuple[Document, ...]:
    ids = [item.id for item in question.evidence] + ["other"]
    issued = day - timedelta(days=random.randint(0, 900))
    until = random.choice((None, issued + timedelta(days=365)))
    return tuple(
        Document(
            id_, f"记录{random.randint(1, 99)}号", random.choice(("", "检测中心")), issued, until
        )
        for id_ in random.sample(ids, k=random.randint(1, 2))
    )


def _goods(random: Random) -> tuple[Good, ...]:
    if random.random() < 0.7:
        return ()
    precursor = Precursor("76012080", Decimal("0.95"), random.choice((None, Decimal("6.25"))))
    return tuple(
        Good(
            cn=random.choice(("76042100", "76042990", "73181552")),
            tonnes_to_eu=Decimal(random.randint(1, 2000)),
            name=random.choice(("", "铝合金型材")),
            route=random.choice((None, "C")),
            precursors=random.choice(((), (precursor,))),
            embedded_emissions=random.choice((None, Decimal("9.5"))),
            importer_over_50_t=random.choice((None, True, False)),
        )
        for _ in range(random.randint(1, 3))
    )


def _trades(questionnaire: Questionnaire, random: Random) -> tuple[Trade, ...]:
    options = {v.id: v.options for v in questionnaire.profile.variables}
    agreements: Sequence[str] = [o.id for o in options.get("fta_markets", ()) if not o.alone]
    if random.random() < 0.7 or not agreements:
        return ()
    return tuple(
        Trade(
            hs=random.choice(("854143", "7604210010", "0102290")),
            market=random.choice(options["markets"]).id,
            value=Decimal(random.randint(1, 10**7)),
            currency=random.choice(("USD", "EUR", "CNY")),
            mfn=random.choice((Decimal(8), Decimal(120), SpecificDuty("5 USD/kg"))),
            preferential=random.choice((Decimal(0), Decimal("2.5"))),
            claimed_share=random.choice((None, Decimal("0.35"))),
            agreement=random.choice(("", *agreements)),
            rates_source=random.choice(("", "进口国税则 2026")),
            origin=random.choice(tuple(Origin)),
        )
        for _ in range(random.randint(1, 2))
    )
