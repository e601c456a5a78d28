"""How a PDF is written: smaller than pydyf alone would, and for a reader the same."""

from io import BytesIO

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.pdf import pydyf

from app.reporting.engine import improve
from app.reporting.tidying import free
from app.reporting.writing import settle

improve()

# Whatever a report can print: control characters are taken out before.
_printed = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
_like_references = st.sampled_from(["3 0 R", "(4 0 R) \\", "\\(5 0 R", ") 6 0 R ("])
_texts = st.lists(_printed | _like_references, min_size=1, max_size=12)


def _written(texts: list[str], left_out: frozenset[int], *, settled: bool = True) -> bytes:
    """A file whose page refers to a stream for each text, and that to a dictionary with it."""
    pdf = pydyf.PDF()
    page = pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference})
    page.update(MediaBox=pydyf.Array([0, 0, 100.5, 200]), Resources=pydyf.Dictionary())
    page["Held"] = pydyf.Array([7, 0])
    for place, text in enumerate(texts):
        about = pydyf.Dictionary({"Text": pydyf.String(text), "Pages": pdf.pages.reference})
        pdf.add_object(about)
        found = pydyf.Stream([text.encode()], {"About": about.reference}, compress=True)
        pdf.add_object(found)
        page["Held"].append(found.reference)
        if place in left_out:
            free(about)
            free(found)
    pdf.add_page(page)
    pdf.info["Title"] = pydyf.String("".join(texts))
    if settled:
        settle(pdf)
    target = BytesIO()
    pdf.write(target, b"1.7", identifier=True, compress=True)
    return target.getvalue()


@given(_texts, st.frozensets(st.integers(0, 11)))
def test_what_was_written_is_read_again(texts: list[str], left_out: frozenset[int]) -> None:
    with pikepdf.open(BytesIO(_written(texts, left_out))) as pdf:
        assert not pdf.check_pdf_syntax()
        assert str(pdf.docinfo.Title) == "".join(texts)
        (page,) = pdf.pages
        held: list[pikepdf.Object | int | None] = list(page.Held)
        assert held[:2] == [7, 0]
        for place, (text, found) in enumerate(zip(texts, held[2:], strict=True)):
            if place in left_out:
                assert found is None
                continue
            assert isinstance(found, pikepdf.Object)
            assert found.read_bytes() == text.encode()
            assert str(found.About.Text) == text
            assert found.About.Pages == pdf.Root.Pages


def test_what_is_left_out_takes_no_room() -> None:
    texts = [f"passage {number}" for number in range(400)]
    odd = frozenset(range(1, 400, 2))
    plain = len(_written(texts, odd, settled=False))
    assert len(_written(texts, odd)) < plain
    with pikepdf.open(BytesIO(_written(texts, odd))) as pdf:
        # The page, its tree, the catalogue, the title, two of each text, objects and index.
        assert len(pdf.objects) <= 400 + 6
