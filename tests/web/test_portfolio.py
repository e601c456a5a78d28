"""The pages of a whole batch say what its picture says, to whoever asks in whatever order."""

import html
import json
import re
from dataclasses import replace

import pytest

from app.catalogue.enterprise_file import load_assessment
from app.domain.portfolio.listing import Order, listed, page_of
from app.persistence.models import OrganisationRow, ParticipantRow
from app.services import portfolio as service
from app.services.batches import find
from tests.conftest import QUESTIONNAIRES
from tests.portfolios import by_number, named, scored_batch

EXAMPLES = sorted((QUESTIONNAIRES / "exporter-readiness" / "1.0" / "examples").glob("*.yaml"))
ROW = re.compile(r'<th scope="row" class="who"><a href="[^"]*">([^<]*)</a>')


@pytest.fixture(scope="module")
def examples(catalogue):
    """The example enterprises under their files' names, which are their keys and names."""
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    found = {path.stem: load_assessment(path, questionnaire) for path in EXAMPLES}
    return {key: named(assessment, "", key) for key, assessment in found.items()}


@pytest.fixture
def made(member, door):
    """Makes a batch of the member's organisation; returns it and its address."""

    def make(group, before=None, name="Autumn round"):
        with door.transaction() as services:
            query = services.session.query(OrganisationRow)
            owner = query.filter_by(name="Harbour Chamber").one().id
            earlier = before and scored_batch(services, owner, before, name="Spring <round>")
            row = scored_batch(services, owner, group, previous=earlier, name=name)
            return find(services, owner, row.public_id), f"/batches/{row.public_id}"

    return make


def names(page) -> list[str]:
    return [html.unescape(name) for name in ROW.findall(page.text)]


def portfolio(door, batch):
    with door.transaction(readonly=True) as services:
        return service.portfolio(services, batch)


def test_the_portfolio_says_what_the_picture_says(member, door, made, examples):
    batch, address = made(examples)
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


def test_names_of_enterprises_and_batches_are_only_text(member, made, examples):
    evil = named(examples["food-rcep"], "", "<script>alert(1)</script>")
    _, address = made({"<b>": evil}, before={"<b>": evil}, name="<i>batch</i>")
    for path in ("", "/enterprises", "/enterprises?view=domains", "/changes"):
        page = member.get(f"{address}/portfolio{path}").text
        assert "&lt;i&gt;batch" in page
        for markup in ("<script>alert", "<i>batch", "<round>", 'who-key"><b>'):
            assert markup not in page


def test_the_ranking_shows_honest_ties(member, door, made, examples):
    batch, address = made(examples)
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
def test_the_enterprises_stand_in_the_order_asked_for(member, door, made, examples, query, order):
    batch, address = made(examples)
    page = member.get(f"{address}/portfolio/enterprises?{query}")
    expected = [r.participant.name.en for r in listed(portfolio(door, batch), order)]
    shown = names(page)
    assert shown == expected


def test_a_heat_map_can_be_read_without_its_colours(member, door, made, examples):
    batch, address = made(examples)
    page = member.get(f"{address}/portfolio/enterprises?view=domains")
    ranked = portfolio(door, batch).ranking[0]
    cells = re.findall(r'<td class="number heat heat-\w+">([\d.–]+)</td>', page.text)
    scores = ranked.participant.scores.domains
    assert len(cells) == 7 * len(scores)  # six enterprises and the mean
    shown = [float(cell) if cell != "–" else None for cell in cells[len(scores) : 2 * len(scores)]]
    assert shown == [s if s is None else pytest.approx(s, abs=0.1) for s in scores]


def test_thousands_come_a_page_at_a_time(member, made, examples):
    group = by_number([named(examples["food-rcep"], "", f"Works {n:03}") for n in range(120)])
    _, address = made(group)
    first = member.get(f"{address}/portfolio/enterprises?sort=name&search=works")
    assert names(first) == [f"Works {n:03}" for n in range(50)]
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text)[1])
    second = member.get(following)
    assert names(second) == [f"Works {n:03}" for n in range(50, 100)]
    assert "Page 2 of 3" in second.text
    last = member.get(f"{address}/portfolio/enterprises?sort=name&page=99")
    assert names(last) == [f"Works {n:03}" for n in range(100, 120)]


