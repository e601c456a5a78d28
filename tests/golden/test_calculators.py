"""The examples' goods and trades, against figures worked out by hand."""

from decimal import Decimal

import pytest

from app.catalogue.enterprise_file import load_assessment
from app.domain.assessment import evaluate
from app.domain.exposure import exposure
from app.domain.goods import Price
from app.domain.savings import SavingState, savings
from tests.golden.test_examples import EXAMPLES, EXPECTED

# Value × (MFN − preferential) × share, and × (1 − share).
TRADES = {
    "aluminium-profiles": [
        ("USD", 114_400, 93_600, SavingState.POSSIBLE),
        ("USD", 18_000, 27_000, SavingState.POSSIBLE),
    ],
    "battery-maker": [
        ("USD", 426_400, 93_600, SavingState.LEFT),
        ("USD", 0, 0, SavingState.NO_SAVING),
    ],
    "food-rcep": [
        ("JPY", 7_128_000, 792_000, SavingState.LEFT),
        ("USD", 57_120, 10_080, SavingState.LEFT),
        # The same noodles under RCEP, at a higher rate: nothing claimed, and not in the sum.
        ("USD", 0, 44_800, SavingState.LEFT),
        ("USD", 386_400, 33_600, SavingState.LEFT),
    ],
    "trading-company": [
        ("USD", 217_000, 93_000, SavingState.POSSIBLE),
        ("CNY", 24_000, 24_000, SavingState.POSSIBLE),
    ],
}
# Saved, left, possibly left.
SUMS = {
    "aluminium-profiles": [("USD", 132_400, 0, 120_600)],
    "battery-maker": [("USD", 426_400, 93_600, 0)],
    "food-rcep": [("JPY", 7_128_000, 792_000, 0), ("USD", 443_520, 43_680, 0)],
    "trading-company": [("USD", 217_000, 0, 93_000), ("CNY", 24_000, 0, 24_000)],
}
# 2026 on defaults: 4.881 × 1.1 − 1.493 × 0.975 and 4.896 × 1.1 − 1.493 × 0.975, × tonnes.
GOODS = {
    "aluminium-profiles": [
        ("3.913425", "5674.46625", False),
        ("3.913425", "2426.3235", False),
        ("3.929925", "149.33715", True),
    ]
}


@pytest.fixture(params=EXPECTED)
def example(request, catalogue):
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    return request.param, load_assessment(EXAMPLES / f"{request.param}.yaml", questionnaire)


def test_an_examples_savings_by_hand(example, catalogue):
    name, assessment = example
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    found = savings(assessment.trades, evaluate(questionnaire, assessment).items)
    assert [
        (t.trade.currency, t.saved.value if t.saved else None, t.left.value if t.left else 0)
        for t in found.trades
    ] == [row[:3] for row in TRADES.get(name, [])]
    assert [t.state for t in found.trades] == [row[3] for row in TRADES.get(name, [])]
    sums = [(s.currency, s.saved.value, s.left.value, s.possible.value) for s in found.sums]
    assert sums == SUMS.get(name, [])
    assert all(item.value < 0.5 for item in found.blocking)


def test_an_examples_exposure_by_hand(example, catalogue):
    name, assessment = example
    price = Price(Decimal(60), Decimal(90))
    cbam = catalogue.rules("exporter-readiness").cbam
    found = exposure(cbam, assessment.goods, price)
    assert [
        (
            str(good.years[0].certificates_per_tonne.value.normalize()),
            str(good.years[0].certificates.value.normalize()),
            good.exempt,
        )
        for good in found.goods
    ] == GOODS.get(name, [])
    for good in found.goods:
        assert good.years[0].amounts is not None
        per_tonne = good.years[0].certificates_per_tonne.value
        assert good.years[0].amounts.eur_per_tonne.high.value == per_tonne * 90


def test_an_examples_weak_origin_work_blocks_its_claims(catalogue):
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    assessment = load_assessment(EXAMPLES / "aluminium-profiles.yaml", questionnaire)
    found = savings(assessment.trades, evaluate(questionnaire, assessment).items)
    assert [(item.question.id, item.value) for item in found.blocking] == [
        ("FT07", 0.25),
        ("FT08", 0.25),
    ]
