"""What a column is: its id, its headings in both languages, what may stand in its cells."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.problems import N_
from app.domain.text import Text
from app.i18n import label


class SheetKind(StrEnum):
    """What a sheet holds. Answers may stand beside the enterprises, in one table."""

    ENTERPRISES = "enterprises"
    ANSWERS = "answers"
    DOCUMENTS = "documents"
    GOODS = "goods"
    PRECURSORS = "precursors"
    TRADES = "trades"


class CellKind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    KEY = "key"
    CREDIT_CODE = "credit_code"
    TARIFF_CODE = "tariff_code"
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    SET = "set"
    ANSWER = "answer"
    EVIDENCE = "evidence"


TEXT_KINDS = frozenset({CellKind.TEXT, CellKind.KEY, CellKind.CREDIT_CODE, CellKind.TARIFF_CODE})
NUMBER_KINDS = frozenset({CellKind.WHOLE, CellKind.NUMBER, CellKind.PERCENT})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a cell may say: the id that is stored, and the text that is shown."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `id` is what stands in the hidden row above the headings.

    `choices` fill the drop-down and `limits` (lowest, highest) bound the numbers; where `free`
    is set, other text may stand beside them. `also` are further headings by which the column is
    known. `width` is in characters.
    """

    id: str
    kind: CellKind
    heading: Text
    help: Text
    group: Text
    width: int = 14
    choices: tuple[Choice, ...] = ()
    limits: tuple[float, float] | None = None
    free: bool = False
    also: tuple[Text, ...] = ()
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the template and its columns."""

    kind: SheetKind
    name: Text
    columns: tuple[Column, ...]

    def column(self, column_id: str) -> Column:
        """The column with that id; KeyError where there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)


# Fixed, not in the catalogue of labels: sheets of files that were handed out are known by them.
SHEET_NAMES = {
    SheetKind.ENTERPRISES: Text("企业", "Enterprises"),
    SheetKind.ANSWERS: Text("答题", "Answers"),
    SheetKind.DOCUMENTS: Text("证据文件", "Documents"),
    SheetKind.GOODS: Text("货物", "Goods"),
    SheetKind.PRECURSORS: Text("前体", "Precursors"),
    SheetKind.TRADES: Text("贸易", "Trades"),
}
INSTRUCTIONS = Text("说明", "Instructions")
CHOICES = Text("选项", "Choices")
PROBLEMS = Text("问题清单", "Problems")
KEY, CREDIT_CODE = "key", "uscc"
EVIDENCE = ".evidence"
# Stands before each id in the hidden row, so that the row is never taken for the headings.
ID_MARK = "id:"
PROFILE = "profile."
UNKNOWN, NOT_APPLICABLE = "unknown", "not_applicable"
YES_NO = (Choice("yes", label(N_("Yes"))), Choice("no", label(N_("No"))))
DONT_KNOW = Choice(UNKNOWN, label(N_("Don't know")))


def with_text(*parts: Text) -> Text:
    """The parts in one text, one below the other, without the empty ones."""
    return Text(
        "\n".join(part.zh for part in parts if part.zh),
        "\n".join(part.en for part in parts if part.en),
    )
