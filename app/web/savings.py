"""FTA savings: the trades, what preferences save and what is left on the table."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.problems import N_
from app.domain.savings import STATE_TEXTS, Savings, savings
from app.domain.text import Text
from app.domain.trades import Origin
from app.i18n import label
from app.reporting.building.savings import savings_part
from app.reporting.wording import joined
from app.services import results
from app.services.inputs import TRADES
from app.web import inputs
from app.web.access import Rule, draft, open_to
from app.web.drawings import drawing, source_of
from app.web.forms import words
from app.web.forms.entries import EntryForm
from app.web.forms.trades import TradesForm, trades_data
from app.web.templating import own_text

saving_pages = Blueprint("savings", __name__, url_prefix="/assessments/<public_id>")
ORIGINS = {
    Origin.UNKNOWN: N_("Not known yet"),
    Origin.MET: N_("Met"),
    Origin.NOT_MET: N_("Not met"),
}
FIELD_TEXTS = {
    "hs": N_("HS code"),
    "market": N_("Market"),
    "agreement": N_("Agreement"),
    "value": N_("Value a year"),
    "currency": N_("Currency"),
    "mfn": N_("MFN rate"),
    "preferential": N_("Preferential rate"),
    "rates_source": N_("Source of the rates"),
    "origin": N_("Rule of origin"),
    "claimed_share": N_("Share claimed"),
    "confirmed": N_("Rate above 100 % confirmed"),
}


class SavingsPage(inputs.InputPage):
    """Trades and the savings that follow."""

    template = "planning/savings.html"
    endpoint = "savings.trades"
    names: ClassVar[Mapping[str, str]] = {TRADES: N_("Trades")}
    title_message = N_("FTA savings: what preferences save and what is left on the table")
    state_texts = STATE_TEXTS

    @cached_property
    def savings(self) -> Savings | None:
        """What follows from the trades; None without any."""
        if not self.draft.assessment.trades:
            return None
        return savings(self.draft.assessment.trades, results.evaluated(self.draft).items)

    def charts(self) -> list[tuple[str, Markup]]:
        """What is saved and left, a drawing a currency."""
        part = savings_part(source_of(self.draft, results.evaluated(self.draft)))
        currencies = part.currencies if part else ()
        return [
            (found.currency, drawing("shares", found.chart, found.currency))
            for found in currencies
            if found.chart is not None
        ]

    @property
    def has_outcome(self) -> bool:
        return self.savings is not None

    @cached_property
    def places(self) -> dict[str, Text]:
        """Markets and agreements by id, as the profile names them."""
        variables = {v.id: v for v in self.draft.questionnaire.profile.variables}
        found: dict[str, Text] = {}
        for id_ in ("markets", "fta_markets"):
            options = variables[id_].options if id_ in variables else ()
            found |= {o.id: o.text for o in options if not o.alone and o.id not in found}
        return found

    @cached_property
    def agreement_texts(self) -> dict[str, Text]:
        """The agreements by id."""
        variables = {v.id: v for v in self.draft.questionnaire.profile.variables}
        options = variables["fta_markets"].options if "fta_markets" in variables else ()
        return {o.id: o.text for o in options if not o.alone}

    def markets(self) -> list[tuple[str, str]]:
        """The markets to choose from."""
        return _choices(self.places)

    def agreements(self) -> list[tuple[str, str]]:
        """The agreements to choose from."""
        return _choices(self.agreement_texts)

    def origins(self) -> list[tuple[str, str]]:
        """What may be said of the rule of origin; empty for not known."""
        return [
            ("" if origin is Origin.UNKNOWN else origin.value, own_text(label(text)))
            for origin, text in ORIGINS.items()
        ]

    def named(self, id_: str) -> Text:
        """A market in words."""
        return self.places.get(id_, Text(id_, id_))

    def agreement(self, id_: str) -> Text:
        """An agreement in words; some have the id of a market."""
        return self.agreement_texts.get(id_, Text(id_, id_))

    def agreements_in(self, ids: Iterable[str]) -> Text:
        """Several agreements in words."""
        return joined([self.agreement(id_) for id_ in ids])

    def in_words(self, _: str, raw: object) -> list[words.Line]:
        assert isinstance(raw, list)
        return [
            words.Line(label(N_("Trade {n}"), n=n), self._trade_words(row))
            for n, row in enumerate(raw, 1)
        ]

    def _trade_words(self, row: Mapping[str, object]) -> Text:
        pairs: list[Text] = []
        for key, name in FIELD_TEXTS.items():
            if row.get(key):
                given, title = str(row[key]), label(name)
                value = self.agreement(given) if key == "agreement" else self.named(given)
                pairs.append(Text(f"{title.zh}：{value.zh}", f"{title.en}: {value.en}"))
        return joined(pairs)

    def _form(self, _: str) -> tuple[type[EntryForm], dict[str, object]]:
        return TradesForm, trades_data(self.draft.inputs.get(TRADES))


def _choices(texts: Mapping[str, Text]) -> list[tuple[str, str]]:
    empty = ("", own_text(label(N_("Choose …"))))
    return [empty, *((id_, own_text(text)) for id_, text in texts.items())]


@saving_pages.route("/savings", methods=["GET", "POST"])
@open_to(Rule.HOLDER)
def trades() -> ResponseReturnValue:
    """The trades and what preferences save on them."""
    return inputs.answer(SavingsPage(draft()))
