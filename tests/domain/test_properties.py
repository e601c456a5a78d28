"""What holds for every questionnaire and every set of answers."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.assessment import Assessment, Enterprise, compare, evaluate
from app.domain.explaining import Raiser, measure_scores, one_step_up, points_lost
from app.domain.expressions import Fact, Not, Or
from app.domain.facts import effective_facts
from app.domain.questionnaire import Gate, Kind, Option, Profile, Variable
from app.domain.scoring import Item, ReadingName, State, classify, score
from tests.factories import DAY, question, questionnaire, text

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)


@st.composite
def scored(draw, states=tuple(State)):
    """A random questionnaire with its items: 1–4 domains, 1–12 questions, gates, two measures."""
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    domains = [(f"d{n}", 100 * w / sum(weights)) for n, w in enumerate(weights)]
    items = []
    for number in range(draw(st.integers(len(domains), 12))):
        share = draw(st.sampled_from([0.0, 0.3, 1.0]))
        shares = tuple((m, s) for m, s in ((1, share), (2, 1 - share)) if s)
        gate = draw(
            st.none()
            | st.builds(
                Gate, st.sampled_from([0.25, 0.5, 1.0]), st.sampled_from("BCDE"), st.just(text("g"))
            )
        )
        asked = question(
            f"Q{number:02}",
            domains[number % len(domains)][0],
            draw(st.integers(1, 5)),
            gate=gate,
            measures=shares,
        )
        state = draw(st.sampled_from(states))
        value = draw(st.sampled_from(LEVELS)) if state is State.ANSWERED else 0.0
        evidence = draw(st.integers(0, 3)) if state is State.ANSWERED else 0
        items.append(Item(asked, state, value, evidence))
    return questionnaire(domains, [i.question for i in items]), tuple(items)


@given(scored())
def test_proved_never_exceeds_declared_nor_declared_possible(case):
    result = score(*case)
    found = [result.reading(reading).score for reading in ReadingName]
    assume(None not in found)
    assert found[0] <= found[1] + 1e-9
    assert found[1] <= found[2] + 1e-9


@given(scored())
def test_points_lost_sum_to_what_is_missing(case):
    _, items = case
    result = score(*case)
    assume(result.declared.score is not None)
    assert sum(points_lost(items, result).values()) == pytest.approx(
        100 - result.declared.score, abs=1e-9
    )


@given(scored(), st.data())
def test_raising_an_answer_never_lowers_the_score(case, data):
    built, items = case
    at = data.draw(st.integers(0, len(items) - 1))
    item = items[at]
    assume(item.state in (State.ANSWERED, State.UNANSWERED))
    higher = data.draw(st.sampled_from([v for v in LEVELS if v >= item.value]))
    raised = item._replace(state=State.ANSWERED, value=higher)
    before = score(built, items).declared
    after = score(built, [*items[:at], raised, *items[at + 1 :]]).declared
    assert after.score >= before.score - 1e-9


@given(scored(), st.randoms())
def test_the_order_of_questions_does_not_matter(case, random):
    built, items = case
    shuffled = random.sample(items, len(items))
    one, other = score(built, items), score(built, shuffled)
    for reading in ReadingName:
        assert one.reading(reading).score == pytest.approx(other.reading(reading).score, abs=1e-9)
        assert one.reading(reading).grade == other.reading(reading).grade
    assert measure_scores(built, items)[0].declared == pytest.approx(
        measure_scores(built, shuffled)[0].declared, abs=1e-9
    )


@given(scored(), st.data())
def test_declaring_a_question_away_never_raises_what_is_proved(case, data):
    built, items = case
    at = data.draw(st.integers(0, len(items) - 1))
    assume(items[at].state is not State.NA_AUTO)
    declared = Item(items[at].question, State.NA_DECLARED)
    before = score(built, items).proved
    after = score(built, [*items[:at], declared, *items[at + 1 :]]).proved
    assert after.score <= before.score + 1e-9


@given(scored())
def test_one_step_up_is_what_the_scorer_says(case):
    built, items = case
    result = score(built, items)
    position = {item.question.id: n for n, item in enumerate(items)}
    for step in one_step_up(built, items, result):
        at = position[step.question]
        raised = items[at]._replace(state=State.ANSWERED, value=step.value)
        after = score(built, [*items[:at], raised, *items[at + 1 :]]).declared
        assert after.score - result.declared.score == pytest.approx(step.gain, abs=1e-9)
        assert after.grade == step.grade


@given(scored(states=(State.ANSWERED, State.UNANSWERED)), st.data())
def test_raising_an_answer_with_evidence_is_what_the_scorer_says(case, data):
    built, items = case
    at = data.draw(st.integers(0, len(items) - 1))
    value = data.draw(st.sampled_from([v for v in LEVELS if v >= items[at].value]))
    evidence = data.draw(st.integers(items[at].evidence, 3))
    result = score(built, items)
    step = Raiser(built, items, result).raised(items[at], value, evidence)
    raised = items[at]._replace(state=State.ANSWERED, value=value, evidence=evidence)
    after = score(built, [*items[:at], raised, *items[at + 1 :]]).declared
    assert after.score - result.declared.score == pytest.approx(step.gain, abs=1e-9)
    assert after.grade == step.grade


FACTS = ("a", "b", "c")
CONDITIONS = (None, Fact("a"), Not(Fact("b")), Or((Fact("a"), Fact("c"))))


@st.composite
def answered(draw):
    """A random questionnaire over three facts, with one enterprise's facts and answers."""
    profile = Profile(
        groups=(),
        variables=tuple(Variable(f, "g", "bool", text(f), text(f)) for f in FACTS),
    )
    weight, condition = st.integers(1, 5), st.sampled_from(CONDITIONS)
    questions = [
        question(f"Q{n}", f"d{n % 2}", draw(weight), applies_if=draw(condition))
        for n in range(draw(st.integers(2, 6)))
    ]
    built = questionnaire([("d0", 60), ("d1", 40)], questions, profile)
    return built, draw(assessments(built)), draw(assessments(built))


