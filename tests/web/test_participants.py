"""One participant of a batch: its page, its JSON, its PDF from the queue."""

import json
from datetime import timedelta

import pytest

from app.persistence.models import ParticipantRow, ReportRow
from app.reporting.worker import RenderFailed
from app.services import portfolio as service
from app.services import printing


def portfolio(door, batch):
    with door.transaction(readonly=True) as services:
        return service.portfolio(services, batch)


def test_a_participants_page_is_that_of_an_assessment(member, door, scored, examples):
    batch, address = scored(examples)
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


def test_a_participant_that_is_not_scored_says_why(member, door, scored, examples):
    _, address = scored({"one": examples["food-rcep"]})
    with door.transaction() as services:
        row = services.session.query(ParticipantRow).one()
        row.state, row.standing = "failed", None
        row.failure = {"message": "Enter the day of assessment.", "params": {}}
        found = row.public_id
    page = member.get(f"{address}/enterprises/{found}")
    assert "could not be scored" in page.text
    assert "Enter the day of assessment." in page.text
    for page in ("report.json", "report.pdf", "report"):
        assert member.get(f"{address}/enterprises/{found}/{page}").status_code == 404
    for state, words in (("waiting", "waiting to be scored"), ("cancelled", "was cancelled")):
        with door.transaction() as services:
            services.session.query(ParticipantRow).one().state = state
        assert words in member.get(f"{address}/enterprises/{found}").text


@pytest.fixture
def address(scored, door, examples) -> str:
    """The page of the only participant of a batch."""
    batch, home = scored({"food-rcep": examples["food-rcep"]})
    return f"{home}/enterprises/{portfolio(door, batch).ranking[0].participant.id}"


def test_a_pdf_is_asked_for_waited_for_and_taken(member, door, address, monkeypatch):
    asked = member.post(f"{address}/report", {"lang": "en", "length": "summary"})
    assert asked.status_code == 303
    waiting = member.get(asked.location)
    assert "is being printed" in waiting.text
    assert 'data-waiting="waiting"' in waiting.text
    pdf_address = f"{address}/report.pdf?lang=en&length=summary"
    assert member.get(pdf_address).location == asked.location

    printed(door, monkeypatch)
    ready = member.get(asked.location)
    assert "The report is ready." in ready.text
    assert "data-waiting" not in ready.text
    pdf = member.get(pdf_address)
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert "food-rcep" in pdf.headers["Content-Disposition"]


def printed(door, monkeypatch, outcome=lambda *_: b"%PDF-1.7 as the renderer makes it"):
    """Do the work that waits in the queue; how a PDF is rendered is proved elsewhere."""
    monkeypatch.setattr("app.services.pressing.render_in_worker", outcome)
    with door.transaction(readonly=True) as services:
        found = services.session.query(ReportRow).one().public_id
    printing.print_report(door, found)


def test_a_pdf_of_another_length_is_another_one(member, address):
    member.post(f"{address}/report", {"lang": "en", "length": "summary"})
    page = member.get(f"{address}/report?lang=en&length=full")
    assert "has not been asked for yet" in page.text


def test_long_waiting_is_explained(member, address, clock):
    location = member.post(f"{address}/report", {"lang": "zh", "length": "full"}).location
    assert "longer than usual" not in member.get(location).text
    clock.now += timedelta(minutes=1)
    assert "longer than usual" in member.get(location).text


def test_a_failed_pdf_says_so_and_is_tried_again(member, door, address, monkeypatch):
    location = member.post(f"{address}/report", {"lang": "en", "length": "full"}).location

    def broken(*_):
        raise RenderFailed("no such glyph")

    printed(door, monkeypatch, broken)
    page = member.get(location)
    assert "could not be printed" in page.text
    assert "Try again" in page.text
    member.post(f"{address}/report", {"lang": "en", "length": "full"})
    assert "is being printed" in member.get(location).text


def test_an_unknown_language_or_length_is_refused(member, address):
    for query in ("lang=fr", "length=novel"):
        assert member.get(f"{address}/report?{query}").status_code == 400
    assert member.post(f"{address}/report", {"lang": "fr"}).status_code == 400
