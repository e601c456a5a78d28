"""The columns of the optional sheets: documents, goods, precursors and trades."""

from app.domain.goods import MAX_EMISSIONS, MAX_MASS, MAX_PRICE, MAX_TONNES
from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.text import LANGS, Text
from app.domain.trades import MAX_RATE, MAX_VALUE, Origin
from app.i18n import label
from app.spreadsheets.columns import (
    KEY,
    SHEET_NAMES,
    YES_NO,
    CellKind,
    Choice,
    Column,
    SheetKind,
    Table,
)

USUAL_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "KRW", "AUD", "CHF", "SGD")
OTHER_DOCUMENT = Choice("other", label(N_("Another document")))
_ANYTHING = Text("", "")
_ORIGINS = (
    Choice(Origin.MET.value, label(N_("Met"))),
    Choice(Origin.UNKNOWN.value, label(N_("Not known yet"))),
    Choice(Origin.NOT_MET.value, label(N_("Not met"))),
)


def documents_table(questionnaire: Questionnaire) -> Table:
    """Papers behind the answers, one row each."""
    group = SHEET_NAMES[SheetKind.DOCUMENTS]
    questions = tuple(
        Choice(q.id, Text(*(f"{q.id} {q.topic[lang]}" for lang in LANGS)))
        for q in questionnaire.questions
    )
    which = label(
        N_("The id or the text of the evidence, such as GD01-a; empty: another document.")
    )
    columns = (
        _whose(group),
        Column(
            "question",
            CellKind.CHOICE,
            label(N_("Question")),
            label(N_("The question whose answer the document proves.")),
            group,
            26,
            choices=questions,
        ),
        Column("document", CellKind.TEXT, label(N_("Document")), which, group, 30),
        Column("title", CellKind.TEXT, label(N_("Document's title")), _ANYTHING, group, 40),
        Column("issuer", CellKind.TEXT, label(N_("Issued by")), _ANYTHING, group, 24),
        Column("issued_on", CellKind.DATE, label(N_("Issued on")), _ANYTHING, group, 14),
        Column(
            "valid_until",
            CellKind.DATE,
            label(N_("Valid until, if stated")),
            _ANYTHING,
            group,
            14,
            also=(label(N_("Valid until")),),
        ),
    )
    return Table(SheetKind.DOCUMENTS, SHEET_NAMES[SheetKind.DOCUMENTS], columns)


def goods_table() -> Table:
    """Goods for the EU, one row each."""
    group = label(N_("Goods for the EU"))
    number = label(N_("1, 2, 3 … within the enterprise; needed where precursors are listed."))
    columns = (
        _whose(group),
        Column("good", CellKind.KEY, label(N_("Good no.")), number, group, 10),
        Column("cn", CellKind.TARIFF_CODE, label(N_("CN code")), _ANYTHING, group, 14),
        Column("name", CellKind.TEXT, label(N_("Name of the good")), _ANYTHING, group, 26),
        _number("tonnes_to_eu", N_("Tonnes a year to the EU"), group, MAX_TONNES),
        Column(
            "importer_over_50_t",
            CellKind.FLAG,
            label(N_("Importer at 50 t a year or more")),
            label(N_("Does the importer reach 50 tonnes a year in all? Empty if not known.")),
            group,
            14,
            choices=YES_NO,
        ),
        Column("route", CellKind.TEXT, label(N_("Production route")), _ANYTHING, group, 12),
        _number(
            "embedded_emissions",
            N_("Verified actual emissions, precursors included"),
            group,
            MAX_EMISSIONS,
            N_("tCO2e per tonne; empty where none are verified."),
        ),
        _number(
            "carbon_price_eur_per_t",
            N_("Carbon price paid at origin"),
            group,
            MAX_PRICE,
            N_("EUR per tonne of product."),
        ),
        _number("benchmark_default", N_("Benchmark with default values"), group, MAX_EMISSIONS),
        _number("benchmark_actual", N_("Benchmark with actual data"), group, MAX_EMISSIONS),
    )
    return Table(SheetKind.GOODS, SHEET_NAMES[SheetKind.GOODS], columns)


