"""The published JSON: it reads back, and a stranger can recompute its figures from it alone."""

import json
from math import isclose
from typing import Any

import pytest
from pydantic import ValidationError

from app.reporting.document import document_as_json, document_from_json, json_schema
from tests.reporting.making import EXAMPLES, document_of, example, nobody, one_domain, perfect

READINGS = ("proved", "declared", "possible")
CASES = {
    **{name: (lambda name=name: example(name)) for name in EXAMPLES},
    "nobody": nobody,
    "perfect": perfect,
    "one domain": one_domain,
}


@pytest.fixture(params=CASES)
def published(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One case as a stranger reads it: plain JSON, none of our code."""
    found: dict[str, Any] = json.loads(document_as_json(document_of(CASES[request.param]())))
    return found


def points(question: dict[str, Any], reading: str, factors: list[float]) -> float | None:
    """The table of the scoring model, written anew from its description."""
    state, value = question["state"], question["value"]
    if state == "na_auto":
        return None
    if state == "na_declared":
        return 0.0 if reading == "proved" else None
    if state == "unknown":
        return {"proved": 0.0, "declared": None, "possible": 1.0}[reading]
    if state == "unanswered":
        return 1.0 if reading == "possible" else 0.0
    return float(value * factors[question["evidence"]] if reading == "proved" else value)


def recomputed(data: dict[str, Any], reading: str) -> tuple[float | None, dict[str, float]]:
    """Score of a reading, and points per unit of question weight in each domain."""
    rules = data["scoring"]
    weighted = total = 0.0
    counted: dict[str, tuple[float, float]] = {}
    for domain in data["domains"]:
        own = [q for q in data["questions"] if q["domain"] == domain["id"]]
        full = sum(q["weight"] for q in own)
        pairs = [(q["weight"], points(q, reading, rules["evidence_factors"])) for q in own]
        known = [(w, y) for w, y in pairs if y is not None]
        weight = sum(w for w, _ in known)
        assert isclose(full, domain["full_weight"])
        assert isclose(weight, domain[reading]["counted_weight"], abs_tol=1e-9)
        if not weight:
            assert domain[reading]["score"] is None
            continue
        share = sum(w * y for w, y in known) / weight
        effective = domain["weight"] * min(1, weight / (rules["applicability_floor"] * full))
        assert isclose(100 * share, domain[reading]["score"], abs_tol=1e-9)
        assert isclose(effective, domain[reading]["effective_weight"], abs_tol=1e-9)
        counted[domain["id"]] = weight, effective
        weighted += effective * share
        total += effective
    worth = {d: 100 * effective / (a * total) for d, (a, effective) in counted.items()}
    return (100 * weighted / total if total else None), worth


def test_reads_back_as_written(published: dict[str, Any]) -> None:
    text = json.dumps(published, ensure_ascii=False)
    document = document_from_json(text.encode())
    assert json.loads(document_as_json(document)) == published


@pytest.mark.parametrize("reading", READINGS)
def test_score_is_recomputed(published: dict[str, Any], reading: str) -> None:
    score, _ = recomputed(published, reading)
    assert score == pytest.approx(published["score"][reading], abs=1e-9)


def test_waterfall_is_recomputed(published: dict[str, Any]) -> None:
    score, worth = recomputed(published, "declared")
    if score is None:
        return
    lost = {}
    for question in published["questions"]:
        y = points(question, "declared", published["scoring"]["evidence_factors"])
        if y is None:
            assert question["points_lost"] is None
            continue
        lost[question["id"]] = worth[question["domain"]] * question["weight"] * (1 - y)
        assert question["points_lost"] == pytest.approx(lost[question["id"]], abs=1e-9)
    assert sum(lost.values()) == pytest.approx(100 - score, abs=1e-9)


@pytest.mark.parametrize("reading", READINGS)
def test_measures_are_recomputed(published: dict[str, Any], reading: str) -> None:
    factors = published["scoring"]["evidence_factors"]
    for measure in published["measures"]:
        upper = lower = 0.0
        for question in published["questions"]:
            y = points(question, reading, factors)
            for share in question["measures"]:
                if share["measure"] == measure["id"] and y is not None:
                    upper += share["share"] * question["weight"] * y
                    lower += share["share"] * question["weight"]
        expected = 100 * upper / lower if lower else None
        assert measure[reading] == pytest.approx(expected, abs=1e-9)


def test_grades_follow_from_scores_gates_and_conditions(published: dict[str, Any]) -> None:
    rules = published["scoring"]
    letters = [grade["id"] for grade in rules["grades"]]
    for reading in READINGS:
        score = published["score"][reading]
        if score is None:
            assert published["grade"][reading] is None
            continue
        place = next(i for i, g in enumerate(rules["grades"]) if round(score, 9) >= g["minimum"])
        weak = any(
            d[reading]["score"] is not None and d[reading]["score"] < rules["domain_minimum"]
            for d in published["domains"]
        )
        share = published["evidence_share"]
        if place == 0 and (weak or (share is not None and share < rules["evidence_share"])):
            place = 1
        assert published["uncapped_grade"][reading] == letters[place]
        caps = [letters.index(g["cap"]) for g in published["gates"] if g["reading"] == reading]
        assert published["grade"][reading] == letters[max([place, *caps])]


def test_contact_only_on_request() -> None:
    firm = example("aluminium-profiles")
    assert firm.enterprise.contact
    assert firm.enterprise.contact not in document_as_json(document_of(firm)).decode()
    asked = document_as_json(document_of(firm, with_contact=True)).decode()
    assert firm.enterprise.contact in asked


def test_key_order_and_form_are_stable() -> None:
    data = document_as_json(document_of(example("food-rcep")))
    assert data == document_as_json(document_of(example("food-rcep")))
    assert data.startswith(b'{\n  "schema": "readiness.assessment/1",\n  "questionnaire": {')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"provisional": false', '"provisional": "no"'),
        ('"schema": "readiness.assessment/1"', '"schema": "readiness.assessment/2"'),
        ('"completeness"', '"complete"'),
        ('"rules_version"', '"extra": 1, "rules_version"'),
    ],
)
def test_another_shape_is_refused(old: str, new: str) -> None:
    text = document_as_json(document_of(example("food-rcep"))).decode()
    assert old in text
    with pytest.raises(ValidationError):
        document_from_json(text.replace(old, new, 1).encode())


def test_schema_names_every_field_of_the_file() -> None:
    schema: Any = json_schema()
    published = json.loads(document_as_json(document_of(example("food-rcep"))))
    assert list(schema["properties"]) == list(published)
    assert {"score", "grade", "questions", "domains", "scoring"} <= set(schema["required"])