@st.composite
def assessments(draw, built):
    answer = st.one_of(
        st.builds(Answer, level=st.integers(0, 4), evidence=st.integers(0, 3)),
        st.just(Answer(unknown=True)),
        st.just(Answer(not_applicable="none")),
    )
    facts = draw(st.dictionaries(st.sampled_from(FACTS), st.booleans()))
    answers = draw(st.dictionaries(st.sampled_from([q.id for q in built.questions]), answer))
    return Assessment(Enterprise(text("firm")), DAY, facts, answers)


@given(answered())
def test_an_unanswered_fact_never_excludes_a_question(case):
    built, assessment, _ = case
    for fact in FACTS:
        fewer = {k: v for k, v in assessment.facts.items() if k != fact}
        before = classify(built, assessment.facts, assessment.answers, DAY)
        after = classify(built, fewer, assessment.answers, DAY)
        for one, other in zip(before, after, strict=True):
            excluded_now = other.state is State.NA_AUTO
            assert not excluded_now or one.state is State.NA_AUTO


@given(answered())
def test_the_parts_of_a_change_sum_to_it(case):
    built, old, new = case
    for change in compare(built, old, built, new).values():
        if change is not None:
            parts = change.questionnaire, change.applicability, change.answers, change.evidence
            assert sum(parts) == pytest.approx(change.total, abs=1e-9)
            assert change.questionnaire == 0


@given(answered(), st.randoms())
def test_the_order_of_answers_does_not_matter(case, random):
    built, assessment, _ = case
    keys = random.sample(list(assessment.answers), len(assessment.answers))
    shuffled = replace(assessment, answers={k: assessment.answers[k] for k in keys})
    assert evaluate(built, assessment) == evaluate(built, shuffled)


def test_a_fact_not_asked_keeps_its_answer_but_does_not_count():
    profile = Profile(
        groups=(),
        variables=(
            Variable("a", "g", "bool", text("a"), text("a")),
            Variable(
                "b", "g", "set", text("b"), text("b"), asked_if=Fact("a"),
                options=(Option("x", text("x")), Option("none", text("none"), alone=True)),
            ),
        ),
    )  # fmt: skip
    assert "b" not in effective_facts(profile, {"a": False, "b": frozenset({"x"})})
    assert "b" in effective_facts(profile, {"b": frozenset({"x"})})


def test_a_number_steps_to_the_next_of_its_points():
    asked = question("N", "d0", kind=Kind.NUMBER, points=((0.0, 0.0), (50.0, 0.5), (100.0, 1.0)))
    assert asked.value_of_number(-5) == 0
    assert asked.value_of_number(25) == pytest.approx(0.25)
    assert asked.value_of_number(1e9) == 1
    assert asked.next_value(0.3) == 0.5
    assert asked.next_value(1.0) is None
