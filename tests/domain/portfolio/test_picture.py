"""What holds for the picture of every group."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.amounts import amounts
from app.domain.portfolio.changes import changes
from app.domain.portfolio.distribution import distribution, spread
from app.domain.portfolio.due import due_dates, months_after
from app.domain.portfolio.filters import NOT_KNOWN, Filters, choices, chosen
from app.domain.portfolio.findings import (
    domain_averages,
    measure_averages,
    shared_actions,
    weak_questions,
)
from app.domain.portfolio.listing import (
    DOMAIN,
    MEASURE,
    NAME,
    PLACE,
    PROVED,
    SCORE,
    Order,
    listed,
    page_of,
    score_of,
)
from app.domain.portfolio.participant import Level
from app.domain.portfolio.picture import portfolio_of
from app.domain.portfolio.ranking import places, ranking
from app.domain.portfolio.sizes import SIZES, size_of
from app.domain.rules import RuleBook
from tests.domain.portfolio.groups import GRADES, QUESTIONNAIRE, groups, points
from tests.factories import DAY, text
from tests.planning import rule

COLUMNS = [PLACE, NAME, SCORE, PROVED, DOMAIN, MEASURE]
scores = st.lists(st.lists(points, min_size=3, max_size=3).map(sorted).map(tuple))


@given(scores)
def test_the_range_of_places_contains_the_place(found):
    for at in places(found):
        assert 1 <= at.first <= at.place <= at.last <= len(found)


@given(scores)
def test_ties_are_symmetric_and_only_wholly_separate_intervals_are_told_apart(found):
    ranges = places(found)
    for (low, _, high), mine in zip(found, ranges, strict=True):
        better = sum(other[0] > high for other in found)
        worse = sum(other[2] < low for other in found)
        assert (mine.first, mine.last) == (1 + better, len(found) - worse)
    for one, mine in zip(found, ranges, strict=True):
        for other, theirs in zip(found, ranges, strict=True):
            if one[0] > other[2]:  # surely better: no place of the one lies behind the other
                assert mine.first < theirs.last
                assert mine.place < theirs.place


@given(groups())
def test_the_ranking_holds_everybody_once_with_the_best_first(group):
    ranked = ranking(group)
    assert sorted(r.participant.id for r in ranked) == sorted(p.id for p in group)
    declared = [r.participant.declared.score for r in ranked if r.place is not None]
    assert declared == sorted(declared, reverse=True)
    placed = [r.place is not None for r in ranked]
    assert placed == sorted(placed, reverse=True)


@given(groups())
def test_the_counts_of_a_distribution_add_up(group):
    found = distribution(QUESTIONNAIRE, group)
    assert found.count + found.without_score == len(group)
    for reading in ("proved", "declared", "possible"):
        assert sum(getattr(bin_, reading) for bin_ in found.bins) == found.count
    for reading in ("proved", "declared"):
        assert sum(getattr(grade, reading) for grade in found.grades) == found.count
    assert (found.declared is None) == (found.count == 0)


@given(st.lists(points, min_size=1))
def test_quartiles_lie_in_order(found):
    spread_ = spread(found)
    ends = spread_[:5]
    assert list(ends) == sorted(ends)
    assert (spread_.lowest, spread_.highest) == (min(found), max(found))
    assert spread_.lowest <= spread_.mean <= spread_.highest


def test_the_quartiles_of_a_few_scores_are_those_of_a_spreadsheet():
    assert spread([10.0, 20.0, 40.0, 80.0]) == (10.0, 17.5, 30.0, 50.0, 80.0, 37.5)
    assert spread([42.0]) == (42.0,) * 6
    assert spread([]) is None


@given(groups(), st.sampled_from(["sector", "province", "region", "size", "grade"]))
def test_the_choices_of_an_attribute_divide_the_group(group, name):
    counts = choices(group, name)
    parts = [chosen(group, Filters(**{name: value})) for value in counts]
    assert sorted(p.id for part in parts for p in part) == sorted(p.id for p in group)
    assert [len(part) for part in parts] == list(counts.values())


@given(groups())
def test_a_market_finds_all_who_sell_there(group):
    for market, count in choices(group, "market").items():
        found = chosen(group, Filters(market=market))
        assert len(found) == count
        assert all(market in (p.markets or (NOT_KNOWN,)) for p in found)


@given(groups(min_size=2))
def test_a_search_finds_names_and_keys_in_any_case(group):
    assert chosen(group, Filters(search="  wORKS 1 ")) == (group[1],)
    assert chosen(group, Filters(search="企业0")) == (group[0],)
    assert chosen(group, Filters(search="K1")) == (group[1],)
    assert chosen(group, Filters(search="")) == group
    assert chosen(group, Filters(search="nobody")) == ()


@given(groups())
def test_each_filter_narrows_what_the_others_left(group):
    for sector in choices(group, "sector"):
        for size in choices(group, "size"):
            both = chosen(group, Filters(sector=sector, size=size))
            assert both == chosen(chosen(group, Filters(size=size)), Filters(sector=sector))


@given(groups())
def test_a_shared_action_is_worth_its_mean_as_often_as_it_is_open(group):
    found = shared_actions(group)
    for action in found:
        gains = [
            gain
            for p in group
            for id_, gain in zip(p.actions, p.gains, strict=True)
            if id_ == action.id
        ]
        assert action.enterprises == len(gains)
        assert action.gain_in_all == pytest.approx(sum(gains))
        assert action.gain * action.enterprises == pytest.approx(action.gain_in_all)
    assert sum(a.enterprises for a in found) == sum(len(p.actions) for p in group)
    assert all(a.gain_in_all >= b.gain_in_all for a, b in pairwise(found))


@given(groups())
def test_what_questions_cost_sums_to_what_the_group_lost(group):
    found = weak_questions(QUESTIONNAIRE, group)
    assert sum(q.lost_in_all for q in found) == pytest.approx(sum(sum(p.lost) for p in group))
    ids = [question.id for question in QUESTIONNAIRE.questions]
    for question in found:
        levels = [Level(p.levels[ids.index(question.id)]) for p in group]
        assert question.enterprises == sum(level is not Level.NOT_COUNTED for level in levels)
        assert question.unanswered == levels.count(Level.UNANSWERED)
        assert question.low == levels.count(Level.LOW) + question.unanswered
        assert question.lost * question.enterprises == pytest.approx(question.lost_in_all)
        assert question.low <= question.enterprises


@given(groups())
def test_averages_are_of_those_for_whom_it_counts(group):
    for averages, part in ((domain_averages, "domains"), (measure_averages, "measures")):
        for at, average in enumerate(averages(QUESTIONNAIRE, group)):
            known = [p for p in group if getattr(p.scores, part)[at] is not None]
            assert average.enterprises == len(known)
            if known:
                declared = sum(getattr(p.scores, part)[at] for p in known) / len(known)
                assert average.declared == pytest.approx(declared)


@given(groups())
def test_amounts_add_up_to_the_last_digit(group):
    found = amounts(group, valid_for=2026)
    assert found.with_goods == sum(p.goods > 0 for p in group)
    assert found.with_trades == sum(p.trades > 0 for p in group)
    for year in found.exposure:
        each = [y for p in group for y in p.exposure if y.year == year.year]
        assert year.illustration == (year.year != 2026)
        assert year.certificates == sum((y.certificates for y in each), Decimal(0))
        priced = [y for y in each if y.low is not None]
        assert year.priced == len(priced)
        if priced:
            assert year.low == sum(y.low for y in priced)
            assert year.high == sum(y.high for y in priced)
            assert year.central * 2 == year.low + year.high
        else:
            assert (year.low, year.central, year.high) == (None, None, None)
    for total in found.savings:
        each = [s for p in group for s in p.savings if s.currency == total.currency]
        assert total.enterprises == len(each)
        assert total.left == sum(s.left for s in each)


@given(groups(), groups(), st.integers(0, 3))
def test_everybody_of_two_groups_stayed_came_or_left(before, after, shift):
    later = tuple(replace(p, key=f"k{int(p.key[1:]) + shift}") for p in after)
    found = changes(before, later, GRADES)
    keys = {p.key for p in before} & {p.key for p in later}
    assert {c.after.key for c in found.both} == keys
    assert len(found.both) + len(found.newcomers) == len(later)
    assert len(found.both) + len(found.leavers) == len(before)
    rises = [c.declared for c in found.both if c.declared is not None]
    assert rises == sorted(rises, reverse=True)
    if rises:
        assert found.declared * len(rises) == pytest.approx(sum(rises))


@given(groups())
def test_a_group_beside_itself_did_not_change(group):
    found = changes(group, group, GRADES)
    assert (found.newcomers, found.leavers, found.better, found.worse) == ((), (), 0, 0)
    assert all(not change.declared for change in found.both)


@given(groups(), st.sampled_from(["coastal", "western", NOT_KNOWN]))
def test_who_changed_region_is_no_newcomer(group, region):
    moved = tuple(replace(p, region="western") for p in group)
    rules = RuleBook("2026-11-22", DAY, text(""), ())
    found = portfolio_of(QUESTIONNAIRE, rules, DAY, moved, group, Filters(region=region))
    assert found.changes.newcomers == ()
    assert len(found.changes.both) == found.count
    assert found.changes.leavers == ()


@given(groups(), st.integers(0, 500))
def test_a_date_is_told_within_its_months_and_to_whom_it_matters(group, days):
    due = DAY + timedelta(days=days)
    rules = RuleBook("2026-11-22", DAY, text(""), (rule("R1", due), rule("R9", due)))
    found = due_dates(rules, DAY, group)
    inside = sum("R1" in p.rules_in for p in group)
    unclear = sum("R1" in p.rules_open for p in group)
    if not (DAY < due <= months_after(DAY, 12)) or not inside + unclear:
        assert found == ()
    else:
        (one,) = found
        assert (one.rule, one.in_scope, one.needs_answer) == ("R1", inside, unclear)
        assert one.months == (6 if due <= months_after(DAY, 6) else 12)


def test_months_are_calendar_months():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 24), 12) == date(2027, 11, 24)
    assert months_after(date(2026, 6, 30), 6) == date(2026, 12, 30)


def test_a_size_follows_from_the_head_count():
    counts = [1, 19, 20, 299, 300, 999, 1000, 250_000]
    assert [size_of(n) for n in counts] == [size for size in SIZES for _ in range(2)]
    assert size_of(None) == ""


@given(groups(), st.sampled_from(COLUMNS), st.booleans(), st.sampled_from(["declared", "proved"]))
def test_every_order_lists_everybody_with_the_unknown_at_the_end(group, column, down, reading):
    rules = RuleBook("2026-11-22", DAY, text(""), ())
    found = portfolio_of(QUESTIONNAIRE, rules, DAY, group)
    order = Order(column, 1 if column in (DOMAIN, MEASURE) else 0, down, reading)
    rows = listed(found, order)
    assert sorted(r.participant.id for r in rows) == sorted(p.id for p in group)
    if column not in (PLACE, NAME):
        values = [score_of(r, order) for r in rows]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=down)
        assert values[len(known) :] == [None] * (len(values) - len(known))


@given(st.integers(0, 120), st.integers(-3, 9))
def test_the_pages_hold_every_row_once(count, number):
    rows = tuple(range(count))
    first = page_of(rows, number)
    assert 1 <= first.number <= first.pages
    pages = [page_of(rows, n).rows for n in range(1, first.pages + 1)]
    assert tuple(row for page in pages for row in page) == rows


def test_the_picture_of_nobody_is_empty():
    rules = RuleBook("2026-11-22", DAY, text(""), ())
    found = portfolio_of(QUESTIONNAIRE, rules, DAY, ())
    assert (found.count, found.questions, found.actions, found.due) == (0, (), (), ())
    assert [average.declared for average in found.domains] == [None, None]
