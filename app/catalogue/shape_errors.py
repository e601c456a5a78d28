"""What pydantic found wrong, said in our own words at the place in the file.

Its own sentences are English only and name Python types, so none of them is ever shown.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from app.catalogue.located import KeyPath
from app.domain.problems import N_, Problem

_LANGUAGES = {
    "zh": N_("The Chinese text (zh) is missing."),
    "en": N_("The English text (en) is missing."),
}
_EXAMPLES = {
    r"^[a-z][a-z0-9_]{0,39}$": "carbon_data",
    r"^[A-Z]{1,4}[0-9]{0,3}$": "C1",
    r"^[A-Z]{2,4}[0-9]{2,3}$": "GD01",
    r"^[A-Z]{2}[0-9]{2,3}$": "CK01",
    r"^[A-Z]{2,4}[0-9]{2,3}-[a-z]$": "GD01-a",
    r"^[A-Z]{2,4}[0-9]{2,3}-A[0-9]{1,2}$": "GD01-A1",
    r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$": "EU-CBAM",
    r"^[a-z][a-z0-9-]{0,59}$": "exporter-readiness",
    r"^[0-9]{1,4}\.[0-9]{1,4}$": '"1.0"',
    r"^https?://[^\s<>\"']+$": "https://example.org/paper",
    r"^[A-Z]{3}$": "CNY",
    r"^[A-Z]{1,4}$": "II",
    r"^[A-Z]$": "C",
    r"^[A-Za-z]{2,20}$": "EU",
    r"^[0-9]{4,10}$": '"72081000"',
    r"^[0-9 ]{4,14}$": '"7208 10 00"',
    r"^[0-9. ]{4,14}$": '"8541.43"',
    r"^20[0-9]{2}$": '"2026"',
    r"^20[0-9]{2}-Q[1-4]$": "2026-Q1",
    r"^[0-9a-f]{64}$": "9f86d081…",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": '"2026-03-31"',
    r"^[a-z][a-z0-9-]{0,59}/[0-9]{1,4}\.[0-9]{1,4}$": "exporter-readiness/1.0",
}
_MESSAGES = {
    "string_type": N_("Enter text, not {found}."),
    "string_too_short": N_("Enter a text; it may not be empty."),
    "string_too_long": N_("Shorten the text to {max_length} characters."),
    "unseen_character": N_("Remove the invisible control character {code}."),
    "int_type": N_("Enter a whole number, not {found}."),
    "int_from_float": N_("Enter a whole number, not {found}."),
    "float_type": N_("Enter a number, not {found}."),
    "finite_number": N_("Enter a number, not {found}."),
    "bool_type": N_("Enter true or false, not {found}."),
    "date_type": N_("Enter a date such as 2026-03-31, not {found}."),
    "list_type": N_("Enter a list, not {found}."),
    "dict_type": N_("Enter keys with values, not {found}."),
    "model_type": N_("Enter keys with values, not {found}."),
    "model_attributes_type": N_("Enter keys with values, not {found}."),
    "literal_error": N_("Choose one of {expected}, not {found}."),
    "union_tag_invalid": N_("Choose one of {expected_tags}, not {found}."),
    "greater_than": N_("Enter a number above {gt}, not {found}."),
    "greater_than_equal": N_("Enter a number of at least {ge}, not {found}."),
    "less_than": N_("Enter a number below {lt}, not {found}."),
    "less_than_equal": N_("Enter a number of at most {le}, not {found}."),
    "too_short": N_("At least {min_length} entries are needed; there are {actual_length}."),
    "too_long": N_("At most {max_length} entries are allowed; there are {actual_length}."),
}
_NOT_UNDERSTOOD = N_("This value does not fit here: {found}.")


def describe(error: ErrorDetails, data: Any, model: type[BaseModel]) -> tuple[KeyPath, Problem]:
    """One of pydantic's errors about `data`, as a path into the data and a problem."""
    path = data_path(data, error["loc"], missing=error["type"] == "missing")
    match error["type"]:
        case "missing":
            return path, _missing(str(path[-1]))
        case "union_tag_not_found":
            tag = str(error["ctx"]["discriminator"]).strip("'")
            return (*path, tag), _missing(tag)
        case "union_tag_invalid":
            path = (*path, str(error["ctx"]["discriminator"]).strip("'"))
            error = {**error, "input": error["ctx"]["tag"]}
        case "extra_forbidden":
            return path, _unknown_key(str(path[-1]), _keys_at(model, error["loc"][:-1]))
        case "string_pattern_mismatch":
            example = _EXAMPLES.get(error["ctx"]["pattern"], "…")
            message = N_("Write it like {example}, not {found}.")
            return path, Problem(message, {"example": example, "found": _shown(error["input"])})
    ctx = {key: _plain(value) for key, value in error.get("ctx", {}).items()}
    message = _MESSAGES.get(error["type"], _NOT_UNDERSTOOD)
    return path, Problem(message, {**ctx, "found": _shown(error["input"])})


