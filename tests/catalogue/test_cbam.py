"""EU-CBAM's figures: exactly as written, and held against each other."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.catalogue.building_cbam import exact
from app.catalogue.checking import check_directory
from app.catalogue.loading import load_rules
from app.i18n import translate
from tests.catalogue.breaking import Break, broken, copied

RULES = "rules/2026-01-31/rules.yaml"
GROUPS = "        hot_rolled: {C: 1.37}\n"


def added(lines: str, key: str, says: str) -> Break:
    return Break(RULES, GROUPS, GROUPS + lines, f"rules[EU-CBAM].parameters.{key}", says)


@pytest.mark.parametrize(
    "what",
    [
        added(
            '      benchmark_groups: {wire: ["7208"]} #HERE\n',
            "benchmark_groups.wire",
            "no “wire” under benchmarks_by_route",
        ),
        added(
            '      benchmark_groups: {hot_rolled: ["7209"]} #HERE\n',
            "benchmark_groups.hot_rolled[0]",
            "7209 is not listed with this group's benchmark",
        ),
        added(
            '      benchmark_groups: {hot_rolled: ["7210"]} #HERE\n',
            "benchmark_groups.hot_rolled[0]",
            "7210 is not listed",
        ),
        added(
            '      figures_from: {benchmarks: "https://example.org/else"} #HERE\n',
            "figures_from.benchmarks",
            "none of the rule's sources",
        ),
        Break(
            RULES,
            "general: {2026: 0.1}",
            "general: {2027: 0.1}",
            "rules[EU-CBAM].parameters.markup_on_default.general",
            "begin after 2026",
        ),
    ],
)
def test_figures_that_contradict_each_other_are_located(tmp_path: Path, what: Break) -> None:
    found = broken(tmp_path, what)
    (problem,) = check_directory(found.home)
    assert (problem.file, problem.key, problem.line) == (str(found.file), what.key, found.line)
    assert what.says in translate(problem.problem, "en")


def test_groups_and_sources_are_read(tmp_path: Path) -> None:
    rules = copied(tmp_path).parent / RULES
    lines = (
        '      benchmark_groups: {hot_rolled: ["7208"]}\n'
        '      figures_from: {benchmarks: "https://example.org/more"}\n'
    )
    rules.write_text(rules.read_text("utf-8").replace(GROUPS, GROUPS + lines), "utf-8")
    cbam = load_rules(rules).cbam
    assert cbam is not None
    assert cbam.route_benchmarks == {"7208": {"C": Decimal("1.37")}}
    assert cbam.source_of("benchmarks").title == "More"
    assert cbam.source_of("default_values").title == "Law"


def test_a_figure_is_the_decimal_that_is_written() -> None:
    assert exact(3.187) == Decimal("3.187")
    assert exact(0.10) == Decimal("0.1")
