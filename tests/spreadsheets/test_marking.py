"""The copy that comes back: faults coloured and told, and readable again once corrected."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app.domain.text import LANGS, Lang
from app.i18n import translate
from app.spreadsheets.columns import PROBLEMS
from app.spreadsheets.marking import mark_in_child, marked_workbook
from app.spreadsheets.reading import Reading, read_sheet
from tests.factories import DAY
from tests.spreadsheets.filling import filled_table, filled_workbook, made_up
from tests.spreadsheets.grids import QUESTIONNAIRE

FIRMS = made_up(QUESTIONNAIRE, 11, 6)
# The column of GD01 in the sheet of answers, and of the employees among the enterprises.
LEVEL, EMPLOYEES = "B", "F"
LONG_NAME = "企业[名单]: 文件名字超过三十一个字符也没有关系因为表名会被截短到允许的长度.csv"


def spoiled(lang: Lang) -> bytes:
    """A workbook of six, of which the second and the fifth have a fault each."""
    book = load_workbook(BytesIO(filled_workbook(QUESTIONNAIRE, FIRMS, lang)))
    enterprises, answers = book.worksheets[1:3]
    enterprises[f"{EMPLOYEES}5"] = "many"
    answers[f"{LEVEL}8"] = "excellent"
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def reread(data: bytes) -> Reading:
    return read_sheet(data, "firms.xlsx", QUESTIONNAIRE, DAY)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("only_bad", [False, True])
def test_a_marked_copy_has_the_same_faults_and_once_corrected_none(lang: Lang, only_bad: bool):
    data = spoiled(lang)
    reading = reread(data)
    assert (reading.total, reading.bad_rows) == (6, 2)
    marked = marked_workbook(data, "firms.xlsx", reading, lang, QUESTIONNAIRE, only_bad=only_bad)
    again = reread(marked)
    assert again.bad_rows == 2
    assert again.total == (2 if only_bad else 6)
    assert [p.problem for p in again.problems] == [p.problem for p in reading.problems]

    book = load_workbook(BytesIO(marked))
    for problem in again.problems:
        right = 120 if problem.column == EMPLOYEES else 3
        book[problem.sheet][f"{problem.column}{problem.row}"] = right
    corrected = reread(saved(book))
    assert corrected.problems == ()
    good = {row.key: row.content for row in reading.rows}
    rest = {row.key: row.content for row in corrected.rows}
    assert good | rest == rest if not only_bad else not good.keys() & rest.keys()
    assert len(good | rest) == 6


def test_faulty_cells_are_coloured_and_say_what_is_wrong():
    data = spoiled("en")
    reading = reread(data)
    book = load_workbook(BytesIO(marked_workbook(data, "f.xlsx", reading, "en", QUESTIONNAIRE)))
    listed = [[cell.value for cell in row] for row in book[PROBLEMS["en"]].iter_rows(min_row=2)]
    for problem, row in zip(reading.problems, listed, strict=True):
        cell = book[problem.sheet][f"{problem.column}{problem.row}"]
        message = translate(problem.problem, "en")
        assert cell.fill.bgColor.rgb == "FFFFC7CE" or cell.fill.fgColor.rgb == "FFFFC7CE"
        assert cell.comment.text == message
        place = f"{problem.column}{problem.row}"
        assert row == [problem.sheet, place, problem.heading, problem.given, message]
    sound = book[reading.problems[0].sheet][f"{EMPLOYEES}4"]
    assert sound.comment is None


def test_drop_downs_and_the_hidden_row_are_kept():
    data = spoiled("zh")
    book = load_workbook(
        BytesIO(marked_workbook(data, "f.xlsx", reread(data), "zh", QUESTIONNAIRE))
    )
    template = load_workbook(BytesIO(data))
    for at in (1, 2):
        name = template.worksheets[at].title
        marked, original = book[name], template.worksheets[at]
        assert marked.row_dimensions[1].hidden
        rules = len(original.data_validations.dataValidation)
        assert len(marked.data_validations.dataValidation) == rules


def test_a_csv_table_comes_back_as_a_workbook():
    text = filled_table(QUESTIONNAIRE, made_up(QUESTIONNAIRE, 3, 2, lists=False), "zh")
    data = text.decode("utf-8-sig").replace("虚构出口企业", "=虚构", 1).encode("gb18030")
    data = data.replace(b"91", b"19", 1)
    reading = read_sheet(data, LONG_NAME, QUESTIONNAIRE, DAY)
    assert reading.bad_rows == 1
    marked = marked_workbook(data, LONG_NAME, reading, "zh", QUESTIONNAIRE)
    assert reread(marked).bad_rows == 1


def test_a_marked_copy_of_a_marked_copy_lists_its_own_problems():
    data = spoiled("en")
    once = marked_workbook(data, "f.xlsx", reread(data), "en", QUESTIONNAIRE)
    twice = marked_workbook(once, "f.xlsx", reread(once), "en", QUESTIONNAIRE)
    names = load_workbook(BytesIO(twice)).sheetnames
    assert len(names) == len(set(names)) == len(load_workbook(BytesIO(once)).sheetnames)


def test_a_child_marks_the_same(tmp_path: Path):
    data = spoiled("zh")
    path = tmp_path / "sheet"
    path.write_bytes(data)
    reading = reread(data)
    marked = mark_in_child(path, "f.xlsx", reading, "zh", QUESTIONNAIRE, only_bad=True)
    expected = marked_workbook(data, "f.xlsx", reading, "zh", QUESTIONNAIRE, only_bad=True)
    assert reread(marked) == reread(expected)