def data_path(data: Any, loc: Sequence[str | int], *, missing: bool = False) -> KeyPath:
    """Where in `data` an error lies: pydantic's own additions to the path left out.

    It adds the names of a union's members, and `[key]` for the key itself.
    """
    path: list[str | int] = []
    here = data
    for position, part in enumerate(loc):
        if position and isinstance(loc[position - 1], int) and _kind(here) == part:
            continue  # the name of a union's member, which may be called like one of its keys
        if part in (here if isinstance(here, dict) else _indexes(here)):
            here = here[part]
        elif not (missing and position == len(loc) - 1):
            continue
        path.append(part)
    return tuple(path)


def _kind(here: Any) -> object:
    return here.get("kind") if isinstance(here, dict) else None


def _indexes(here: Any) -> range:
    return range(len(here)) if isinstance(here, list) else range(0)


def _missing(key: str) -> Problem:
    if key in _LANGUAGES:
        return Problem(_LANGUAGES[key])
    return Problem(N_("“{key}” is missing."), {"key": key})


def _unknown_key(key: str, known: Sequence[str]) -> Problem:
    close = get_close_matches(key, known, n=1)
    if close:
        message = N_("“{key}” is not a key here; did you mean “{close}”?")
        return Problem(message, {"key": key[:40], "close": close[0]})
    message = N_("“{key}” is not a key here. The keys are: {keys}.")
    return Problem(message, {"key": key[:40], "keys": ", ".join(known)})


def _plain(value: object) -> object:
    """A number without a trailing `.0`; a list of alternatives without quotes."""
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value.replace("'", "").replace(" or ", ", ") if isinstance(value, str) else value


def _shown(value: object) -> str:
    """A value as the author wrote it, cut short; containers are only named."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{…}"
        case list():
            return "[…]"
        case str():
            return f"“{value[:40]}…”" if len(value) > 40 else f"“{value}”"
        case _:
            return str(value)


def _keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that the mapping at `loc` may have, from the model's JSON Schema."""
    schema = _schema(model)
    resolve = _resolver(schema)
    here = resolve(schema)
    for part in loc:
        members = here.get("oneOf", here.get("anyOf"))
        if "properties" in here:
            here = resolve(here["properties"].get(part, {}))
        elif members is not None:
            mapping = here.get("discriminator", {}).get("mapping", {})
            here = resolve({"$ref": mapping[part]} if part in mapping else members[0])
            if "properties" in here and part in here["properties"]:
                here = resolve(here["properties"][part])
        else:
            here = resolve(here.get("items", here.get("additionalProperties")) or {})
    if "oneOf" in here or "anyOf" in here:
        here = resolve(here.get("oneOf", here.get("anyOf"))[0])
    return list(here.get("properties", ()))


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema()


def _resolver(root: Mapping[str, Any]) -> Callable[[Any], Mapping[str, Any]]:
    def resolve(schema: Any) -> Mapping[str, Any]:
        if isinstance(schema, Mapping) and "$ref" in schema:
            found: Mapping[str, Any] = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
            return found
        return schema if isinstance(schema, Mapping) else {}

    return resolve