def precursors_table() -> Table:
    """What goes into the goods, one row each."""
    group = SHEET_NAMES[SheetKind.PRECURSORS]
    same = label(N_("The same as in the sheet of goods."))
    columns = (
        _whose(group),
        Column("good", CellKind.KEY, label(N_("Good no.")), same, group, 10),
        Column(
            "cn",
            CellKind.TARIFF_CODE,
            label(N_("CN code of the precursor")),
            _ANYTHING,
            group,
            16,
            also=(label(N_("CN code")),),
        ),
        _number("mass_per_tonne", N_("Tonnes in a tonne of product"), group, MAX_MASS),
        _number(
            "embedded_emissions",
            N_("Emissions of the precursor"),
            group,
            MAX_EMISSIONS,
            N_("tCO2e per tonne of precursor."),
        ),
        Column("route", CellKind.TEXT, label(N_("Production route")), _ANYTHING, group, 12),
    )
    return Table(SheetKind.PRECURSORS, SHEET_NAMES[SheetKind.PRECURSORS], columns)


def trades_table(questionnaire: Questionnaire) -> Table:
    """Yearly trade with one market under one agreement, one row each."""
    group = SHEET_NAMES[SheetKind.TRADES]
    markets, agreements = _options(questionnaire, "markets"), _options(questionnaire, "fta_markets")
    known = {choice.id for choice in markets}
    # An agreement with one country is a market too; without agreements any market will do.
    places = (*markets, *(c for c in agreements if c.id not in known)) if agreements else ()
    currencies = tuple(Choice(code, Text(code, code)) for code in USUAL_CURRENCIES)
    rate = N_("In percent, 0 for free of duty; a specific duty as text, such as 5 USD/kg.")
    columns = (
        _whose(group),
        Column("hs", CellKind.TARIFF_CODE, label(N_("HS code")), _ANYTHING, group, 14),
        Column(
            "market",
            CellKind.CHOICE if places else CellKind.TEXT,
            label(N_("Market")),
            _ANYTHING,
            group,
            20,
            choices=places,
        ),
        Column(
            "agreement",
            CellKind.CHOICE if agreements else CellKind.TEXT,
            label(N_("Agreement")),
            label(N_("Name it where several cover the same market.")),
            group,
            20,
            choices=agreements,
            also=(label(N_("Agreement (optional)")),),
        ),
        _number("value", N_("Value of a year's trade"), group, MAX_VALUE),
        Column(
            "currency",
            CellKind.TEXT,
            label(N_("Currency")),
            label(N_("Three letters, such as USD.")),
            group,
            10,
            choices=currencies,
            free=True,
        ),
        _percent("mfn", N_("MFN rate, percent"), group, MAX_RATE, rate),
        _percent("preferential", N_("Preferential rate, percent"), group, MAX_RATE, rate),
        _percent(
            "claimed_share",
            N_("Share claimed"),
            group,
            1,
            N_("Share of the value for which the preference is claimed: 0.35 or 35%."),
        ),
        Column(
            "origin",
            CellKind.CHOICE,
            label(N_("Rule of origin")),
            label(N_("Whether the goods meet the agreement's rule of origin.")),
            group,
            14,
            choices=_ORIGINS,
        ),
        Column(
            "rates_source",
            CellKind.TEXT,
            label(N_("Source of the rates")),
            label(N_("Where the rates were found, and when.")),
            group,
            40,
        ),
        _flag("confirmed", N_("Rate above 100 % is right"), group),
        _flag("specific", N_("Duties are not in percent"), group),
    )
    return Table(SheetKind.TRADES, SHEET_NAMES[SheetKind.TRADES], columns)


def _whose(group: Text) -> Column:
    return Column(
        KEY,
        CellKind.KEY,
        label(N_("Credit code or enterprise no.")),
        label(N_("The same as in the sheet of enterprises.")),
        group,
        24,
    )


def _number(id_: str, heading: str, group: Text, maximum: float, help_: str = "") -> Column:
    return Column(
        id_,
        CellKind.NUMBER,
        label(heading),
        label(help_) if help_ else _ANYTHING,
        group,
        14,
        limits=(0, maximum),
    )


def _percent(id_: str, heading: str, group: Text, maximum: float, help_: str) -> Column:
    return Column(
        id_,
        CellKind.PERCENT,
        label(heading),
        label(help_),
        group,
        14,
        limits=(0, maximum),
        free=True,
    )


def _flag(id_: str, heading: str, group: Text) -> Column:
    return Column(id_, CellKind.FLAG, label(heading), _ANYTHING, group, 12, choices=YES_NO)


def _options(questionnaire: Questionnaire, variable_id: str) -> tuple[Choice, ...]:
    options = questionnaire.profile.options(variable_id)
    return tuple(Choice(o.id, o.text) for o in options if not o.alone)
