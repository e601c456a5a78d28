"""Documents at the edge of what there can be: each must look intended at every length."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.domain.answers import Answer
from app.domain.answers import Document as Paper
from app.domain.assessment import Assessment, Enterprise
from app.domain.goods import parse_goods
from app.domain.planning.request import parse_plan
from app.domain.text import Text
from app.domain.trades import choices_of, parse_trades
from app.i18n import currencies
from app.reporting.document import Document
from tests.reporting.making import (
    document_of,
    example,
    nobody,
    one_domain,
    perfect,
    questionnaire,
)
from tests.reporting.planning import planned

# Whatever somebody may type: markup, quotes, braces, a rare character, none of a typeface's, one
# written from the right, a word without a break, what stands above a letter, what nobody sees.
HOSTILE = (
    "<b>&amp;</b> \"'{{ 7*7 }}{% raw %} ]]> 龘𠮷 🌱 شركة e\u0301 \u200bŁódź " + "X" * 90
    + '<img src="http://127.0.0.1:9/x"><link rel=attachment href="file:///etc/passwd">'
)  # fmt: skip


def long_name() -> Document:
    """An enterprise whose name has as many characters as a name may have."""
    firm = example("trading-company")
    name = Text("超长名称有限公司" * 25, "Extraordinarily Long Name " * 7 + "Company Limited")
    return document_of(replace(firm, enterprise=replace(firm.enterprise, name=name)))


def empty_plan() -> Document:
    """A plan in which nothing is left to do."""
    firm = example("trading-company")
    excluded = [action.id for action in document_of(firm).actions]
    frame = {"start": "2026-12-01", "quarters": 4, "staff_days_per_quarter": 16, "budget": 0}
    frame |= {"excluded": excluded}
    plan = parse_plan(frame, questionnaire(), firm.assessed_on)
    document = planned(replace(firm, plan=plan, goods=(), trades=()), {"plan": frame})
    assert document.plan is not None
    assert not document.plan.actions
    return document


def provisional() -> Document:
    """A result that half of the answers support."""
    firm = example("battery-maker")
    kept = dict(list(firm.answers.items())[::2])
    document = document_of(replace(firm, answers=kept))
    assert document.provisional
    return document


def hostile() -> Document:
    """Hostile text wherever somebody can type."""
    firm = example("trading-company")
    paper = Paper("other", HOSTILE, HOSTILE)
    answers = {
        key: replace(answer, documents=(paper,), evidence=2) if answer.level is not None else answer
        for key, answer in firm.answers.items()
    }
    answers["GD04"] = Answer(not_applicable=HOSTILE)
    who = Enterprise(Text(HOSTILE, HOSTILE), contact=HOSTILE)
    inputs = {
        "goods": [{"cn": "7208", "name": HOSTILE[:60], "tonnes_to_eu": 100}],
        "trades": [{"hs": "854143", "market": "asean", "value": 1000, "currency": "USD", "mfn": 5,
                    "preferential": 0, "rates_source": HOSTILE}],
    }  # fmt: skip
    choices = choices_of(questionnaire().profile, currencies())
    goods, trades = parse_goods(inputs["goods"]), parse_trades(inputs["trades"], choices)
    changed = replace(firm, enterprise=who, answers=answers, plan=None, goods=goods, trades=trades)
    return planned(changed, inputs)


def _only(make: Callable[[], Assessment]) -> Callable[[], Document]:
    return lambda: document_of(make())


SPECIAL: Mapping[str, Callable[[], Document]] = {
    "long name": long_name,
    "empty plan": empty_plan,
    "perfect score": _only(perfect),
    "provisional score": provisional,
    "nobody": _only(nobody),
    "one domain": _only(one_domain),
    "hostile text": hostile,
}
