"""A report's tags as PDF/UA-1 wants them: lists, links and headings in order, drawings described.

WeasyPrint tags each box by its HTML element. Where a block stands among lines, that makes a
heading within a heading, or text beside the body of a list's item; running heads are neither in
the structure nor marked as left out.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import MarginBox
from weasyprint.pdf import pydyf, tags

from app.reporting.tidying import free, referred

_DRAWING, _DESCRIPTION = (f"{{http://www.w3.org/2000/svg}}{name}" for name in ("svg", "desc"))
# One of them in another of its kind is a block that WeasyPrint put around some of its lines.
_NEVER_NESTED = frozenset({"/P", "/Link", *(f"/H{level}" for level in range(1, 7))})
# Noted of an element until the file is put in order.
_RUNNING = "Running"


def tag_more() -> None:
    """Have drawings say what they show, and running heads that they are ones."""
    plain = tags._build_box_tree

    def build(box: Any, *given: Any) -> Iterator[Any]:
        if isinstance(box, MarginBox):
            place = "/Header" if box.at_keyword.startswith("@top") else "/Footer"
            for child in box.children:
                for found in build(child, *given):
                    found[_RUNNING] = place
            return
        for found in plain(box, *given):
            if found["S"] == "/Figure" and getattr(box.element, "tag", None) == _DRAWING:
                _describe(found, box.element)
            yield found

    tags._build_box_tree = build


def _describe(figure: Any, drawing: Any) -> None:
    """Let the alternative text say what the drawing shows, not only its title."""
    shown = drawing.findtext(_DESCRIPTION)
    if shown:
        figure["Alt"] = pydyf.String(f"{figure['Alt'].string}. {shown}")


def order_tags(pdf: Any) -> None:
    """Put the tags of a file in order before it is written; its text stays as it is."""
    _Tags(pdf).order()


class _Tags:
    """The structure of a file that is about to be written."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self._object(pdf.catalog["StructTreeRoot"])
        # Turn by turn a number and what it leads to: the elements of a page's pieces, then a link.
        self.owners = self._object(self.root["ParentTree"])["Nums"]
        entries: list[Any] = [found for found in pdf.objects if isinstance(found, dict)]
        self.elements = {
            found.reference: found
            for found in entries
            if found.get("Type") == "/StructElem" and found.free == "n"
        }
        self.pages = {page: at for at, page in enumerate(pdf.page_references)}

    def order(self) -> None:
        self._leave_out_running_heads()
        roles = {reference: found["S"] for reference, found in self.elements.items()}
        for found in list(self.elements.values()):
            role = found["S"]
            if role in _NEVER_NESTED and roles.get(found["P"]) == role:
                role = found["S"] = "/NonStruct"
            if role == "/L":
                self._make_items_of_groups(found)
            elif role == "/LI":
                self._keep_to_body(found)
            elif role != "/Link":
                self._hand_links_over(found)
        self._list_ids()

    def _leave_out_running_heads(self) -> None:
        """Mark them as left out, header or footer, and forget their tags."""
        places: dict[bytes, dict[int, int]] = {}
        for head in [found for found in self.elements.values() if _RUNNING in found]:
            page = self._object(head["Pg"])
            stream = self._object(page["Contents"]).stream
            if head["Pg"] not in places:
                places[head["Pg"]] = {
                    item["MCID"]: place
                    for place, item in enumerate(stream)
                    if isinstance(item, dict) and "MCID" in item
                }
            rest = [head.reference]
            while rest:
                found = self.elements.pop(rest.pop())
                rest += [kid for kid in found["K"] if kid in self.elements]
                free(found)
                for piece in (kid for kid in found["K"] if isinstance(kid, int)):
                    self._owners_on(head)[piece] = b"null"
                    place = places[head["Pg"]][piece]
                    stream[place - 1] = "/Artifact"
                    stream[place].clear()
                    stream[place].update({"Type": "/Pagination", "Subtype": head[_RUNNING]})

    def _make_items_of_groups(self, listed: Any) -> None:
        """A group of a list's terms and descriptions is an item: the term labels it."""
        for group in filter(None, map(self.elements.get, listed["K"])):
            if group["S"] != "/Div":
                continue
            group["S"] = "/LI"
            bodies = []
            for item in map(self.elements.pop, group["K"]):
                bodies += item["K"]
                free(item)
            group["K"][:] = bodies
            for place, body in enumerate(bodies):
                self.elements[body].update(P=group.reference, S="/LBody" if place else "/Lbl")

    def _keep_to_body(self, item: Any) -> None:
        """Move into the body what stands beside it in a list's item."""
        kept: list[bytes] = []
        body = None
        for kid in item["K"]:
            found = self.elements.get(kid)
            role = found["S"] if found else None
            if role in ("/Lbl", "/LBody"):
                kept.append(kid)
                body = found if role == "/LBody" else body
                continue
            if body is None:
                body = self._new_body(item)
                kept.append(body.reference)
            body["K"].append(kid)
            if found:
                found["P"] = body.reference
            else:
                self._owners_on(item)[kid] = body.reference
        item["K"][:] = kept

    def _new_body(self, item: Any) -> Any:
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"],
             "P": item.reference}
        )  # fmt: skip
        self.pdf.add_object(body)
        self.elements[body.reference] = body
        return body

    def _hand_links_over(self, found: Any) -> None:
        """What is clicked within a link belongs to the link's tag, not to that of a part of it."""
        links = [kid for kid in found["K"] if kid not in self.elements and not isinstance(kid, int)]
        for kid in links:
            owner = found
            while owner["S"] != "/Link":
                owner = self.elements[owner["P"]]
            found["K"].remove(kid)
            owner["K"].append(kid)
            note = self._object(self._object(kid)["Obj"])
            self.owners[2 * note["StructParent"] + 1] = owner.reference

    def _list_ids(self) -> None:
        """The index by which a table's cells find their headings."""
        named = sorted((e["ID"].data, e.reference) for e in self.elements.values() if "ID" in e)
        if named:
            names = pydyf.Array(part for pair in named for part in pair)
            self.root["IDTree"] = pydyf.Dictionary({"Names": names})

    def _owners_on(self, found: Any) -> Any:
        """The elements of the pieces of that page, by the pieces' numbers."""
        return self.owners[2 * self.pages[found["Pg"]] + 1]

    def _object(self, reference: bytes) -> Any:
        return referred(self.pdf, reference)
