"""`rules.yaml`: ids, dates, and the figures of EU-CBAM against each other."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.catalogue.checks.names import each, repeated
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.cbam import CbamParameters
from app.catalogue.shapes.rules import AnyRule, CbamRule, RulesFile
from app.catalogue.validating import Checked
from app.domain.problems import N_


def check_rules(checked: Checked[RulesFile]) -> Iterator[Located]:
    """What needs no profile; expressions are looked at together with one."""
    shape = checked.shape
    if shape is None:
        return
    yield from repeated(checked, each(shape.rules, "rules"))
    day = Path(checked.source.file).absolute().parent.name
    said = shape.checked_on.isoformat()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) and day != said:
        message = N_("The directory is called “{name}”, but here it says “{said}”.")
        yield checked.at(("checked_on",), message, name=day, said=said)
    for index, rule in enumerate(shape.rules):
        yield from _dates(checked, ("rules", index), rule)
        if isinstance(rule, CbamRule):
            at: KeyPath = ("rules", index, "parameters")
            yield from _cbam(checked, at, rule.parameters)
            yield from _groups(checked, at, rule.parameters)
            yield from _years(checked, at, rule.parameters)
            yield from _sources(checked, at, rule)


def _dates(checked: Checked[RulesFile], at: KeyPath, rule: AnyRule) -> Iterator[Located]:
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        yield checked.at((*at, "valid_to"), N_("The last day lies before the first."))
    if rule.next_check <= rule.checked_on:
        message = N_("The next check must lie after the last one, {day}.")
        yield checked.at((*at, "next_check"), message, day=rule.checked_on.isoformat())


def _cbam(
    checked: Checked[RulesFile], at: KeyPath, parameters: CbamParameters
) -> Iterator[Located]:
    values = parameters.china_defaults.values
    values_at = (*at, "china_defaults", "values")
    yield from repeated(checked, each(values, *values_at, of="cn"))
    no_route = N_("The route “{route}” is not explained under routes.")
    for index, value in enumerate(values):
        if value.route is not None and value.route not in parameters.routes:
            yield checked.at((*values_at, index, "route"), no_route, route=value.route)
    for group, benchmarks in parameters.benchmarks_by_route.items():
        for route in benchmarks.keys() - parameters.routes.keys():
            path = (*at, "benchmarks_by_route", group, route)
            yield checked.at(path, no_route, route=route)


def _groups(
    checked: Checked[RulesFile], at: KeyPath, parameters: CbamParameters
) -> Iterator[Located]:
    """A group's figures must be those of its codes, for the one route that both know."""
    listed = {value.cn: value for value in parameters.china_defaults.values}
    for group, codes in parameters.benchmark_groups.items():
        figures = parameters.benchmarks_by_route.get(group)
        if figures is None:
            message = N_("There is no “{group}” under benchmarks_by_route.")
            yield checked.at((*at, "benchmark_groups", group), message, group=group)
            continue
        for index, code in enumerate(codes):
            value = listed.get(code)
            route = value.route if value else None
            if value is None or route is None or figures.get(route) != value.benchmark_default:
                path = (*at, "benchmark_groups", group, index)
                message = N_("The code {cn} is not listed with this group's benchmark.")
                yield checked.at(path, message, cn=code)


def _years(
    checked: Checked[RulesFile], at: KeyPath, parameters: CbamParameters
) -> Iterator[Located]:
    first = min(parameters.free_allocation_factor)
    markups = parameters.markup_on_default
    for name, by_year in (("general", markups.general), ("fertiliser", markups.fertiliser)):
        if min(by_year) > first:
            message = N_("The mark-ups begin after {year}, the first year with a factor.")
            yield checked.at((*at, "markup_on_default", name), message, year=first)


def _sources(checked: Checked[RulesFile], at: KeyPath, rule: CbamRule) -> Iterator[Located]:
    named = rule.parameters.figures_from
    known = {source.url for source in (rule.source, *rule.also)}
    for key, url in (named.model_dump() if named else {}).items():
        if url is not None and url not in known:
            message = N_("This address is none of the rule's sources.")
            yield checked.at((*at, "figures_from", key), message)
