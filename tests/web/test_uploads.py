"""Handing in a sheet by the browser: nothing stored unseen, every fault by its cell."""

from io import BytesIO

import openpyxl
import pytest

from app.persistence.models import ParticipantRow
from app.services import uploads
from app.web.sheets import MAX_REQUEST
from tests.web.sheets import UPLOAD, begin, checked, file, read, sheet, stored
from tests.web.test_batches import visible

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def participants(door):
    with door.transaction(readonly=True) as services:
        return services.session.query(ParticipantRow).count()


class TestTemplate:
    """Whoever thinks of joining may look at the template."""

    def test_it_is_explained_and_offered_to_everybody(self, visitor):
        page = visitor().get("/template").text
        for name in ("zh.xlsx", "en.xlsx", "zh.csv", "en.csv"):
            assert f'href="/template/{name}"' in page

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_each_is_the_file_that_it_says(self, visitor, lang):
        workbook = visitor().get(f"/template/{lang}.xlsx")
        assert workbook.mimetype == XLSX
        assert workbook.headers["Content-Disposition"].endswith(f"1.0-{lang}.xlsx")
        assert len(openpyxl.load_workbook(BytesIO(workbook.data)).sheetnames) > 3
        table = visitor().get(f"/template/{lang}.csv")
        assert table.mimetype == "text/csv"
        assert table.data.startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize("name", ["fr.xlsx", "zh.xls", "zh"])
    def test_no_other_exists(self, visitor, name):
        assert visitor().get(f"/template/{name}").status_code == 404


class TestHandingIn:
    """What is no table is told at the field, at once; what may be one is read."""

    def test_it_is_read_while_the_page_looks_again(self, member):
        page = member.get(begin(member, sheet(10)))
        assert "The file is being read" in visible(page)
        assert "Look again now" in page.text
        assert 'data-waiting="reading"' in page.text

    def test_where_it_takes_long_that_is_said(self, member, clock):
        address = begin(member, sheet(10))
        assert "The server is busy" not in visible(member.get(address))
        clock.now = clock.now.replace(minute=5)
        page = member.get(address)
        assert "The server is busy" in visible(page)
        assert 'data-waiting="reading-late"' in page.text

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({}, "Choose a file."),
            ({"sheet": file(b"", "empty.csv")}, "The file is empty."),
            ({"sheet": file(b"%PDF-1.7", "letter.pdf")}, "This is no .xlsx workbook"),
            ({"sheet": file(b"\xd0\xcf\x11\xe0", "old.xls")}, "This is an old .xls workbook"),
        ],
    )
    def test_what_is_no_table_is_told_at_the_field(self, member, sent, said):
        where = begin(member)
        answer = member.post(where, sent)
        assert answer.status_code == 422
        assert '<a href="#sheet">' in answer.text
        assert said in visible(answer)

    def test_far_too_large_a_file_gets_an_answer_of_its_own(self, member):
        where = begin(member)
        answer = member.client.post(where, content_length=MAX_REQUEST + 1)
        assert answer.status_code == 413
        assert "A sheet may have at most 20 MB." in visible(answer)

    def test_no_other_form_takes_so_much(self, member):
        home = begin(member).removesuffix("/uploads/new")
        answer = member.client.post(f"{home}/settings", content_length=3 * 1024 * 1024)
        assert answer.status_code == 413

    def test_what_cannot_be_read_says_why(self, member, door):
        address = read(door, begin(member, b"a,b\n1,2\n"))
        page = visible(member.get(address))
        assert "This file was not read" in page
        assert "Hand in another sheet" in page


