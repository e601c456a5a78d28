"""The profile's facts: reading them, and what holds once questions not asked are left out."""

from collections.abc import Mapping

from app.domain.expressions import Env, Value
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Profile, Variable
from app.domain.reading import read_flag, read_number, read_text

Facts = Mapping[str, Value]


def effective_facts(profile: Profile, facts: Facts) -> dict[str, Value]:
    """What holds: answered facts, implied ones, and neither for what is not asked.

    A variable whose `asked_if` is false keeps its stored answer, which is ignored here; an
    implied value fills in where nobody answered. Variables are settled from top to bottom.
    """
    settled: dict[str, Value] = {}
    implied: dict[str, Value] = {}
    for variable in profile.variables:
        value = facts.get(variable.id) if is_asked(variable, settled) else None
        if value is None:
            value = implied.get(variable.id)
        if value is not None:
            settled[variable.id] = value
        for implication in variable.implies:
            if implication.when.evaluate(settled) is True:
                for name, set_value in implication.values:
                    implied.setdefault(name, set_value)
    return settled


def is_asked(variable: Variable, facts: Env) -> bool:
    """A variable is asked unless its `asked_if` is false."""
    return variable.asked_if is None or variable.asked_if.evaluate(facts) is not False


def asked_variables(profile: Profile, facts: Facts) -> tuple[Variable, ...]:
    """The variables to ask of an enterprise with these stored facts."""
    settled = effective_facts(profile, facts)
    return tuple(v for v in profile.variables if is_asked(v, settled))


def parse_fact(variable: Variable, raw: object) -> Value | None:
    """The fact in `raw`, typed or text; None where nothing was entered.

    Raises `InvalidInput` with one problem whose field is empty.
    """
    if raw is None or raw == "" or raw == []:
        return None
    match variable.kind:
        case "bool":
            return _read_bool(raw)
        case "choice":
            return _read_option(variable, raw)
        case "set":
            return _read_set(variable, raw)
        case "number":
            return read_number(raw, "", variable.minimum, variable.maximum)
        case _:
            return read_text(raw, "") or None


def fact_as_raw(value: Value) -> bool | float | str | list[str]:
    """The fact as plain data that `parse_fact` reads back."""
    return sorted(value) if isinstance(value, frozenset) else value


def _read_bool(raw: object) -> bool:
    found = read_flag(raw, "")
    if found is None:
        raise InvalidInput([Problem(N_("Answer yes or no."))])
    return found


def _read_option(variable: Variable, raw: object) -> str:
    if isinstance(raw, str) and any(o.id == raw for o in variable.options):
        return raw
    message = N_("“{value}” is not one of the options: {options}.")
    options = ", ".join(o.id for o in variable.options)
    raise InvalidInput([Problem(message, {"value": str(raw)[:40], "options": options})])


def _read_set(variable: Variable, raw: object) -> frozenset[str]:
    if not isinstance(raw, (list, tuple, set, frozenset)):
        raise InvalidInput([Problem(N_("Enter a list of options."))])
    chosen = frozenset(_read_option(variable, entry) for entry in raw)
    alone = [o for o in variable.options if o.alone and o.id in chosen]
    if alone and len(chosen) > 1:
        message = N_("“{option}” excludes the other options: keep one or the other.")
        raise InvalidInput([Problem(message, {"option": alone[0].text})])
    return chosen
