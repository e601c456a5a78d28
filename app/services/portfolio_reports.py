"""The report of a batch as a whole: what it shows, and the digest that says so."""

from hashlib import sha256

from app.persistence import outputs as repository
from app.persistence import portfolios
from app.persistence.models import BatchRow
from app.persistence.participants import CANCELLED, FAILED, WAITING
from app.reporting.portfolio.building import Group, build_portfolio_report
from app.reporting.portfolio.sums import member
from app.reporting.portfolio.values import PortfolioReport, Unscored
from app.services import batches
from app.services import portfolio as service
from app.services.context import Services
from app.services.outputs import name_of, reason_of


def portfolio_report(services: Services, row: BatchRow) -> PortfolioReport:
    """The report of all scored participants of the batch."""
    batch = batches.find(services, row.organisation_id, row.public_id)
    found, everybody = service.portfolio(services, batch), service.group(services, batch)
    earlier = service.previous(services, batch)
    failed = tuple(
        Unscored(member(outcome.key, name_of(outcome)), reason_of(outcome))
        for outcome in repository.outcomes(services.session, row.id)
        if outcome.state == FAILED
    )
    group = Group(
        row.name,
        repository.organisation_name(services.session, row),
        earlier.name if earlier else "",
        row.assessed_on,
        everybody.count(WAITING),
        everybody.count(CANCELLED),
        failed,
    )
    return build_portfolio_report(everybody.questionnaire, everybody.rules, group, found)


def shown_by_portfolio(services: Services, row: BatchRow) -> str:
    """A digest that changes when the report would: with the scores, the names, the versions."""
    batch = batches.find(services, row.organisation_id, row.public_id)
    earlier = service.previous(services, batch)
    shown = [_shown(services, each) for each in (row, earlier) if each is not None]
    return sha256(repr(shown).encode()).hexdigest()


def _shown(services: Services, row: BatchRow) -> tuple[object, ...]:
    versions = (row.questionnaire, row.questionnaire_version, row.rules_version)
    tallies = [
        (tally.state, tally.number, tally.newest and tally.newest.isoformat())
        for tally in portfolios.tallies(services.session, row.id)
    ]
    owner = repository.organisation_name(services.session, row)
    return (row.public_id, row.name, owner, row.assessed_on.isoformat(), versions, tallies)
