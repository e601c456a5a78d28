"""One thing each that may be wrong with a printed report, and the check that has to find it."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from app.reporting.imprint import DATA_NAME

Spoil = Callable[[pikepdf.Pdf], Any]


def elements(file: pikepdf.Pdf, role: str) -> list[Any]:
    """The elements of a role in the order of the file."""
    entries = (one for one in file.objects if isinstance(one, Dictionary))
    tags = (one for one in entries if one.get("/Type") == Name.StructElem)
    return [tag for tag in tags if str(tag.S) == f"/{role}"]


def first(role: str, change: Callable[[Any], Any]) -> Spoil:
    """Changes the first element of a role."""
    return lambda file: change(elements(file, role)[0])


def drop(role: str, *keys: str) -> Spoil:
    """Takes an entry from the first element of a role."""

    def change(file: pikepdf.Pdf) -> None:
        one = elements(file, role)[0]
        for key in keys[:-1]:
            one = one[key]
        del one[keys[-1]]

    return change


def as_role(role: str) -> Callable[[Any], None]:
    def change(one: Any) -> None:
        one.S = Name(f"/{role}")

    return change


def put(key: str, value: Any) -> Callable[[Any], None]:
    """Sets an entry."""

    def change(one: Any) -> None:
        one[key] = String(value) if isinstance(value, str) else value

    return change


def take(key: Any) -> Callable[[Any], None]:
    """Takes an entry away."""

    def change(one: Any) -> None:
        del one[key]

    return change


def empty(one: Any) -> None:
    one.K = Array()


def forget_languages(file: pikepdf.Pdf) -> None:
    for one in elements(file, "Span"):
        if "/Lang" in one:
            del one["/Lang"]


def kids_of_document(file: pikepdf.Pdf) -> Any:
    return file.Root.StructTreeRoot.K[0].K


def swap_sections(file: pikepdf.Pdf) -> None:
    """The first of the document's parts is read last."""
    kids = kids_of_document(file)
    kids.append(kids[0])
    del kids[0]


def links(file: pikepdf.Pdf, key: str) -> list[Any]:
    return [note for page in file.pages for note in page.get("/Annots", ()) if key in note]


def lead_nowhere(file: pikepdf.Pdf) -> None:
    links(file, "/Dest")[0].Dest = String("nowhere")


def lead_elsewhere(file: pikepdf.Pdf) -> None:
    """Every entry of the contents leads to the last part."""
    for link in links(file, "/Dest")[:20]:
        link.Dest = String("method")


def lead_out(file: pikepdf.Pdf) -> None:
    links(file, "/A")[0].A.URI = String("https://example.com/")


def keep_three_pages(file: pikepdf.Pdf) -> None:
    del file.pages[3:]


def blank(file: pikepdf.Pdf) -> None:
    file.pages[4].Contents = file.make_stream(b"")


def forget_a_piece(file: pikepdf.Pdf) -> None:
    """A piece of text that no element holds any more."""
    one = next(e for e in elements(file, "P") if isinstance(e.K[0], int))
    del one.K[0]


def write_untagged(file: pikepdf.Pdf) -> None:
    page = file.pages[2]
    font = next(iter(page.Resources.Font.keys()))
    page.contents_add(f"BT {font} 9 Tf <00010002> Tj ET".encode())


def outline(change: Callable[[pikepdf.Outline], Any]) -> Spoil:
    def spoil(file: pikepdf.Pdf) -> None:
        with file.open_outline() as outline:
            change(outline)

    return spoil


def rename(outline: pikepdf.Outline) -> None:
    outline.root[3].title = "Another title"


def drop_a_sheet(outline: pikepdf.Outline) -> None:
    next(mark for mark in outline.root if mark.children).children.pop()


def lead_too_far(outline: pikepdf.Outline) -> None:
    outline.root[3].destination = outline.root[-1].destination


def data(content: bytes) -> Spoil:
    """Other data in place of the report's."""

    def spoil(file: pikepdf.Pdf) -> None:
        file.attachments[DATA_NAME].get_file().obj.write(content)

    return spoil


def date_otherwise(file: pikepdf.Pdf) -> None:
    file.attachments[DATA_NAME].get_file().obj.Params.ModDate = String("D:20200101000000Z")


def declare_nothing(file: pikepdf.Pdf) -> None:
    packet = file.Root.Metadata.read_bytes()
    file.Root.Metadata.write(packet.replace(b"aiim.org/pdfua/ns/id", b"example.com/id"))


def run_something(file: pikepdf.Pdf) -> None:
    file.Root.Extra = file.make_indirect(Dictionary(S=Name.JavaScript, JS=String("1")))


