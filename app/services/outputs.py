"""The results of a batch as a workbook."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from app.domain.portfolio.ranking import Places, places
from app.domain.portfolio.standing import interval_of
from app.domain.problems import N_, Problem
from app.domain.text import LANGS, Lang, Text
from app.i18n import label, translate
from app.persistence import outputs as repository
from app.persistence.models import BatchRow
from app.persistence.outputs import Outcome
from app.persistence.participants import CANCELLED, DONE, FAILED, WAITING
from app.services.batches import Batch, row_of
from app.services.context import Services
from app.services.failures import from_json
from app.services.portfolio import previous
from app.services.standings import standing_from_json
from app.spreadsheets.result_columns import Content, Earlier, Scored
from app.spreadsheets.results import About, Leaver, Unscored, write_results

STATES = {
    DONE: N_("scored"),
    FAILED: N_("failed"),
    WAITING: N_("waiting"),
    CANCELLED: N_("cancelled"),
}
_REASONS = {
    WAITING: Problem(N_("Its turn has not come yet.")),
    CANCELLED: Problem(N_("The batch was cancelled before its turn.")),
    FAILED: Problem(N_("The reason is not known.")),
}


def results_workbook(services: Services, batch: Batch, lang: Lang) -> IO[bytes]:
    """The workbook in a file without a name, at its beginning, gone once it is closed.

    Standings are read and written row by row; of everything else only a few figures are held.
    Raises OSError where the disk is full.
    """
    row, session = row_of(services, batch), services.session
    earlier = previous(services, batch)
    outcomes = repository.outcomes(session, row.id)
    before = {} if earlier is None else _before(services, earlier)
    content = Content(batch.questionnaire, batch.rules, row.assessed_on, earlier is not None)
    about = About(
        repository.organisation_name(session, row),
        row.name,
        earlier.name if earlier else "",
        services.today,
        _counts(outcomes),
    )
    here = {outcome.key for outcome in outcomes}
    leavers = [
        Leaver(o.key, name_of(o), _earlier(o)) for key, o in before.items() if key not in here
    ]
    file = TemporaryFile(prefix="results-")  # noqa: SIM115 (handed to the caller)
    try:
        scored = _scored(services, row, outcomes, before)
        write_results(file, content, about, scored, _unscored(outcomes), leavers, lang)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _scored(
    services: Services, row: BatchRow, outcomes: list[Outcome], before: dict[str, Outcome]
) -> Iterator[Scored]:
    by_id = {outcome.id: outcome for outcome in outcomes}
    where = _places(outcomes)
    for id_, text in repository.standings(services.session, row.id):
        outcome = by_id.get(id_)
        if outcome is None or outcome.state != DONE:  # scored since the others were read
            continue
        then = before.get(outcome.key)
        yield Scored(
            outcome.position,
            outcome.key,
            standing_from_json(text),
            where.get(id_),
            None if then is None else _earlier(then),
        )


def _places(outcomes: list[Outcome]) -> dict[int, Places]:
    ids: list[int] = []
    triples: list[tuple[float, float, float]] = []
    for o in outcomes:
        interval = interval_of(o.proved, o.declared, o.possible)
        if o.state == DONE and interval is not None and o.declared is not None:
            ids.append(o.id)
            triples.append((interval[0], o.declared, interval[1]))
    return dict(zip(ids, places(triples), strict=True))


def _before(services: Services, earlier: BatchRow) -> dict[str, Outcome]:
    """The scored enterprises of the batch before, by key."""
    found = repository.outcomes(services.session, earlier.id)
    return {outcome.key: outcome for outcome in found if outcome.state == DONE}


def _earlier(outcome: Outcome) -> Earlier:
    return Earlier(outcome.declared, outcome.proved, outcome.grade)


def _unscored(outcomes: list[Outcome]) -> Iterator[Unscored]:
    for outcome in outcomes:
        if outcome.state != DONE:
            state = label(STATES[outcome.state])
            yield Unscored(
                outcome.position, outcome.key, name_of(outcome), state, reason_of(outcome)
            )


def reason_of(outcome: Outcome) -> Text:
    """Why the enterprise, which is not done, has no score."""
    problem = (from_json(outcome.failure) if outcome.state == FAILED else None) or _REASONS[
        outcome.state
    ]
    return Text(**{lang: translate(problem, lang) for lang in LANGS})


def _counts(outcomes: list[Outcome]) -> tuple[tuple[Text, int], ...]:
    states = [outcome.state for outcome in outcomes]
    heads = {
        DONE: N_("Enterprises scored"),
        FAILED: N_("Enterprises failed"),
        WAITING: N_("Enterprises waiting"),
        CANCELLED: N_("Enterprises cancelled"),
    }
    return tuple((label(heads[state]), states.count(state)) for state in heads)


def name_of(outcome: Outcome) -> Text:
    """What the enterprise is called."""
    return Text(outcome.name_zh, outcome.name_en)
