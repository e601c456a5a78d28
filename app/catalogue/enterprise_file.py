"""Enterprise files: one enterprise's facts, answers and inputs, read by the code of every door."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app.catalogue.enterprises import parse_enterprise
from app.catalogue.located import CatalogueError, KeyPath, Located
from app.catalogue.shapes.enterprise import EnterpriseFile
from app.catalogue.validating import Checked, read_checked
from app.catalogue.yaml_reading import YamlFile
from app.domain.answers import Answer, parse_answer
from app.domain.assessment import Assessment, Enterprise
from app.domain.expressions import Value, names
from app.domain.facts import parse_fact
from app.domain.goods import Price, parse_goods, parse_price
from app.domain.planning.request import PlanRequest, parse_plan
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Check, Questionnaire
from app.domain.reading import read_date
from app.domain.text import LANGS, Text
from app.domain.trades import TradeChoices, choices_of, parse_trades
from app.i18n import currencies

T = TypeVar("T")

# Only until the day of assessment itself can be read: no document can be called late by it.
_NO_DAY = date.max
# Looking for a similar word takes a while; a file with more faults than this is another file.
_MAX_SUGGESTIONS = 50
INPUTS = ("plan", "goods", "trades", "cbam_price")
_NAME_KEYS = {"name_zh": ("name", "zh"), "name_en": ("name", "en")}


def open_enterprise_file(path: Path) -> Checked[EnterpriseFile]:
    """Read the file and its shape, to see which questionnaire it answers; never raises."""
    return read_checked(path, EnterpriseFile)


def questionnaire_named(file: Checked[EnterpriseFile]) -> tuple[str, str] | None:
    """Id and version of the questionnaire that the file answers; None where it does not say."""
    data = file.source.data
    named = data.get("questionnaire") if isinstance(data, dict) else None
    wrong = any(p.key == "questionnaire" for p in file.problems)
    if wrong or not isinstance(named, str):
        return None
    questionnaire_id, version = named.split("/")
    return questionnaire_id, version


def load_assessment(path: Path, questionnaire: Questionnaire) -> Assessment:
    """The assessment in a file. Raises `CatalogueError` with all problems."""
    return read_assessment(open_enterprise_file(path), questionnaire)


def read_assessment(file: Checked[EnterpriseFile], questionnaire: Questionnaire) -> Assessment:
    """The assessment in an opened file. Raises `CatalogueError` with all problems."""
    assessment, problems = read_what_is_sound(file, questionnaire)
    if problems:
        raise CatalogueError(problems)
    return assessment


def read_what_is_sound(
    file: Checked[EnterpriseFile], questionnaire: Questionnaire
) -> tuple[Assessment, tuple[Located, ...]]:
    """As much of the assessment as can be read, and everything that is wrong."""
    if not isinstance(file.source.data, dict):
        return Assessment(Enterprise(Text("", "")), _NO_DAY, {}, {}), file.problems
    reading = _Reading(file.source, questionnaire)
    named = questionnaire_named(file)
    if named is not None and named != (questionnaire.id, questionnaire.version):
        message = N_("This file answers {named}, but the questionnaire is {given}.")
        given = f"{questionnaire.id}/{questionnaire.version}"
        reading.add(("questionnaire",), message, named="/".join(named), given=given)
    # The day is read by itself: a fault elsewhere must not hide what is wrong with a date.
    day = reading.day()
    assessment = Assessment(
        enterprise=reading.enterprise(),
        assessed_on=day,
        facts=reading.facts(),
        answers=reading.answers(day),
        goods=reading.listed("goods", parse_goods),
        trades=reading.listed("trades", partial(parse_trades, choices=reading.choices)),
        price=reading.price(),
        plan=reading.plan(date.min if day == _NO_DAY else day),
    )
    return assessment, (*file.problems, *reading.problems)


def inputs_given(file: Checked[EnterpriseFile]) -> dict[str, object]:
    """Plan, goods, trades and price as they stand in the file, dates in ISO form."""
    data = file.source.data if isinstance(file.source.data, dict) else {}
    return {name: _plain(data[name]) for name in INPUTS if data.get(name)}


def locate_plan_problems(
    file: Checked[EnterpriseFile], problems: Iterable[Problem]
) -> tuple[Located, ...]:
    """What is wrong with a plan, placed in the file."""
    return tuple(
        file.source.locate(("plan", *_path(problem.field)), problem) for problem in problems
    )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _path(field: str) -> KeyPath:
    """A problem's field as a path into the file."""
    parts = field.split(".") if field else []
    return tuple(int(part) if part.isdigit() else part for part in parts)


def locate_contradiction(file: Checked[EnterpriseFile], check: Check) -> Located:
    """A contradiction, placed at the first of its facts and answers that the file gives."""
    looked_at = names(check.when)
    places: list[KeyPath] = [
        (part, name)
        for part in ("profile", "answers")
        for name in _part(file.source, part)
        if name in looked_at
    ]
    path = min(places, key=file.source.line, default=())
    message = N_("{message} ({check})")
    return file.source.locate(path, Problem(message, {"message": check.message, "check": check.id}))