def test_filters_travel_with_every_link(member, made, examples):
    _, address = made(examples)
    page = member.get(f"{address}/portfolio?sector=batteries&search=MAKER")
    assert "1 enterprise passes:" in page.text
    for path in re.findall(rf'href="{address}/portfolio/enterprises\?([^"]*)"', page.text):
        assert "sector=batteries" in path
    assert names(member.get(f"{address}/portfolio/enterprises?sector=batteries")) == [
        "battery-maker"
    ]


def test_a_filter_that_nobody_passes_says_so(member, made, examples):
    _, address = made(examples)
    for path in ("", "/enterprises", "/enterprises?view=measures", "/changes"):
        joint = "&" if "?" in path else "?"
        page = member.get(f"{address}/portfolio{path}{joint}search=nobody")
        assert page.status_code == 200
        if path != "/changes":
            assert "No enterprise passes these filters." in page.text


def test_nonsense_in_the_address_is_passed_over(member, made, examples):
    _, address = made(examples)
    for query in ("page=-1", "page=x", "sort=%00", "reading=odd", "view=odd", "sector=odd&x=1"):
        assert member.get(f"{address}/portfolio/enterprises?{query}").status_code == 200


def test_a_batch_without_scores_has_a_page(member, made):
    _, address = made({})
    for path in ("", "/enterprises", "/enterprises?view=domains", "/changes"):
        page = member.get(f"{address}/portfolio{path}")
        assert page.status_code == 200
        assert "Nothing is scored yet." in page.text


def test_enterprises_without_any_score_have_a_page(member, made, examples):
    silent = replace(examples["food-rcep"], facts={}, answers={})
    _, address = made({"silent": silent})
    for path in ("", "/enterprises", "/enterprises?view=domains", "/enterprises?sort=score"):
        assert member.get(f"{address}/portfolio{path}").status_code == 200


def test_the_changes_name_the_earlier_batch(member, door, made, examples):
    before = {key: examples[key] for key in ("food-rcep", "furniture-wood")}
    after = {key: examples[key] for key in ("food-rcep", "trading-company")}
    batch, address = made(after, before)
    page = member.get(f"{address}/portfolio/changes")
    assert "Spring &lt;round&gt;" in page.text
    assert names(page) == ["food-rcep"]
    assert "trading-company" in page.text
    assert "furniture-wood" in page.text
    participant = portfolio(door, batch).changes.both[0].after
    detail = member.get(f"{address}/enterprises/{participant.id}")
    assert "Since last time" in detail.text
    assert "What the change comes from" in detail.text


def test_without_an_earlier_batch_there_is_nothing_to_compare(member, made, examples):
    _, address = made(examples)
    assert "There is no earlier batch" in member.get(f"{address}/portfolio/changes").text
    assert "Since last time" not in member.get(f"{address}/portfolio").text


def test_a_participants_page_is_that_of_an_assessment(member, door, made, examples):
    batch, address = made(examples)
    best = portfolio(door, batch).ranking[0]
    participant = best.participant
    page = member.get(f"{address}/enterprises/{participant.id}")
    assert page.status_code == 200
    assert f"declared place 1, possible places {best.first} to {best.last}" in page.text
    for section in ("domains", "measures", "gaps", "rules", "method"):
        assert f'id="{section}"' in page.text
    document = member.get(f"{address}/enterprises/{participant.id}/report.json")
    assert document.mimetype == "application/json"
    found = json.loads(document.data)
    assert found["score"]["declared"] == pytest.approx(participant.declared.score, abs=1e-6)


def test_a_participant_that_is_not_scored_says_why(member, door, made, examples):
    _, address = made({"one": examples["food-rcep"]})
    with door.transaction() as services:
        row = services.session.query(ParticipantRow).one()
        row.state, row.standing = "failed", None
        row.failure = {"message": "Enter the day of assessment.", "params": {}}
        found = row.public_id
    page = member.get(f"{address}/enterprises/{found}")
    assert "could not be scored" in page.text
    assert "Enter the day of assessment." in page.text
    assert member.get(f"{address}/enterprises/{found}/report.json").status_code == 404
    for state, words in (("waiting", "waiting to be scored"), ("cancelled", "was cancelled")):
        with door.transaction() as services:
            services.session.query(ParticipantRow).one().state = state
        assert words in member.get(f"{address}/enterprises/{found}").text


def test_pages_are_found_beyond_the_ends():
    rows = list(range(101))
    assert page_of(rows, 3).rows == (100,)
    assert (page_of(rows, 0).number, page_of(rows, 7).number, page_of((), 1).pages) == (1, 3, 1)
