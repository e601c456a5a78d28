"""What is done to a PDF before it is written: the same in a smaller file."""

from typing import Any

_PIECES = ("/Span", "/NonStruct")
_PLAIN = frozenset({"Type", "S", "K", "Pg", "P"})


def tidy(pdf: Any) -> None:
    """Tag pieces of text by the element they stand in, without a tag of their own each.

    A piece is an element that says nothing but that its text belongs to the one around it; one
    with a language or a description stays.
    """
    owners: dict[bytes, bytes] = {}
    for tag in reversed(pdf.objects):  # what stands inside comes after
        if not _is_piece(tag):
            continue
        parent = referred(pdf, tag["P"])
        if parent.get("Pg") != tag["Pg"]:
            continue
        kids = parent["K"]
        place = kids.index(tag.reference)
        kids[place : place + 1] = tag["K"]
        owners[tag.reference] = parent.reference
        free(tag)
    root = referred(pdf, pdf.catalog["StructTreeRoot"])
    mapping = referred(pdf, root["ParentTree"])
    for page in mapping["Nums"]:
        if isinstance(page, list):
            page[:] = [_owner(reference, owners) for reference in page]


def referred(pdf: Any, reference: bytes) -> Any:
    """The object of a reference such as `12 0 R`, in a file that is not written yet."""
    return pdf.objects[int(reference.partition(b" ")[0])]


def free(found: Any) -> None:
    """Leave an object out: a free entry of the table of objects, as the file format has it."""
    found.free, found.generation, found.number = "f", 1, 0


def _owner(reference: bytes, owners: dict[bytes, bytes]) -> bytes:
    while reference in owners:
        reference = owners[reference]
    return reference


def _is_piece(found: Any) -> bool:
    """Whether an object tags nothing but pieces of text."""
    return (
        isinstance(found, dict)
        and found.get("Type") == "/StructElem"
        and found["S"] in _PIECES
        and found.keys() == _PLAIN
        and all(isinstance(kid, int) for kid in found["K"])
    )