def _part(source: YamlFile, part: str) -> Mapping[str, Any]:
    found = source.data.get(part) if isinstance(source.data, dict) else None
    return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class _Reading:
    """Reads the parts of one file and gathers what is wrong, at its place."""

    source: YamlFile
    questionnaire: Questionnaire
    problems: list[Located] = field(default_factory=list)

    def add(self, path: KeyPath, message: str, **params: object) -> None:
        self.problems.append(self.source.locate(path, Problem(message, params)))

    def day(self) -> date:
        """The day of assessment; a far one where it cannot be read, which the shape has said."""
        data = self.source.data
        raw = data.get("assessed_on") if isinstance(data, dict) else None
        try:
            return read_date(raw, "assessed_on") or _NO_DAY
        except InvalidInput:
            return _NO_DAY

    def enterprise(self) -> Enterprise:
        given = _part(self.source, "enterprise")
        raw = {key: value for key, value in given.items() if key != "name"} | self._names(given)
        try:
            return parse_enterprise(raw, self.questionnaire.provinces)
        except InvalidInput as error:
            for problem in error.problems:
                path = _NAME_KEYS.get(problem.field, (problem.field,))
                self._take(("enterprise", *path), [replace(problem, field="")])
            return Enterprise(Text("", ""))

    def _names(self, given: Mapping[str, Any]) -> dict[str, object]:
        """The name in its languages, under the keys that `parse_enterprise` knows."""
        name = given.get("name", {})
        if not isinstance(name, dict):
            message = N_("Enter the name with its languages: zh and en, or one of them.")
            self.add(("enterprise", "name"), message)
            return {}
        for lang in name.keys() - set(LANGS):
            self.add(("enterprise", "name", lang), N_("“{key}” is not known here."), key=lang)
        if not any(str(name.get(lang) or "").strip() for lang in LANGS):
            self.add(("enterprise", "name"), N_("Enter the company's name."))
        return {key: name[lang] for key, (_, lang) in _NAME_KEYS.items() if lang in name}

    def facts(self) -> dict[str, Value]:
        variables = {v.id: v for v in self.questionnaire.profile.variables}
        facts: dict[str, Value] = {}
        for key, raw in self._known("profile", variables):
            try:
                value = parse_fact(variables[key], raw)
            except InvalidInput as error:
                self._take(("profile", key), error.problems)
            else:
                if value is not None:
                    facts[key] = value
        return facts

    def answers(self, day: date) -> dict[str, Answer]:
        questions = self.questionnaire.by_question
        answers: dict[str, Answer] = {}
        for key, raw in self._known("answers", questions):
            if not isinstance(raw, dict):
                continue  # its shape is wrong, which has been said
            try:
                answers[key] = parse_answer(questions[key], raw, day)
            except InvalidInput as error:
                self._take(("answers", key), error.problems)
        return answers

    def listed(self, part: str, parse: Callable[[object], tuple[T, ...]]) -> tuple[T, ...]:
        """A list for a calculator; empty where something in it is wrong."""
        try:
            return parse(self.source.data.get(part))
        except InvalidInput as error:
            self._take((part,), error.problems)
            return ()

    @property
    def choices(self) -> TradeChoices:
        return choices_of(self.questionnaire.profile, currencies())

    def price(self) -> Price | None:
        try:
            return parse_price(self.source.data.get("cbam_price"))
        except InvalidInput as error:
            self._take(("cbam_price",), error.problems)
            return None

    def plan(self, day: date) -> PlanRequest | None:
        """What the enterprise can spend; None where it does not say, or says it wrongly."""
        raw = self.source.data.get("plan")
        if not isinstance(raw, dict) or not raw:
            return None  # where its shape is wrong, that has been said
        try:
            return parse_plan(raw, self.questionnaire, day)
        except InvalidInput as error:
            self._take(("plan",), error.problems)
            return None

    def _known(self, part: str, known: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
        for key, raw in _part(self.source, part).items():
            if key in known:
                yield key, raw
                continue
            few = len(self.problems) < _MAX_SUGGESTIONS
            close = get_close_matches(str(key)[:40], known, n=1) if few else []
            message = (
                N_("“{key}” is not in this questionnaire; did you mean “{close}”?")
                if close
                else N_("“{key}” is not in this questionnaire.")
            )
            params = {"key": str(key)[:40], "close": close[0] if close else ""}
            self.add((part, key), message, **params)

    def _take(self, path: KeyPath, problems: Iterable[Problem]) -> None:
        for problem in problems:
            parts = problem.field.split(".") if problem.field and path[-1] != problem.field else []
            self.problems.append(self.source.locate((*path, *_path(".".join(parts))), problem))
