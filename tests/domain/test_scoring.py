"""The scoring model's golden vectors, its grades, gates and conditions."""

import pytest

from app.domain.questionnaire import Gate
from app.domain.scoring import ReadingName, displayed, score
from tests.factories import items_of, text

ANSWERED = "answered"
GOLDEN = {
    "V1": (
        items_of(
            (60, [(2, ANSWERED, 1, 3), (1, ANSWERED, 0.5, 0), (1, "na_auto", 0, 0)]),
            (40, [(1, ANSWERED, 0.25, 2), (3, "unanswered", 0, 0)]),
        ),
        [(42.125, "D"), (52.5, "D"), (82.5, "B")],
    ),
    "V2": (
        items_of(
            (60, [(1, ANSWERED, 0.5, 3)] * 4),
            (40, [(1, ANSWERED, 1, 3), *[(1, "na_auto", 0, 0)] * 9]),
        ),
        [(950 / 17, "C")] * 3,
    ),
    "V3": (
        items_of(
            (50, [(1, ANSWERED, 0.25, 3), (9, ANSWERED, 1, 3)]),
            (50, [(1, ANSWERED, 1, 3)] * 3),
            gate=Gate(0.5, "C", text("a shipment can stop")),
        ),
        [(96.25, "C")] * 3,
    ),
    "V4": (
        items_of(
            (50, [(1, ANSWERED, 0.75, 2), (1, "na_declared", 0, 0), (1, "unknown", 0, 0)]),
            (50, [(1, ANSWERED, 0.5, 1), (1, ANSWERED, 1, 3)]),
        ),
        [(35.625, "E"), (75, "B"), (81.25, "B")],
    ),
    "V5": (
        items_of((60, [(1, "unanswered", 0, 0)] * 4), (40, [(1, "unanswered", 0, 0)] * 2)),
        [(0, "E"), (0, "E"), (100, "A")],
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_vector(name):
    (questionnaire, items), expected = GOLDEN[name]
    result = score(questionnaire, items)
    for reading, (points, grade) in zip(ReadingName, expected, strict=True):
        found = result.reading(reading)
        assert found.score == pytest.approx(points, abs=1e-9)
        assert found.grade == grade


def test_no_applicable_question_gives_no_score():
    questionnaire, items = items_of((100, [(1, "na_auto", 0, 0)]))
    result = score(questionnaire, items)
    assert [result.reading(r).score for r in ReadingName] == [None, None, None]
    assert result.completeness == 0
    assert result.provisional


def test_a_domain_of_unknowns_counts_where_the_table_says():
    questionnaire, items = items_of((60, [(1, ANSWERED, 0.5, 3)]), (40, [(1, "unknown", 0, 0)]))
    result = score(questionnaire, items)
    assert [result.reading(r).score for r in ReadingName] == pytest.approx([30, 50, 70])


@pytest.mark.parametrize(
    ("value", "grade"), [(0.85, "A"), (0.8499999999999, "A"), (0.84999, "B"), (0.3999, "E")]
)
def test_thresholds_are_compared_after_rounding_to_nine_decimals(value, grade):
    questionnaire, items = items_of((100, [(1, ANSWERED, value, 3)]))
    assert score(questionnaire, items).declared.grade == grade


def test_the_best_grade_asks_every_domain_for_its_minimum():
    questionnaire, items = items_of((90, [(1, ANSWERED, 1, 3)]), (10, [(1, ANSWERED, 0.5, 3)]))
    result = score(questionnaire, items)
    assert result.declared.score == pytest.approx(95)
    assert result.declared.grade == "B"


def test_the_best_grade_asks_for_evidence():
    questionnaire, items = items_of(
        (50, [(59, ANSWERED, 1, 3), (41, ANSWERED, 1, 1)]),
        (50, [(59, ANSWERED, 1, 3), (41, ANSWERED, 1, 0)]),
    )
    result = score(questionnaire, items)
    assert result.evidence_share == pytest.approx(0.59)
    assert result.declared.grade == "B"
    assert result.possible.grade == "B"


def test_a_gate_looks_at_evidence_only_in_the_proved_reading():
    gate = Gate(0.5, "D", text("no proof, no shipment"))
    questionnaire, items = items_of((100, [(1, ANSWERED, 1, 1), (99, ANSWERED, 1, 3)]), gate=gate)
    result = score(questionnaire, items)
    assert result.proved.grade == "D"
    assert [cap.question for cap in result.proved.caps] == ["Q000"]
    assert result.declared.grade == "A"


@pytest.mark.parametrize("state", ["na_auto", "na_declared", "unknown"])
def test_a_gate_never_looks_at_questions_that_do_not_count(state):
    gate = Gate(0.5, "E", text("no proof, no shipment"))
    questionnaire, items = items_of((100, [(1, state, 0, 0), (99, ANSWERED, 1, 3)]), gate=gate)
    result = score(questionnaire, items)
    assert not result.proved.caps
    assert result.proved.grade == "A"


def test_an_unanswered_gate_caps_all_but_the_possible_reading():
    gate = Gate(0.5, "D", text("no proof, no shipment"))
    questionnaire, items = items_of(
        (100, [(1, "unanswered", 0, 0), (99, ANSWERED, 1, 3)]), gate=gate
    )
    result = score(questionnaire, items)
    assert [result.reading(r).grade for r in ReadingName] == ["D", "D", "A"]


def test_a_result_is_provisional_until_four_fifths_are_answered():
    complete = items_of((100, [(4, ANSWERED, 1, 3), (1, "unanswered", 0, 0)]))
    short = items_of((100, [(79, ANSWERED, 1, 3), (21, "unknown", 0, 0)]))
    assert not score(*complete).provisional
    assert score(*short).provisional


def test_declaring_away_over_a_quarter_of_a_domain_is_provisional():
    quarter = items_of((100, [(3, ANSWERED, 1, 3), (1, "na_declared", 0, 0)]))
    more = items_of((100, [(74, ANSWERED, 1, 3), (26, "na_declared", 0, 0)]))
    assert not score(*quarter).provisional
    assert score(*more).provisional


@pytest.mark.parametrize(
    ("points", "shown"), [(84.96, "84.9"), (85.0, "85.0"), (84.9999999999, "85.0"), (0.0, "0.0")]
)
def test_a_displayed_score_is_cut(points, shown):
    assert displayed(points) == shown