def load(file: pikepdf.Pdf) -> None:
    """Half a million bytes that cannot be packed."""
    ballast = b"".join(sha256(str(n).encode()).digest() for n in range(16_000))
    file.Root.Extra = file.make_stream(ballast)


def no_typeface(file: pikepdf.Pdf) -> None:
    font = next(iter(file.pages[0].Resources.Font.values()))
    descriptor = font.DescendantFonts[0].FontDescriptor
    for key in [key for key in dict(descriptor) if key.startswith("/FontFile")]:
        del descriptor[key]


def draw_a_box(file: pikepdf.Pdf) -> None:
    font = next(iter(file.pages[0].Resources.Font.values()))
    said = font.ToUnicode.read_bytes()
    font.ToUnicode.write(said.replace(b"beginbfchar\n", b"beginbfchar\n<0000> <4e00>\n", 1))


SPOILT: dict[str, tuple[str, Spoil]] = {
    "pages are gone": ("pages", keep_three_pages),
    "a page is nearly empty": ("pages", blank),
    "passages are gone": ("passages", blank),
    "English is not said to be": ("passages", forget_languages),
    "text is never read": ("letters", forget_a_piece),
    "text is read twice": ("letters", lambda f: kids_of_document(f).append(kids_of_document(f)[0])),
    "text has no tag": ("letters", write_untagged),
    "an item outside a list": ("nesting", first("L", as_role("Div"))),
    "a heading in a heading": ("nesting", lambda f: as_role("H2")(elements(f, "H2")[0].K[1])),
    "a cell outside a row": ("nesting", first("TR", as_role("P"))),
    "a heading skips a level": ("headings", first("H3", as_role("H4"))),
    "two first headings": ("headings", first("H2", as_role("H1"))),
    "a heading says nothing": ("headings", first("H3", empty)),
    "a section has no heading": ("sections", first("H2", as_role("P"))),
    "sections are read in another order": ("order", swap_sections),
    "a cell heads nothing": ("tables", drop("TH", "/A", "/Scope")),
    "a cell has no heading": ("tables", drop("TD", "/A", "/Headers")),
    "a cell is missing": ("tables", first("TR", lambda one: take(0)(one.K))),
    "a drawing is not described": ("drawings", drop("Figure", "/Alt")),
    "a drawing says its title alone": ("drawings", first("Figure", put("/Alt", "A"))),
    "a third language": ("languages", first("P", put("/Lang", "fr"))),
    "English as Chinese": ("languages", forget_languages),
    "Chinese as English": ("languages", first("H1", put("/Lang", "en"))),
    "a bookmark is missing": ("outline", outline(lambda marks: marks.root.pop(2))),
    "a sheet's bookmark is missing": ("outline", outline(drop_a_sheet)),
    "a bookmark is another": ("outline", outline(rename)),
    "a bookmark leads too far": ("outline", outline(lead_too_far)),
    "the contents lead elsewhere": ("contents", lead_elsewhere),
    "a link leads nowhere": ("links", lead_nowhere),
    "a link leads out": ("links", lead_out),
    "a link is not described": ("links", lambda f: take("/Contents")(links(f, "/A")[0])),
    "a link is not printed": ("links", lambda f: put("/F", 0)(links(f, "/A")[0])),
    "a link has no tag": ("links", first("Link", as_role("Span"))),
    "links in another order": ("tabs", lambda f: take("/Tabs")(f.pages[1])),
    "one letter of the data": ("data", lambda f: data(file_data(f)[:-2] + b" }")(f)),
    "no data": ("data", lambda f: take(DATA_NAME)(f.attachments)),
    "data of another day": ("data", date_otherwise),
    "data that nothing is said of": ("data", lambda f: take("/AF")(f.Root)),
    "another title": ("metadata", lambda f: put("/Title", "A")(f.docinfo)),
    "another language": ("metadata", lambda f: put("/Lang", "en")(f.Root)),
    "no declaration": ("metadata", declare_nothing),
    "an action": ("archive", run_something),
    "an action on opening": ("archive", lambda f: put("/OpenAction", Array([0]))(f.Root)),
    "no profile of colours": ("archive", lambda f: put("/OutputIntents", Array())(f.Root)),
    "a typeface that is not there": ("fonts", no_typeface),
    "a box for a character": ("fonts", draw_a_box),
    "a ballast of bytes": ("size", load),
    "what pdfua sees": ("checkers", drop("Figure", "/Alt")),
}


def file_data(file: pikepdf.Pdf) -> bytes:
    content: bytes = file.attachments[DATA_NAME].get_file().read_bytes()
    return content
