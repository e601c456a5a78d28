"""What is refused before it is unpacked, with real bombs; and what is let through."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from app.i18n import translate
from app.spreadsheets import limited
from app.spreadsheets.guarding import MAX_BYTES, Refused, guard
from app.spreadsheets.reading import read_in_child, read_sheet
from tests.factories import DAY
from tests.spreadsheets.filling import filled_workbook, made_up
from tests.spreadsheets.grids import QUESTIONNAIRE, grid

CELL = b'<c r="A1" t="inlineStr"><is><t>1</t></is></c>'
MEGABYTE = 1 << 20


def reason(data: bytes, filename: str = "firms.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        guard(data, filename)
    return translate(caught.value.problem, "en")


def with_members(members: dict[str, bytes | int]) -> bytes:
    """A packed workbook with more members; a number stands for so many megabytes of zeros."""
    stream = BytesIO(grid({"S": [["no.", "name_zh"], [1, "甲"]]}))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            with archive.open(name, "w") as member:
                if isinstance(content, bytes):
                    member.write(content)
                else:
                    for _ in range(content):
                        member.write(b"0" * MEGABYTE)
    return stream.getvalue()


def test_a_workbook_and_a_table_pass():
    guard(grid({"S": [["a"]]}), "firms.xlsx")
    guard("编号,名称\n1,甲\n".encode(), "firms.csv")


def test_bombs_are_refused_by_what_their_directory_says():
    tightly = with_members({"xl/worksheets/sheet9.xml": 150})
    many = with_members({f"xl/media/{n}": b"" for n in range(1_001)})
    large = with_members({f"xl/worksheets/sheet{n}.xml": 90 for n in (7, 8, 9)})
    assert len(tightly) < MEGABYTE
    assert "far larger than a table" in reason(tightly)
    assert "far larger than a table" in reason(large)
    assert "too many parts" in reason(many)


def test_a_directory_of_hundreds_of_thousands_is_not_read():
    entries = b"PK\x01\x02" + b"\0" * 42
    assert "too many parts" in reason(b"PK\x03\x04" + entries * 400_000)


def test_what_is_no_table_is_refused_with_what_to_do():
    old = b"\xd0\xcf\x11\xe0" + b"\0" * 100
    document = BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert reason(b"") == "The file is empty."
    assert reason(b"0" * (MAX_BYTES + 1)).startswith("The file has 21 MB; at most 20 MB")
    assert "Save it as .xlsx" in reason(old)
    assert "no .xlsx workbook" in reason(document.getvalue())
    assert "no .xlsx workbook" in reason(b"%PDF-1.7", "firms.pdf")
    assert "damaged" in reason(grid({"S": [["a"]]})[:-40])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n\xff\xfe\xff,\xff\n", "neither UTF-8 nor GB18030"),
        (b"a,b\n1,2\n", "the headings are not known"),
        (b"no.,name_zh\n", "there is no enterprise"),
        (b"no.,name_zh\n" + b"," * 20_000, "Line 2 cannot be read"),
        (b'no.,name_zh\n1,"' + b"x" * 200_000, "Line 2 cannot be read"),
    ],
)
def test_tables_in_which_nothing_is_found(data: bytes, said: str):
    with pytest.raises(Refused) as caught:
        read_sheet(data, "firms.csv", QUESTIONNAIRE, DAY)
    assert said in translate(caught.value.problem, "en")


def test_a_sheet_whose_xml_is_broken_is_refused():
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(grid({"S": [["a"]]}))) as good, zipfile.ZipFile(data, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content[:-60] if "sheet1" in name else content)
    with pytest.raises(Refused):
        read_sheet(data.getvalue(), "firms.xlsx", QUESTIONNAIRE, DAY)


def test_too_many_enterprises_are_refused_with_their_number():
    rows = [[str(n), "某厂"] for n in range(10_001)]
    with pytest.raises(Refused) as caught:
        read_sheet(grid({"S": [["no.", "name_zh"], *rows]}), "f.xlsx", QUESTIONNAIRE, DAY)
    assert caught.value.problem.params == {"maximum": 10_000, "count": 10_001}


def test_another_questionnaire_is_refused():
    sheets = {"说明": [["", "exporter-readiness/0.9"]], "企业": [["no.", "name_zh"], [1, "甲"]]}
    with pytest.raises(Refused) as caught:
        read_sheet(grid(sheets), "firms.xlsx", QUESTIONNAIRE, DAY)
    assert caught.value.problem.params["named"] == "exporter-readiness/0.9"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_child_reads_the_same(tmp_path: Path):
    firms = made_up(QUESTIONNAIRE, 4, 3)
    path = written(tmp_path / "sheet", filled_workbook(QUESTIONNAIRE, firms, "zh"))
    expected = read_sheet(path.read_bytes(), "firms.xlsx", QUESTIONNAIRE, DAY)
    assert read_in_child(path, "firms.xlsx", QUESTIONNAIRE, DAY) == expected


def test_a_child_hands_on_a_refusal(tmp_path: Path):
    path = written(tmp_path / "sheet", b"a,b\n1,2\n")
    with pytest.raises(Refused) as caught:
        read_in_child(path, "firms.csv", QUESTIONNAIRE, DAY)
    assert "the headings are not known" in translate(caught.value.problem, "en")


def lying_bomb() -> bytes:
    """Shared text of more than a child may hold, whose directory says that it is small."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with zipfile.ZipFile(BytesIO(grid({"S": [["no.", "name_zh"], [1, "甲"]]}))) as good:
            for name in good.namelist():
                if name != "xl/sharedStrings.xml":
                    archive.writestr(name, good.read(name))
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
            member.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            one = b"<si><t>" + b"x" * 10_000 + b"</t></si>"
            for _ in range(limited.MEMORY_BYTES // MEGABYTE + 50):
                member.write(one * 105)
            member.write(b"</sst>")
        archive.getinfo("xl/sharedStrings.xml").file_size = 1_000
    return stream.getvalue()


def test_a_directory_that_lies_only_ends_the_child(tmp_path: Path):
    data = lying_bomb()
    guard(data, "firms.xlsx")
    with pytest.raises(Refused):
        read_in_child(written(tmp_path / "sheet", data), "firms.xlsx", QUESTIONNAIRE, DAY)


def grab(size: int) -> int:
    return len(bytearray(size))


def spin() -> None:
    while True:
        pass


def test_a_child_is_bounded_in_memory_and_in_time():
    with pytest.raises(Refused) as greedy:
        limited.run_limited(grab, 2 * limited.MEMORY_BYTES, seconds=60)
    assert "more memory" in greedy.value.problem.message
    with pytest.raises(Refused) as slow:
        limited.run_limited(spin, seconds=1)
    assert slow.value.problem.params == {"seconds": "1"}
