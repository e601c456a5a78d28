"""The strict corner of YAML: what is read, what is refused, and on which line."""

import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import CatalogueError, Located
from app.catalogue.yaml_reading import MAX_BYTES, MAX_DEPTH, parse_yaml, read_yaml
from app.domain.text import LANGS
from app.i18n import translate

BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for m, n in zip("abc", "bcd"))  # noqa: B905

REFUSED = [
    ("a: 1\nb: {c: 1, c: 2}\n", 2, "“c” is given twice"),
    ("a: 1\n1: x\n1: y\n", 3, "“1” is given twice"),
    (BOMB, 1, "Anchors and aliases"),
    ("a: &x 1\n", 1, "Anchors and aliases"),
    ("a: [\n  *x]\n", 2, "Anchors and aliases"),
    ("a: 1\n---\nb: 2\n", 2, "one document"),
    ("a: !!python/object:os.system x\n", 1, "Tags such as"),
    ("a: !!str 1\n", 1, "Tags such as"),
    ("a: !mine {b: 1}\n", 1, "Tags such as"),
    ("a:\n  " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), 2, "deeper than 30"),
    ("[" * 200_000, 1, "deeper than 30"),
    ("{a: " * 200_000, 1, "deeper than 30"),
    ("a: 1\n? [b]\n: 2\n", 2, "A key is a word or a whole number"),
    ("a: 1\ntrue: 2\n", 2, "A key is a word or a whole number"),
    ("a: 1\n2026-01-01: 2\n", 2, "A key is a word or a whole number"),
    ("a: 1\n1.5: 2\n", 2, "A key is a word or a whole number"),
    ("a: 1\n~: 2\n", 2, "A key is a word or a whole number"),
    ("a: 1\n  b: 2\n", 2, "not valid YAML"),
    ('a: "x\n', 2, "not valid YAML"),
    ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
    ("a: 1\nb: x\x00y\n", 2, "U+0000"),
    ("a: 1\n\nb: \x1b[31m\n", 3, "U+001B"),
]


@pytest.mark.parametrize(("text", "line", "says"), REFUSED)
def test_what_is_refused(text: str, line: int, says: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_yaml(text, "some.yaml")
    (problem,) = caught.value.located
    assert (problem.file, problem.line) == ("some.yaml", line)
    assert says in translate(problem.problem, "en")
    for lang in LANGS:
        assert translate(problem.problem, lang)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("a: 1\nb: 绿色\n".encode("gb18030"), 2, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        (b"a: \xed\xa0\x80\n", 1, "not UTF-8"),
        (b"a" * (MAX_BYTES + 1), 1, "larger than 2000000 bytes"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, line: int, says: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        read_yaml(path)
    (problem,) = caught.value.located
    assert (problem.file, problem.line) == (str(path), line)
    assert says in translate(problem.problem, "en")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.yaml", "no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(CatalogueError, match=says):
            read_yaml(path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("甲: 1\n".encode("utf-8-sig"))
    assert read_yaml(path).data == {"甲": 1}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("0.85", 0.85),
        ("-1.50", -1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-03-31", date(2026, 3, 31)),
        ("'7'", "7"),
        ('"2026-03-31"', "2026-03-31"),
        # Texts, though YAML 1.1 would make something else of them.
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e400", "1e400"),
        ("1.", "1."),
        (".5", ".5"),
        ("+5", "+5"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("2026-13-01", "2026-13-01"),
        ("2026-02-29", "2026-02-29"),
        ("2026-1-1", "2026-1-1"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("9" * 5000, "9" * 5000),
        ("<<", "<<"),
        ("１２", "１２"),
    ],
)
def test_how_plain_values_are_read(written: str, value: object) -> None:
    found = parse_yaml(f"a: {written}\n", "f").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_every_key_and_item_has_its_line() -> None:
    file = parse_yaml(
        "# head\na:\n  - id: X1\n    b: |\n      long\n      text\n    c: 2\n  - 5\n", "f"
    )
    assert file.line(("a", 0, "c")) == 7
    assert file.line(("a", 1)) == 8
    assert file.line(("a", 0, "missing")) == 3
    assert file.line(("nowhere",)) == 2
    assert file.key(("a", 0, "c")) == "a[X1].c"
    assert file.key(("a", 1)) == "a[1]"


def test_a_long_text_is_read_quickly() -> None:
    began = time.process_time()
    parse_yaml(f"a: {'长' * 600_000}\n", "f")
    parse_yaml("a: [" + "1, " * 300_000 + "1]", "f")
    assert time.process_time() - began < 10


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=20)
    | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_what_is_dumped_is_read_back(data: object) -> None:
    """Our corner of YAML and the library's own writer agree wherever no surprise is involved."""
    words = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
    text = yaml.safe_dump(data, allow_unicode=True, default_style=None)
    if isinstance(data, dict) and words & {str(key).lower() for key in data}:
        return
    if "!!" not in text and "&" not in text:
        assert parse_yaml(text, "f").data == data


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    located = _problems(text)
    assert len(located) <= 1
    for problem in located:
        assert 1 <= problem.line <= len(text) + 2


def _problems(text: str) -> tuple[Located, ...]:
    try:
        parse_yaml(text, "f")
    except CatalogueError as error:
        return error.located
    return ()
