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
            yield from _cbam(checked, ("rules", index, "parameters"), rule.parameters)


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
