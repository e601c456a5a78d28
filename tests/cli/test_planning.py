"""Plan, exposure and savings from the command line: the JSON's keys, the summary, bad plans."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.reporting.document import document_as_json, document_from_json
from tests.cli.test_assess import ALUMINIUM, EXAMPLES, run

TRADING = EXAMPLES / "trading-company.yaml"
PLAN = """plan:
  start: 2026-12-01
  quarters: 2
  staff_days_per_quarter: 16
  budget: 50000
  budget_per: total
"""
STEEL = 'goods:\n  - {cn: "7208", tonnes_to_eu: 1}\ncbam_price: {low: 75.36, high: 75.36}\n'
Writer = Callable[[str], Path]


@pytest.fixture
def with_plan(tmp_path: Path) -> Writer:
    """Writes the trading company's file with another plan, or anything else, at its end."""

    def write(end: str) -> Path:
        path = tmp_path / "firm.yaml"
        kept = TRADING.read_text("utf-8").partition("plan:\n")[0]
        path.write_text(kept + end, "utf-8")
        return path

    return write


def written(path: Path, tmp_path: Path) -> dict[str, Any]:
    target = tmp_path / "out.json"
    run(path, "--lang", "en", "--json", target)
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


def test_the_json_has_the_published_keys(tmp_path: Path) -> None:
    document = written(ALUMINIUM, tmp_path)
    plan, exposure, savings = document["plan"], document["exposure"], document["savings"]
    quarters = plan["quarters"]
    assert len(quarters) == plan["frame"]["quarters"] == 8
    assert quarters[0]["start"] == "2027-01-01"
    for quarter in quarters:
        assert {"start", "actions", "cost", "staff_days", "score", "grade"} <= quarter.keys()
        assert quarter["cost"].keys() == {"low", "high"}
        assert quarter["staff_days"] <= 45 + 1e-6
    assert {entry["action"] for entry in plan["left_out"]} >= {"LG03-A3"}
    assert all(entry["reason"] for entry in plan["left_out"])
    assert isinstance(plan["rules_missed"], list)
    assert 0 <= plan["gap"] <= 0.05
    year = exposure["goods"][0]["years"][0]
    assert exposure["goods"][0]["cn"] == "76042100"
    assert {"year", "basis", "embedded_emissions", "free_allocation"} <= year.keys()
    assert year["certificates_per_tonne"] == pytest.approx(3.913425)
    assert year["eur_per_tonne"]["low"] == pytest.approx(3.913425 * 70)
    assert year["eur"].keys() == {"low", "high"}
    trade = savings["trades"][0]
    assert {"saved", "left", "state", "currency"} <= trade.keys()
    assert (trade["saved"], trade["left"], trade["state"]) == (114_400, 93_600, "possible")
    assert document["inputs"].keys() == {"plan", "goods", "trades", "cbam_price"}
    assert document["inputs"]["plan"]["start"] == "2027-01-01"


def test_the_json_reads_back_as_it_was_written(tmp_path: Path) -> None:
    written(TRADING, tmp_path)
    content = (tmp_path / "out.json").read_bytes()
    assert document_as_json(document_from_json(content)) == content


def test_the_checked_example(tmp_path: Path, with_plan: Writer) -> None:
    """Hot-rolled coil from China, first quarter of 2026, on defaults."""
    document = written(with_plan(STEEL), tmp_path)
    assert document["plan"] is None
    first = document["exposure"]["goods"][0]["years"][0]
    assert (first["year"], first["basis"], first["illustration"]) == (2026, "default", False)
    assert first["embedded_emissions"] == pytest.approx(3.187 * 1.1, abs=1e-12)
    assert first["free_allocation"] == pytest.approx(1.370 * 0.975, abs=1e-12)
    assert first["certificates_per_tonne"] == pytest.approx(2.16995, abs=1e-12)
    assert first["eur"]["low"] == first["eur"]["high"] == pytest.approx(163.53, abs=0.005)


def test_the_same_file_gives_the_same_plan(tmp_path: Path, with_plan: Writer) -> None:
    path = with_plan(PLAN)
    assert written(path, tmp_path)["plan"] == written(path, tmp_path)["plan"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_says_plan_exposure_and_savings(lang: str, with_plan: Writer) -> None:
    out, _ = run(with_plan(PLAN + STEEL), "--lang", lang)
    blocks = out.split("\n\n")
    roadmap = next(b for b in blocks if b.startswith(("Roadmap", "路线图")))
    assert "2026-12-01" in roadmap
    assert "2027-03-01" in roadmap
    exposure = next(b for b in blocks if b.startswith("CBAM"))
    assert "164" in exposure.splitlines()[1]  # EUR 163.53 in whole euros
    assert sum(line.endswith(("illustration", "示意")) for line in exposure.splitlines()) == 8
    assert "217,000.00" in out


BAD = {
    "no staff days": ("16", "0", "plan.staff_days_per_quarter", "at least 1 a quarter"),
    "negative budget": ("50000", "-1", "plan.budget", "between 0 and"),
    "huge budget": ("50000", "10000000000", "plan.budget", "between 0 and"),
    "too long": ("quarters: 2", "quarters: 20", "plan.quarters", "from 2 to 12"),
    "too early": ("2026-12-01", "2025-12-01", "plan.start", "before the day of assessment"),
    "no such grade": ("total", "total\n  target_grade: S", "plan.target_grade", "A, B, C, D, E"),
    "no such action": ("total", "total\n  pinned: {XX99-A1: 1}", "plan.pinned.XX99-A1", "There is"),
    "not in this order": (
        "total",
        "total\n  pinned: {LG04-A3: 1}",
        "plan.pinned.LG04-A3",
        "waits for LG04-A2",
    ),
    "too much at once": (
        "16",
        "4\n  pinned: {LG01-A2: 1}",
        "plan.pinned",
        "need 5 staff days in quarter 1; there are 4",
    ),
    "both": (
        "total",
        "total\n  pinned: {LG01-A2: 1}\n  excluded: [LG01-A2]",
        "plan.excluded",
        "both pinned and excluded",
    ),
}


@pytest.mark.parametrize(("old", "new", "key", "says"), BAD.values(), ids=BAD)
def test_a_bad_plan_is_placed_and_nothing_written(
    old: str, new: str, key: str, says: str, tmp_path: Path, with_plan: Writer
) -> None:
    path, target = with_plan(PLAN.replace(old, new, 1)), tmp_path / "out.json"
    out, err = run(path, "--lang", "en", "--json", target, code=2)
    assert out == ""
    assert not target.exists()
    lines = err.splitlines()
    assert len(lines) == 1, lines
    place, found, message = lines[0].removeprefix(f"{path}:").split(": ", 2)
    assert found == key
    assert says in message
    written_at = path.read_text("utf-8").splitlines()[int(place) - 1]
    assert key.split(".")[1] in written_at


def test_goods_and_trades_are_placed_too(with_plan: Writer) -> None:
    path = with_plan('goods:\n  - {cn: "7208"}\ncbam_price: {low: 90, high: 70}\n')
    _, err = run(path, "--lang", "en", code=2)
    keys = [line.removeprefix(f"{path}:").split(": ")[1] for line in err.splitlines()]
    assert keys == ["goods[0].tonnes_to_eu", "cbam_price.high"]


def test_a_plan_may_start_on_the_day_of_assessment(with_plan: Writer, tmp_path: Path) -> None:
    path = with_plan(PLAN.replace("2026-12-01", "2026-11-22"))
    quarters = written(path, tmp_path)["plan"]["quarters"]
    assert date.fromisoformat(quarters[1]["end"]) == date(2027, 5, 21)