class TestChecking:
    """What was understood and everything wrong is seen before anything is stored."""

    def test_the_page_names_numbers_faults_and_columns(self, member, door):
        address = checked(member, door, 10, "many", 30)
        page = visible(member.get(address))
        assert "Enterprises read 3 without errors 2 with errors 1" in page
        assert "C3 Employees many Enter a whole number" in page
        assert "CSV, UTF-8, comma" in page
        assert "Enterprise no. Name in English Employees 1 Works 1 10" in page
        assert "Store and score the 2 good rows" in page
        assert participants(door) == 0

    def test_a_long_list_comes_in_pages_and_by_kind(self, member, door):
        address = checked(member, door, *["many"] * 250, 0)
        first = visible(member.get(address))
        assert "251 things to correct" in first
        assert "1 to 100 of 251" in first
        assert "C101 " in first
        assert "C102 " not in first
        last = visible(member.get(f"{address}?from=201"))
        assert "201 to 251 of 251" in last
        for odd in ("-5", "x", "9999999999"):
            assert member.get(f"{address}?from={odd}").status_code == 200

    def test_the_marked_workbook_has_all_rows_or_only_the_bad_ones(self, member, door):
        address = checked(member, door, 10, "many", 30)
        whole = member.get(f"{address}/marked.xlsx")
        assert whole.mimetype == XLSX
        assert "members-marked.xlsx" in whole.headers["Content-Disposition"]
        assert {"Works 1", "Works 2", "Works 3"} <= texts_of(whole)
        only_bad = texts_of(member.get(f"{address}/marked.xlsx?rows=bad"))
        assert "Works 2" in only_bad
        assert not {"Works 1", "Works 3"} & only_bad

    def test_what_is_in_the_batch_already_is_counted(self, member, door):
        home = stored(member, door, 10, 20)
        again = member.post(f"{home}/uploads/new", {"sheet": file(sheet(11, 20, 30))})
        page = visible(member.get(read(door, again.location)))
        assert "to be replaced in this batch 2" in page

    def test_what_stands_in_a_cell_is_only_text(self, member, door):
        address = begin(member, sheet("<script>alert(1)</script>"))
        assert "<script>alert" not in member.get(read(door, address)).text


class TestDeciding:
    """The good rows are stored once, or nothing of the sheet at all."""

    def test_good_rows_are_stored_and_the_others_may_follow(self, member, door):
        address = checked(member, door, 10, "many")
        assert "The good rows are being stored" in visible(member.post_and_look(f"{address}/store"))
        assert 'data-waiting="storing"' in member.get(address).text
        uploads.store_rows(door, UPLOAD.search(address)[2])
        page = visible(member.get(address))
        assert "1 enterprise of this file is stored." in page
        assert "The row with errors was left out" in page
        assert participants(door) == 1

    def test_pressed_twice_it_is_stored_once(self, member, door):
        address = checked(member, door, 10, 20)
        for _ in range(2):
            assert member.post_and_look(f"{address}/store").status_code == 200
            uploads.store_rows(door, UPLOAD.search(address)[2])
        assert participants(door) == 2
        assert "Stored" in visible(member.get(address.partition("/uploads")[0]))

    def test_a_sheet_without_a_good_row_cannot_be_stored(self, member, door):
        address = checked(member, door, "many")
        assert "Store and score" not in visible(member.get(address))
        page = visible(member.post_and_look(f"{address}/store"))
        assert "no rows that can be stored" in page

    def test_discarded_it_is_gone(self, member, door):
        address = checked(member, door, 10)
        assert "nothing of it was stored" in visible(member.post_and_look(f"{address}/discard"))
        assert "no rows that can be stored" in visible(member.post_and_look(f"{address}/store"))
        assert member.get(f"{address}/marked.xlsx").status_code == 404
        assert "was discarded" in visible(member.get(address))
        assert participants(door) == 0

    def test_stored_it_cannot_be_discarded(self, member, door):
        address = checked(member, door, 10)
        member.post(f"{address}/store")
        assert "stored already" in visible(member.post_and_look(f"{address}/discard"))

    def test_a_paused_batch_says_that_scores_wait(self, member, door):
        address = checked(member, door, 10)
        member.post(f"{address.partition('/uploads')[0]}/pause")
        assert "once you resume it" in visible(member.get(address))


def texts_of(answer):
    book = openpyxl.load_workbook(BytesIO(answer.data))
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
