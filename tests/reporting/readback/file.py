"""Whether a printed report leads where it says, carries its data and declares what it is."""

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import pdfua
import pikepdf

from app.domain.text import Lang, Text
from app.reporting.imprint import DATA_NAME, Making, making_of
from tests.reporting.readback.due import ADDRESS, CODE, Due, sources
from tests.reporting.readback.printed import Printed, squeezed
from tests.reporting.readback.promises import titles
from tests.reporting.readback.words import fits

SEPARATOR = " · "
FORBIDDEN = {"/JavaScript", "/JS", "/Launch", "/Movie", "/Sound", "/RichMedia", "/ImportData"}
MOST_BYTES = {"summary": 200_000, "standard": 400_000, "full": 1_200_000}
OWN_FACES, BYTES_A_FACE = 2, 150_000
PRINTED = 4  # the flag of what is printed


def _named(text: Text, langs: Iterable[Lang]) -> str:
    return SEPARATOR.join(dict.fromkeys(text.either(lang) for lang in langs))


def _otherwise(facts: Mapping[str, tuple[object, object]]) -> Iterator[str]:
    """What is found, by name, where it is not what it should be."""
    for what, (found, wanted) in facts.items():
        if found != wanted:
            yield f"{what}: {found}, not {wanted}"


def outline(printed: Printed, due: Due) -> Iterator[str]:
    """The bookmarks are the sections in their order, and each sheet under its section."""
    marks = printed.bookmarks
    wanted = [_named(text, due.langs) for text in (due.report.enterprise.name, *titles(due))]
    found = [mark.title for mark in marks if mark.level == 1]
    if len(found) != len(wanted) or not all(map(fits, found, wanted)):
        yield f"bookmarks {found}, not {wanted}"
    if deep := [mark.title for mark in marks if mark.level > 2]:
        yield f"deeper than two levels: {deep[:3]}"
    for earlier, later in pairwise(marks):
        if (later.page, -later.top) < (earlier.page, -earlier.top):
            yield f"{later.title} lies before {earlier.title}"
    if due.length != "summary":
        more = due.report.further_sheets if due.length == "full" else ()
        for sheet in (*due.report.sheets, *more):
            title = f"{sheet.rank} {_named(sheet.row.title, due.langs)}"
            if title not in {mark.title for mark in marks if mark.level == 2}:
                yield f"no bookmark of the sheet {title}"
    for mark in marks:
        first = squeezed(mark.title.partition(SEPARATOR)[0])
        if first.lstrip("0123456789") not in printed.shown[mark.page]:
            yield f"{mark.title} does not stand on page {mark.page + 1}"


def contents(printed: Printed, due: Due) -> Iterator[str]:
    """The table of contents leads to each section, and names its page."""
    if due.length == "summary":
        return
    pages = {mark.title: mark.page for mark in printed.bookmarks if mark.level == 1}
    entries = [link for link in printed.sections[0].tags if link.role == "Link"]
    for title in titles(due)[1:]:
        name, page = _named(title, due.langs), pages.get(_named(title, due.langs), -1)
        words = squeezed(title.either(due.langs[0]))
        own = [link for link in entries if words in link.text and link.notes]
        if not any(
            {printed.places.get(str(note.get("/Dest"))) for note in link.notes} == {page}
            and str(page + 1) in link.text.replace(words, "")
            for link in own
        ):
            yield f"the contents do not lead to {name} on page {page + 1}"


def links(printed: Printed, due: Due) -> Iterator[str]:
    """What is clicked leads to a place in the file or to a source; each is tagged and described."""
    tagged = {note.objgen for tag in printed.tree.tags("Link") for note in tag.notes}
    for link in printed.links:
        if str(link.Subtype) != "/Link":
            yield f"an annotation of another kind: {link.Subtype}"
            continue
        if "/Dest" in link:
            if str(link.Dest) not in printed.places:
                yield f"nothing lies at {link.Dest}"
        elif str(link.A.URI) not in {*sources(), ADDRESS}:
            yield f"{link.A.URI} is no source of the content"
        if not int(link.get("/F", 0)) & PRINTED or not str(link.get("/Contents", "")).strip():
            yield f"a link that is not printed or not described: {link.get('/Contents', '')}"
        if link.objgen not in tagged:
            yield f"a link outside the tags of links: {link.get('/Contents', '')}"
    if due.length != "summary":
        clicked = {str(link.A.URI) for link in printed.links if "/A" in link}
        due_links = {ADDRESS, *(rule.source.url for rule in due.report.rules)}
        yield from (f"no link to {url}" for url in sorted(due_links - clicked))


