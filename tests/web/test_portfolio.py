"""The pages of a whole batch say what its picture says, to whoever asks in whatever order."""

import html
import re
from dataclasses import replace

import pytest

from app.domain.portfolio.listing import Order, listed, page_of
from app.services import portfolio as service
from tests.portfolios import by_number, named

ROW = re.compile(r'<th scope="row" class="who"><a href="[^"]*">([^<]*)</a>')


def names(page) -> list[str]:
    return [html.unescape(name) for name in ROW.findall(page.text)]


def portfolio(door, batch):
    with door.transaction(readonly=True) as services:
        return service.portfolio(services, batch)


def test_the_portfolio_says_what_the_picture_says(member, door, scored, examples):
    batch, address = scored(examples)
    page = member.get(f"{address}/portfolio")
    assert page.status_code == 200
    found = portfolio(door, batch)
    assert "6 enterprises scored" in page.text
    first = found.actions[0]
    words = f"would bring {first.enterprises} enterprises an average of {first.gain:.1f} points"
    assert words in page.text
    for question in found.questions[:10]:
        assert f'<span class="code">{question.id}</span>' in page.text
    for due in found.due:
        assert f'<span class="code">{due.rule}</span>' in page.text
    for total in found.amounts.savings:
        assert f"{round(total.saved, 2):,.2f}" in page.text
    assert '<svg class="rp-chart rp-chart-spread"' in page.text


def test_names_of_enterprises_and_batches_are_only_text(member, scored, examples):
    evil = named(examples["food-rcep"], "", "<script>alert(1)</script>")
    _, address = scored({"<b>": evil}, before={"<b>": evil}, name="<i>batch</i>")
    for path in ("", "/enterprises", "/enterprises?view=domains", "/changes"):
        page = member.get(f"{address}/portfolio{path}").text
        assert "&lt;i&gt;batch" in page
        for markup in ("<script>alert", "<i>batch", "<round>", 'who-key"><b>'):
            assert markup not in page


def test_the_ranking_shows_honest_ties(member, door, scored, examples):
    batch, address = scored(examples)
    page = member.get(f"{address}/portfolio/enterprises")
    found = portfolio(door, batch).ranking
    assert names(page) == [r.participant.name.en for r in found]
    for ranked in found:
        shown = f"{ranked.first}–{ranked.last}" if ranked.first != ranked.last else ranked.first
        assert f"<b>{shown}</b>" in page.text


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("sort=score&order=desc", Order("score", descending=True)),
        ("sort=proved", Order("proved")),
        ("sort=name", Order("name")),
        ("view=domains&sort=fta&order=desc", Order("domain", 4, descending=True)),
        ("view=measures&sort=9&reading=proved", Order("measure", 8, reading="proved")),
        ("sort=nothing", Order()),
    ],
)
def test_the_enterprises_stand_in_the_order_asked_for(member, door, scored, examples, query, order):
    batch, address = scored(examples)
    page = member.get(f"{address}/portfolio/enterprises?{query}")
    expected = [r.participant.name.en for r in listed(portfolio(door, batch), order)]
    shown = names(page)
    assert shown == expected


def test_a_heat_map_can_be_read_without_its_colours(member, door, scored, examples):
    batch, address = scored(examples)
    page = member.get(f"{address}/portfolio/enterprises?view=domains")
    ranked = portfolio(door, batch).ranking[0]
    cells = re.findall(r'<td class="number heat heat-\w+">([\d.–]+)</td>', page.text)
    scores = ranked.participant.scores.domains
    assert len(cells) == 7 * len(scores)  # six enterprises and the mean
    shown = [float(cell) if cell != "–" else None for cell in cells[len(scores) : 2 * len(scores)]]
    assert shown == [s if s is None else pytest.approx(s, abs=0.1) for s in scores]


def test_thousands_come_a_page_at_a_time(member, scored, examples):
    group = by_number([named(examples["food-rcep"], "", f"Works {n:03}") for n in range(120)])
    _, address = scored(group)
    first = member.get(f"{address}/portfolio/enterprises?sort=name&search=works")
    assert names(first) == [f"Works {n:03}" for n in range(50)]
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text)[1])
    second = member.get(following)
    assert names(second) == [f"Works {n:03}" for n in range(50, 100)]
    assert "Page 2 of 3" in second.text
    last = member.get(f"{address}/portfolio/enterprises?sort=name&page=99")
    assert names(last) == [f"Works {n:03}" for n in range(100, 120)]


def test_filters_travel_with_every_link(member, scored, examples):
    _, address = scored(examples)
    page = member.get(f"{address}/portfolio?sector=batteries&search=MAKER")
    assert "1 enterprise passes:" in page.text
    for path in re.findall(rf'href="{address}/portfolio/enterprises\?([^"]*)"', page.text):
        assert "sector=batteries" in path
    assert names(member.get(f"{address}/portfolio/enterprises?sector=batteries")) == [
        "battery-maker"
    ]


def test_a_filter_that_nobody_passes_says_so(member, scored, examples):
    _, address = scored(examples)
    for path in ("", "/enterprises", "/enterprises?view=measures", "/changes"):
        joint = "&" if "?" in path else "?"
        page = member.get(f"{address}/portfolio{path}{joint}search=nobody")
        assert page.status_code == 200
        if path != "/changes":
            assert "No enterprise passes these filters." in page.text


def test_nonsense_in_the_address_is_passed_over(member, scored, examples):
    _, address = scored(examples)
    for query in ("page=-1", "page=x", "sort=%00", "reading=odd", "view=odd", "sector=odd&x=1"):
        assert member.get(f"{address}/portfolio/enterprises?{query}").status_code == 200


def test_a_batch_without_scores_has_a_page(member, scored):
    _, address = scored({})
    for path in ("", "/enterprises", "/enterprises?view=domains", "/changes"):
        page = member.get(f"{address}/portfolio{path}")
        assert page.status_code == 200
        assert "Nothing is scored yet." in page.text


def test_enterprises_without_any_score_have_a_page(member, scored, examples):
    silent = replace(examples["food-rcep"], facts={}, answers={})
    _, address = scored({"silent": silent})
    for path in ("", "/enterprises", "/enterprises?view=domains", "/enterprises?sort=score"):
        assert member.get(f"{address}/portfolio{path}").status_code == 200


def test_the_changes_name_the_earlier_batch(member, door, scored, examples):
    before = {key: examples[key] for key in ("food-rcep", "furniture-wood")}
    after = {key: examples[key] for key in ("food-rcep", "trading-company")}
    batch, address = scored(after, before)
    page = member.get(f"{address}/portfolio/changes")
    assert "Spring &lt;round&gt;" in page.text
    assert names(page) == ["food-rcep"]
    assert "trading-company" in page.text
    assert "furniture-wood" in page.text
    participant = portfolio(door, batch).changes.both[0].after
    detail = member.get(f"{address}/enterprises/{participant.id}")
    assert "Since last time" in detail.text
    assert "What the change comes from" in detail.text


def test_without_an_earlier_batch_there_is_nothing_to_compare(member, scored, examples):
    _, address = scored(examples)
    assert "There is no earlier batch" in member.get(f"{address}/portfolio/changes").text
    assert "Since last time" not in member.get(f"{address}/portfolio").text


def test_pages_are_found_beyond_the_ends():
    rows = list(range(101))
    assert page_of(rows, 3).rows == (100,)
    assert (page_of(rows, 0).number, page_of(rows, 7).number, page_of((), 1).pages) == (1, 3, 1)
