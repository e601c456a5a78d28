"""The sheets of the results workbook: what each says of one enterprise."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from app.domain.portfolio.sizes import SIZE_TEXTS
from app.domain.portfolio.standing import Mark, Triple
from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.rules import Scope
from app.domain.scoring import State
from app.domain.text import Lang, Text
from app.i18n import label
from app.spreadsheets.quick_rows import Cell
from app.spreadsheets.result_columns import (
    CONTRADICTIONS,
    DAY,
    KEY,
    MIDDLE,
    MONEY,
    NAME,
    NARROW,
    POINTS,
    WHOLE,
    WIDE,
    WORDS,
    Column,
    Content,
    Earlier,
    Row,
    Scored,
    Sheet,
    cut,
    figures,
    identity,
)

_COUNTED = frozenset({State.ANSWERED, State.UNANSWERED})


def sheets(content: Content, lang: Lang) -> tuple[Sheet, ...]:
    """All sheets that have rows of scored enterprises, in their order."""
    always = (_enterprises, _domains, _measures, _losses, _actions, _rules, _exposure, _savings)
    makers = (*always, _changes) if content.compared else always
    return tuple(make(content, lang) for make in makers)


def _who(row: Scored, lang: Lang) -> tuple[str, str]:
    return row.key, row.standing.name.either(lang)


def _enterprises(content: Content, lang: Lang) -> Sheet:
    questionnaire = content.questionnaire
    names = _names(questionnaire, lang)
    markets, said = names.markets, (label(N_("yes"))[lang], label(N_("no"))[lang])

    def rows(row: Scored) -> Iterable[Row]:
        s = row.standing
        places = row.places or (None, None, None)
        yield (
            row.number,
            row.key,
            s.name.zh,
            s.name.en,
            names.provinces.get(s.province, s.province),
            names.regions.get(s.region, s.region),
            names.sectors.get(s.sector, s.sector),
            names.sizes.get(s.size, s.size),
            s.employees,
            "; ".join([markets.get(market, market) for market in s.markets]),
            cut(s.declared.score),
            s.declared.grade,
            cut(s.proved.score),
            s.proved.grade,
            cut(s.possible.score),
            said[0] if s.provisional else said[1],
            s.completeness,
            s.evidence_share,
            *places,
            *[cut(triple.declared) for triple in s.domains.values()],
            "; ".join(s.contradictions),
        )

    domains = [Column(domain.short, POINTS, NARROW) for domain in questionnaire.domains]
    return Sheet(
        label(N_("Enterprises and scores")),
        (*identity(), *figures(), *domains, CONTRADICTIONS),
        rows,
        3,
    )


_READINGS = (N_("Proved"), N_("Declared"), N_("Possible"))


def _domains(content: Content, lang: Lang) -> Sheet:
    columns = [
        Column(_two(domain.short, label(reading)), POINTS, MIDDLE)
        for domain in content.questionnaire.domains
        for reading in _READINGS
    ]

    def rows(row: Scored) -> Iterable[Row]:
        found = row.standing.domains.values()
        yield (*_who(row, lang), *map(cut, chain.from_iterable(found)))

    return Sheet(label(N_("Domains")), (KEY, NAME, *columns), rows)


def _measures(content: Content, lang: Lang) -> Sheet:
    scored = [measure for measure in content.questionnaire.measures if measure.scored]
    columns = [
        Column(_two(Text(f"{m.id} {m.title.zh}", f"{m.id} {m.title.en}"), label(r)), POINTS, 18)
        for m in scored
        for r in (N_("Declared"), N_("Proved"))
    ]
    nothing = Triple(None, None, None)

    def rows(row: Scored) -> Iterable[Row]:
        found = [row.standing.measures.get(measure.id, nothing) for measure in scored]
        scores = [cut(score) for t in found for score in (t.declared, t.proved)]
        yield (*_who(row, lang), *scores)

    return Sheet(label(N_("Measures")), (KEY, NAME, *columns), rows)


def _losses(content: Content, lang: Lang) -> Sheet:
    """Points lost by question; empty where the question does not count."""
    questions = content.questionnaire.questions
    ids = [question.id for question in questions]
    columns = [
        Column(Text(f"{q.id} {q.topic.zh}", f"{q.id} {q.topic.en}"), POINTS, MIDDLE)
        for q in questions
    ]

    def rows(row: Scored) -> Iterable[Row]:
        found = row.standing.questions
        lost = [
            round(found[id_].lost, 2) if id_ in found and found[id_].state in _COUNTED else None
            for id_ in ids
        ]
        yield (*_who(row, lang), *lost)

    return Sheet(label(N_("Points lost")), (KEY, NAME, *columns), rows)


def _actions(content: Content, lang: Lang) -> Sheet:
    """The gain of each action that could begin now; the first of them before all."""
    actions = content.questionnaire.actions
    titles = {a.id: f"{a.id} {a.title[lang]}" for a in actions}
    at = {a.id: 4 + place for place, a in enumerate(actions)}
    columns = [
        Column(Text(f"{a.id} {a.title.zh}", f"{a.id} {a.title.en}"), POINTS, MIDDLE)
        for a in actions
    ]
    first = Column(label(N_("First action")), WORDS, WIDE, label(N_("The one to begin with.")))
    gain = Column(
        label(N_("Its gain")),
        POINTS,
        NARROW,
        label(N_("Points that an action brings to the declared score when done alone.")),
    )

    def rows(row: Scored) -> Iterable[Row]:
        ready = [action for action in row.standing.actions if action.ready]
        cells: list[Cell] = [None] * (4 + len(actions))
        cells[:2] = _who(row, lang)
        if ready:
            cells[2:4] = titles.get(ready[0].id, ready[0].id), round(ready[0].gain, 2)
        for action in ready:
            cells[at[action.id]] = round(action.gain, 2)
        yield cells

    return Sheet(label(N_("Next actions")), (KEY, NAME, first, gain, *columns), rows)


def _rules(content: Content, lang: Lang) -> Sheet:
    rules = content.rules.rules
    ids = [rule.id for rule in rules]
    words = {
        Scope.IN: label(N_("in scope"))[lang],
        Scope.OPEN: label(N_("needs an answer"))[lang],
    }
    ahead = Column(
        label(N_("Next date")),
        DAY,
        12,
        label(N_("The first date after the day of assessment of a rule in scope.")),
    )
    columns = [Column(Text(f"{r.id} {r.title.zh}", f"{r.id} {r.title.en}"), WORDS, MIDDLE)
               for r in rules]  # fmt: skip

    def rows(row: Scored) -> Iterable[Row]:
        found = {rule.id: words.get(rule.scope) for rule in row.standing.rules}
        days = [r.next for r in row.standing.rules if r.scope is Scope.IN and r.next is not None]
        yield (*_who(row, lang), min(days, default=None), *map(found.get, ids))

    return Sheet(label(N_("Rules")), (KEY, NAME, ahead, *columns), rows)


def _exposure(content: Content, lang: Lang) -> Sheet:
    """CBAM exposure by year; no row for an enterprise that stated no goods."""
    cbam = content.rules.cbam
    years = sorted(cbam.factors) if cbam else []
    kinds = (N_("certificates"), N_("EUR, low"), N_("EUR, high"))
    columns = [Column(_two(Text(f"{year}", f"{year}"), label(kind)), MONEY, MIDDLE)
               for year in years for kind in kinds]  # fmt: skip
    goods = Column(label(N_("Goods stated")), WHOLE)
    left_out = Column(label(N_("Goods without a figure")), WHOLE)

    def rows(row: Scored) -> Iterable[Row]:
        s = row.standing
        if not s.goods:
            return
        found = {year.year: year for year in s.exposure}
        cells: list[Cell] = []
        for year in years:
            entry = found.get(year)
            amounts = (entry.certificates, entry.low, entry.high) if entry else (None,) * 3
            cells += [None if amount is None else float(amount) for amount in amounts]
        missing = max((year.left_out for year in s.exposure), default=s.goods)
        yield (*_who(row, lang), s.goods, missing, *cells)

    return Sheet(label(N_("CBAM exposure")), (KEY, NAME, goods, left_out, *columns), rows)


def _savings(_: Content, lang: Lang) -> Sheet:
    """A row for each enterprise and currency; amounts a year."""
    columns = (
        Column(label(N_("Trades stated")), WHOLE),
        Column(label(N_("Currency"))),
        Column(label(N_("Saved")), MONEY, MIDDLE),
        Column(label(N_("Left on the table")), MONEY, MIDDLE),
        Column(label(N_("Possibly left")), MONEY, MIDDLE),
    )

    def rows(row: Scored) -> Iterable[Row]:
        for currency, *amounts in row.standing.savings:
            yield (*_who(row, lang), row.standing.trades, currency, *map(float, amounts))

    return Sheet(label(N_("FTA savings")), (KEY, NAME, *columns), rows)


CHANGES = (
    KEY,
    NAME,
    Column(label(N_("In which batches")), WORDS, MIDDLE),
    Column(label(N_("Declared score before")), POINTS),
    Column(label(N_("Declared score now")), POINTS),
    Column(label(N_("Change, declared")), POINTS),
    Column(label(N_("Proved score before")), POINTS),
    Column(label(N_("Proved score now")), POINTS),
    Column(label(N_("Change, proved")), POINTS),
    Column(label(N_("Declared grade before"))),
    Column(label(N_("Declared grade now"))),
)
CHANGES_NAME = label(N_("Since last time"))
_NOBODY = Earlier(None, None, None)


def _changes(_: Content, lang: Lang) -> Sheet:
    both, new = label(N_("both"))[lang], label(N_("only this one"))[lang]

    def rows(row: Scored) -> Iterable[Row]:
        s, before = row.standing, row.before or _NOBODY
        yield (
            *_who(row, lang),
            both if row.before else new,
            *_change(before.declared, s.declared),
            *_change(before.proved, s.proved),
            before.grade,
            s.declared.grade,
        )

    return Sheet(CHANGES_NAME, CHANGES, rows)


def gone(key: str, name: Text, before: Earlier, lang: Lang) -> Row:
    """The row of changes of an enterprise that was in the batch before only."""
    only = label(N_("only the one before"))[lang]
    declared, proved = cut(before.declared), cut(before.proved)
    scores = (declared, None, None, proved, None, None)
    return (key, name.either(lang), only, *scores, before.grade, None)


def _change(before: float | None, now: Mark) -> tuple[float | None, ...]:
    """Before, now and their difference as it stands on the sheet."""
    old, new = cut(before), cut(now.score)
    return old, new, None if old is None or new is None else round(new - old, 2)


def _two(first: Text, second: Text) -> Text:
    return Text(f"{first.zh}·{second.zh}", f"{first.en}, {second.en}")


class _Names(NamedTuple):
    """What the ids of a standing are called, in one language."""

    provinces: dict[str, str]
    regions: dict[str, str]
    sectors: dict[str, str]
    sizes: dict[str, str]
    markets: dict[str, str]


def _names(questionnaire: Questionnaire, lang: Lang) -> _Names:
    return _Names(
        {id_: province.text[lang] for id_, province in questionnaire.provinces.items()},
        {id_: text[lang] for id_, text in questionnaire.regions.items()},
        {id_: text[lang] for id_, text in questionnaire.sectors.items()},
        {id_: label(text)[lang] for id_, text in SIZE_TEXTS.items()},
        {o.id: o.text[lang] for o in questionnaire.profile.options("markets")},
    )