def data(printed: Printed, due: Due) -> Iterator[str]:
    """The file carries its data, the very bytes, as an associated file of the day."""
    if list(printed.file.attachments) != [DATA_NAME]:
        yield f"attached: {list(printed.file.attachments)}"
        return
    specification = printed.file.attachments[DATA_NAME]
    embedded = specification.get_file()
    if embedded.read_bytes() != due.data:
        yield "other data than those of the report"
    day = f"D:{due.report.enterprise.assessed_on.replace('-', '')}"
    facts = {
        "kind": (embedded.mime_type, "application/json"),
        "relationship": (str(specification.relationship), "/Data"),
        "associated": ([str(one.UF) for one in printed.file.Root.get("/AF", ())], [DATA_NAME]),
        "day": (str(embedded.obj.Params.ModDate)[: len(day)], day),
        "first day": (embedded.obj.Params.CreationDate, embedded.obj.Params.ModDate),
    }
    yield from _otherwise(facts)


def metadata(printed: Printed, due: Due) -> Iterator[str]:
    """Title, language, day, how it was made, and the standards that it declares."""
    file, report = printed.file, due.report
    title = f"{_named(report.enterprise.name, due.langs)} – {_named(report.short_title, due.langs)}"
    shown = str(file.docinfo.Title)
    if not fits(shown, title):
        yield f"title: {shown}, not {title}"
    with file.open_metadata() as xmp:
        facts = {
            "title in the metadata": (xmp.get("dc:title"), shown),
            "language": (str(file.Root.Lang), due.html_langs[0]),
            "shows its title": (bool(file.Root.ViewerPreferences.DisplayDocTitle), True),
            "tagged": (bool(file.Root.MarkInfo.Marked), True),
            "PDF/A": (f"{xmp.get('pdfaid:part')}{xmp.get('pdfaid:conformance')}", "3A"),
            "PDF/UA": (xmp.get("pdfuaid:part"), "1"),
            "made": (
                making_of(str(file.docinfo.Keywords)),
                Making(due.lang, due.length, CODE, ADDRESS),
            ),
        }
    day = report.enterprise.assessed_on.replace("-", "")
    facts["day"] = (str(file.docinfo.CreationDate)[2:10], day)
    yield from _otherwise(facts)
    packet = file.Root.Metadata
    if "/Filter" in packet or b"pdfaExtension:schemas" not in packet.read_bytes():
        yield "the metadata are packed, or do not explain what PDF/A does not know"


def archive(printed: Printed, due: Due) -> Iterator[str]:
    """Nothing that PDF/A-3 forbids, and the profile of its colours."""
    file = printed.file
    if file.is_encrypted or file.pdf_version != "1.7" or len(file.trailer.ID) != 2:
        yield "encrypted, of another version, or without an identifier"
    profiles = [intent.DestOutputProfile.read_bytes()[36:40] for intent in file.Root.OutputIntents]
    if profiles != [b"acsp"] or str(file.Root.OutputIntents[0].S) != "/GTS_PDFA1":
        yield "no profile of its colours"
    for found in file.objects:
        if not isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if bad := set(found.keys()) & {"/AA", "/OpenAction", "/XFA"}:
            yield f"forbidden: {sorted(bad)}"
        if (action := str(found.get("/S", ""))) in FORBIDDEN:
            yield f"forbidden: {action}"
        if "LZW" in str(found.get("/Filter", "")) or "CMYK" in str(found.get("/ColorSpace", "")):
            yield "a filter or a colour space that archives do not take"
    if [image for page in printed.pages for image in page.get_images()]:
        yield "a picture, which no report has"


def _typefaces(printed: Printed) -> list[pikepdf.Object]:
    pages = (page.get("/Resources", {}).get("/Font", {}) for page in printed.pages)
    return list({font.objgen: font for page in pages for font in page.values()}.values())


def fonts(printed: Printed, due: Due) -> Iterator[str]:
    """Every typeface is embedded, and none draws the box of a character that it lacks."""
    if not _typefaces(printed):
        yield "no typeface at all"
    for font in _typefaces(printed):
        descriptor = font.DescendantFonts[0].FontDescriptor
        if not any(key.startswith("/FontFile") for key in dict(descriptor)):
            yield f"{font.BaseFont} is not embedded"
        characters = bytes(font.ToUnicode.read_bytes()).partition(b"beginbfchar")[2]
        if not characters or b"<0000> <" in characters:
            yield f"{font.BaseFont} draws a character that it lacks"


def checkers(printed: Printed, due: Due) -> Iterator[str]:
    """What programs find that are made to check such files."""
    yield from map(str, pdfua.validate(io.BytesIO(printed.pdf)).findings)
    yield from printed.file.check_pdf_syntax()


def size(printed: Printed, due: Due) -> Iterator[str]:
    """A file that can be mailed, whatever faces rare characters take."""
    further = max(len(_typefaces(printed)) - OWN_FACES, 0)
    most = MOST_BYTES[due.length] + further * BYTES_A_FACE
    if len(printed.pdf) > most:
        yield f"{len(printed.pdf)} bytes, more than {most}"


def tabs(printed: Printed, due: Due) -> Iterator[str]:
    """The key that leads from link to link follows the structure."""
    for at, page in enumerate(printed.pages):
        if str(page.get("/Tabs", "")) != "/S":
            yield f"page {at + 1} has another order of its links"
