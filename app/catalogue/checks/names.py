"""Every id that the files declare, so that references can be held against them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.catalogue.files import Files
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.validating import Checked
from app.domain.problems import N_

Known = frozenset[Any] | None


@dataclass(frozen=True, slots=True)
class Names:
    """Ids by what they name; None where the list itself could not be read.

    An entry with a faulty shape still counts: its id stands there.
    """

    domains: Known
    grades: Known
    roles: Known
    cost_bands: Known
    regions: Known
    measures: Known
    measure_sections: Known
    standings: Known
    addressees: Known
    groups: Known
    variables: Known
    conditions: Known
    questions: Known
    actions: Known
    rules: Known


def names_of(files: Files, rules: Checked[RulesFile] | None) -> Names:
    """The ids declared in the files of a version and in the rules beside it."""
    head, profile, measures = files.questionnaire, files.profile, files.measures
    return Names(
        domains=ids(head, "domains"),
        grades=ids(head, "grades"),
        roles=ids(head, "roles"),
        cost_bands=ids(head, "cost_bands"),
        regions=ids(head, "regions"),
        measures=ids(measures, "measures"),
        measure_sections=ids(measures, "sections"),
        standings=_keys(measures, "standings"),
        addressees=_keys(measures, "addressees"),
        groups=ids(profile, "groups"),
        variables=ids(profile, "variables"),
        conditions=_keys(profile, "conditions"),
        questions=_together(ids(s, "questions") for s in files.sections),
        actions=_together(ids(a, "actions") for a in files.actions),
        rules=None if rules is None else ids(rules, "rules"),
    )


def unknown(
    checked: Checked[Any], path: KeyPath, message: str, name: object, known: Known
) -> Iterator[Located]:
    """A problem where `name` is not among `known`; `message` may use {name} and {choices}."""
    if known is None or name in known:
        return
    choices = sorted(str(k) for k in known)
    close = get_close_matches(str(name), choices, n=1)
    if close:
        similar = N_("“{name}” is not declared; did you mean “{close}”?")
        yield checked.at(path, similar, name=name, close=close[0])
    else:
        yield checked.at(path, message, name=name, choices=", ".join(choices[:20]) or "–")


def repeated(
    checked: Checked[Any],
    items: Iterable[tuple[KeyPath, object]],
    seen: dict[object, str] | None = None,
) -> Iterator[Located]:
    """A problem at every id that was given before; `seen` spans several files."""
    seen = {} if seen is None else seen
    for path, name in items:
        if name in seen:
            message = N_("The id “{id}” is used twice; it stands at {place} too.")
            yield checked.at(path, message, id=name, place=seen[name])
        else:
            seen[name] = f"{checked.source.file}:{checked.source.line(path)}"


def each(items: Iterable[Any], *path: str | int, of: str = "id") -> list[tuple[KeyPath, object]]:
    """Path and value of one key of every item in a list."""
    return [((*path, index, of), getattr(item, of)) for index, item in enumerate(items)]


def ids(checked: Checked[Any], key: str) -> Known:
    """The ids in one list of a file, those of faulty entries too."""
    items = checked.given.get(key) if isinstance(checked.given, dict) else None
    if not isinstance(items, list):
        return None
    found = (item.get("id") for item in items if isinstance(item, dict))
    return frozenset(i for i in found if isinstance(i, (str, int)))


def _keys(checked: Checked[Any], key: str) -> Known:
    mapping = checked.given.get(key, {}) if isinstance(checked.given, dict) else None
    return frozenset(mapping) if isinstance(mapping, dict) else None


def _together(parts: Iterable[Known]) -> Known:
    """The union; unknown as soon as one part is."""
    found: frozenset[Any] = frozenset()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found
