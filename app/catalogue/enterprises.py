"""Reading who is assessed, by the same rule from a form, a file or a sheet."""

import re
from collections.abc import Collection, Mapping

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from app.domain.assessment import Enterprise
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.reading import plain, read_text, read_whole
from app.domain.text import Text

MAX_EMPLOYEES = 1_000_000
KEYS = ("name_zh", "name_en", "uscc", "province", "employees", "contact")


def parse_enterprise(raw: Mapping[str, object], provinces: Collection[str]) -> Enterprise:
    """The enterprise in `raw` (keys: `KEYS`); every part may be empty.

    Raises `InvalidInput` with every problem at its key.
    """
    problems = [
        Problem(N_("“{key}” is not known here."), {"key": key}, key)
        for key in raw
        if key not in KEYS
    ]
    read: dict[str, object] = {}
    for key, reader in (
        ("name_zh", read_text),
        ("name_en", read_text),
        ("contact", read_text),
        ("province", read_text),
        ("uscc", _read_uscc),
        ("employees", _read_employees),
    ):
        try:
            read[key] = reader(raw.get(key), key)
        except InvalidInput as error:
            problems.extend(error.problems)
    province = read.get("province")
    if province and province not in provinces:
        problems.append(Problem(N_("Choose a province from the list."), {}, "province"))
    if problems:
        raise InvalidInput(problems)
    return Enterprise(
        Text(str(read["name_zh"]), str(read["name_en"])),
        str(read["uscc"]),
        str(read["province"]),
        read["employees"],  # type: ignore[arg-type]
        str(read["contact"]),
    )


def enterprise_as_raw(enterprise: Enterprise) -> dict[str, object]:
    """The enterprise as plain data that `parse_enterprise` reads back."""
    raw: dict[str, object] = {
        "name_zh": enterprise.name.zh,
        "name_en": enterprise.name.en,
        "uscc": enterprise.uscc,
        "province": enterprise.province,
        "employees": enterprise.employees,
        "contact": enterprise.contact,
    }
    return {key: value for key, value in raw.items() if value}


def _read_uscc(raw: object, field: str) -> str:
    code = re.sub(r"[\s-]", "", plain(raw).upper()) if raw else ""
    if not code:
        return ""
    if not re.fullmatch(r"[0-9A-Z]{18}", code):
        message = N_("A unified social credit code has 18 digits and capital letters.")
        raise InvalidInput([Problem(message, {}, field)])
    try:
        return uscc.validate(code)
    except ValidationError:
        message = N_("The last character does not fit this code: check it for a typing error.")
        raise InvalidInput([Problem(message, {}, field)]) from None


def _read_employees(raw: object, field: str) -> int | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return read_whole(raw, field, 1, MAX_EMPLOYEES)
