"""Reading the optional sheets: documents, goods, precursors and trades, joined to enterprises."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.goods import parse_goods
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Question, Questionnaire
from app.domain.reading import is_blank
from app.domain.trades import parse_trades
from app.spreadsheets.answering import NOTHING, AnswerReader
from app.spreadsheets.cells import Convert
from app.spreadsheets.choosing import chooser
from app.spreadsheets.columns import Choice
from app.spreadsheets.contents import good_as_content, trade_as_content, trade_choices
from app.spreadsheets.gathering import Firm, Gathering, ListedGood, RowAt, joined_key
from app.spreadsheets.lists import OTHER_DOCUMENT
from app.spreadsheets.recognising import Place

Converters = Sequence[tuple[Place, Convert]]
_DOCUMENT_COLUMNS = {"id": "document"}


class Extras:
    """Takes in the rows of the optional sheets, then reads them enterprise by enterprise."""

    def __init__(self, questionnaire: Questionnaire, gathering: Gathering) -> None:
        self.gathering = gathering
        self.questions = questionnaire.by_question
        self.choices = trade_choices(questionnaire)
        self._papers: dict[str, Convert] = {}

    def document(self, at: RowAt, converters: Converters) -> None:
        """Take in one row of the sheet of documents."""
        firm = self.gathering.whose(at)
        raw = self.gathering.convert(firm, at, converters)
        if firm is None:
            return
        question_id = raw.pop("question", None)
        if question_id is None:
            problem = Problem(N_("Choose the question whose answer the document proves."))
            self.gathering.add(firm, at, "question", problem)
            return
        given = at.cell("document")
        if not is_blank(given):
            try:
                raw["id"] = self._paper(self.questions[question_id])(given)
            except InvalidInput as error:
                self.gathering.take(firm, at, "document", error)
        firm.documents.setdefault(question_id, []).append((at, raw))

    def good(self, at: RowAt, converters: Converters) -> None:
        """Take in one row of the sheet of goods."""
        firm = self.gathering.whose(at)
        raw = self.gathering.convert(firm, at, converters)
        if firm is None:
            return
        number = joined_key(raw.pop("good", ""))
        good = ListedGood(at, raw)
        if number and firm.numbered.setdefault(number, good) is not good:
            problem = Problem(N_("Another good of this enterprise has the same number."))
            self.gathering.add(firm, at, "good", problem)
        firm.goods.append(good)

    def precursor(self, at: RowAt, converters: Converters) -> None:
        """Take in one row of the sheet of precursors."""
        firm = self.gathering.whose(at)
        raw = self.gathering.convert(firm, at, converters)
        if firm is None:
            return
        number = joined_key(raw.pop("good", ""))
        good = firm.numbered.get(number)
        if good is None:
            message = N_("No good of this enterprise has this number in the sheet of goods.")
            self.gathering.add(firm, at, "good", Problem(message))
        else:
            good.precursors.append((at, raw))

    def trade(self, at: RowAt, converters: Converters) -> None:
        """Take in one row of the sheet of trades."""
        firm = self.gathering.whose(at)
        raw = self.gathering.convert(firm, at, converters)
        if firm is not None:
            firm.trades.append((at, raw))

    def finish(self, firm: Firm, readers: Mapping[str, AnswerReader]) -> None:
        """Read what was taken in for an enterprise, by the rules of every door."""
        for question_id, documents in firm.documents.items():
            self._documents(firm, question_id, documents, readers)
        if firm.goods:
            self._goods(firm)
        if firm.trades:
            self._trades(firm)

    def _documents(
        self,
        firm: Firm,
        question_id: str,
        documents: Sequence[tuple[RowAt, Mapping[str, Any]]],
        readers: Mapping[str, AnswerReader],
    ) -> None:
        said, at = firm.said.get(question_id, (NOTHING, documents[0][0]))
        if said.faults:
            return  # told at the answer's cell already
        try:
            papers = [raw for _, raw in documents]
            firm.said[question_id] = readers[question_id].with_documents(said, papers), at
        except InvalidInput as error:
            for problem in error.problems:
                row, column_id = _listed_place(problem, "documents.", [r for r, _ in documents])
                column_id = _DOCUMENT_COLUMNS.get(column_id, column_id)
                self.gathering.add(firm, row, column_id, problem)

    def _goods(self, firm: Firm) -> None:
        raw = [
            good.raw | {"precursors": [precursor for _, precursor in good.precursors]}
            for good in firm.goods
        ]
        try:
            firm.lists["goods"] = [good_as_content(good) for good in parse_goods(raw)]
        except InvalidInput as error:
            for problem in error.problems:
                row, column_id = _listed_place(problem, "", [good.at for good in firm.goods])
                listed = column_id.removeprefix("precursors.")
                if listed != column_id:
                    good = next(g for g in firm.goods if g.at is row)
                    at, inner = listed.split(".", 1) if "." in listed else (listed, "")
                    row, column_id = good.precursors[int(at)][0], inner
                self.gathering.add(firm, row, column_id, problem)

    def _trades(self, firm: Firm) -> None:
        try:
            trades = parse_trades([raw for _, raw in firm.trades], self.choices)
            firm.lists["trades"] = [trade_as_content(trade) for trade in trades]
        except InvalidInput as error:
            for problem in error.problems:
                row, column_id = _listed_place(problem, "", [at for at, _ in firm.trades])
                self.gathering.add(firm, row, column_id, problem)

    def _paper(self, question: Question) -> Convert:
        """How the documents of one question are named: by id, by text, or as another one."""
        if question.id not in self._papers:
            choices = tuple(Choice(item.id, item.text) for item in question.evidence)
            self._papers[question.id] = chooser((*choices, OTHER_DOCUMENT))
        return self._papers[question.id]


def _listed_place(problem: Problem, prefix: str, rows: Sequence[RowAt]) -> tuple[RowAt, str]:
    """The row and the column of a problem in a list; its first row where the whole is meant."""
    index, _, column_id = problem.field.removeprefix(prefix).partition(".")
    return (rows[int(index)], column_id) if index.isdigit() else (rows[0], "")
