"""What a schema can say: every kind of shape error at its file, line and key."""

import json
import re
from pathlib import Path

import pytest

from app.catalogue import json_schema
from app.catalogue.checking import check_directory
from app.catalogue.schemas import KINDS
from app.catalogue.shape_errors import _EXAMPLES, _MESSAGES
from app.domain.text import LANGS
from app.i18n import translate
from tests.catalogue.breaking import Break, breaks, broken

MAKING = "sections/making.yaml"


@pytest.mark.parametrize("what", breaks("shapes"))
def test_each_shape_error_is_placed_and_explained(tmp_path: Path, what: Break) -> None:
    found = broken(tmp_path, what)
    target = found.home if what.file.startswith("rules/") else found.version
    located = check_directory(target)
    match = [p for p in located if p.file == str(found.file) and p.key == what.key]
    assert len(match) == 1, [(p.file, p.key) for p in located]
    if "is missing" not in what.says:
        assert match[0].line == found.line
    assert what.says in translate(match[0].problem, "en")
    for lang in LANGS:
        assert "pydantic" not in translate(match[0].problem, lang).lower()
    assert len(located) == 1, [(p.file, p.line, p.key, p.problem) for p in located]


def test_a_missing_key_is_reported_where_its_mapping_begins(tmp_path: Path) -> None:
    found = broken(tmp_path, Break(MAKING, "    na_allowed: true\n", "", "", ""))
    (problem,) = check_directory(found.version)
    assert problem.key == "questions[MK02].na_allowed"
    lines = found.file.read_text("utf-8").splitlines()
    assert lines[problem.line - 1].strip() == "- id: MK02"


def test_faults_of_shape_and_of_sense_are_told_together(tmp_path: Path) -> None:
    found = broken(tmp_path, Break(MAKING, "{zh: 没有, en: Nobody}", "{zh: 没有}", "", ""))
    text = found.file.read_text("utf-8")
    text = text.replace("measures: {1: 0.7, 2: 0.3}", "measures: {1: 0.7, 2: 0.2}")
    text = text.replace("kind: yes_no", "kind: yes_no\n    colour: red")
    text = text.replace('applies_if: "exports_metal"', 'applies_if: "exports_metals"')
    found.file.write_text(text, "utf-8")
    actions = found.version / "actions" / "making.yaml"
    actions.write_text(actions.read_text("utf-8").replace("after: [MK01-A1]", "after: [MK09-A9]"))
    keys = {(Path(p.file).parent.name, p.key) for p in check_directory(found.version)}
    assert keys == {
        ("sections", "questions[MK01].levels[0].en"),
        ("sections", "questions[MK01].measures"),
        ("sections", "questions[MK02].colour"),
        ("sections", "questions[MK03].applies_if"),
        ("actions", "actions[MK01-A2].after[0]"),
    }


def test_what_follows_a_faulty_entry_keeps_its_line(tmp_path: Path) -> None:
    """The faulty first action is left out, and the second is still found where it stands."""
    what = Break("actions/making.yaml", "    raises: [0.25, 0.5]", "    raises: []", "", "")
    found = broken(tmp_path, what)
    text = found.file.read_text("utf-8").replace(
        "role: management\n    after: [MK01-A1]", "role: boss #HERE\n    after: [MK01-A1]"
    )
    found.file.write_text(text, "utf-8")
    located = check_directory(found.version)
    line = text[: text.index("#HERE")].count("\n") + 1
    assert [(p.key, p.line) for p in located if "raises" not in p.key] == [
        ("actions[MK01-A2].role", line)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_has_a_json_schema(kind: str) -> None:
    schema = json_schema(kind)
    assert schema["additionalProperties"] is False
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]


def test_every_pattern_has_an_example_that_fits_it() -> None:
    """Authors are told how to write a value by an example; it must be a good one."""

    patterns: set[str] = set()
    for kind in KINDS:
        text = json.dumps(json_schema(kind))
        patterns |= {
            json.loads(f'"{p}"') for p in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', text)
        }
        schema = json.loads(text)
        _collect(schema, patterns)
    assert patterns <= _EXAMPLES.keys()
    for pattern, example in _EXAMPLES.items():
        if "…" not in example:
            assert re.fullmatch(pattern, example.strip('"')), pattern


def _collect(schema: object, patterns: set[str]) -> None:
    if isinstance(schema, dict):
        patterns |= set(schema.get("patternProperties", {}))
        if isinstance(schema.get("pattern"), str):
            patterns.add(schema["pattern"])
        for value in schema.values():
            _collect(value, patterns)
    elif isinstance(schema, list):
        for value in schema:
            _collect(value, patterns)


def test_every_message_can_be_said() -> None:
    """Each placeholder is one that pydantic's error offers, or `found`."""
    offered = {"found", "max_length", "min_length", "actual_length", "code", "expected"}
    offered |= {"expected_tags", "gt", "ge", "lt", "le"}
    for message in _MESSAGES.values():
        message.format(**dict.fromkeys(offered, "x"))
