"""A printed report taken apart: what is shown, what is said aloud, where one can go.

Read by pikepdf and poppler, which know nothing of how the file was made.
"""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pikepdf

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
CELLS = ("TH", "TD")
_SHOWING = "Tf Tj TJ BDC BMC EMC"
_PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")


def squeezed(text: str) -> str:
    """The text without white space, since lines break anywhere."""
    return re.sub(r"\s", "", text)


@dataclass(frozen=True)
class Piece:
    """Text of a page that a tag holds; `lang` is that of the nearest tag which says one."""

    text: str
    lang: str
    page: int
    number: int


@dataclass(eq=False)
class Tag:
    """An element of the structure: what it is, the language around it, what stands in it."""

    role: str
    lang: str
    alt: str
    attributes: dict[str, object]
    id: str
    kids: list["Tag | Piece"] = field(default_factory=list)
    notes: list[pikepdf.Object] = field(default_factory=list)

    def walk(self) -> Iterator["Tag | Piece"]:
        """This and all in it, in the order in which it is read."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.walk()
            else:
                yield kid

    def tags(self, *roles: str) -> Iterator["Tag"]:
        """The tags in it of these roles."""
        return (one for one in self.walk() if isinstance(one, Tag) and one.role in roles)

    def pieces(self) -> Iterator[Piece]:
        """Its text."""
        return (one for one in self.walk() if isinstance(one, Piece))

    @cached_property
    def text(self) -> str:
        """All that is read of it, without white space."""
        return squeezed("".join(piece.text for piece in self.pieces()))


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline; `page` from 0, -1 for none of the file's, `top` from its foot."""

    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True)
class Section:
    """What stands from one heading of the second level to the next."""

    title: str
    tags: tuple[Tag, ...]
    text: str


class Printed:
    """One PDF; close it when done."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.file = pikepdf.open(io.BytesIO(pdf))
        self.pages = list(self.file.pages)
        self.number_of = {page.objgen: at for at, page in enumerate(self.pages)}

    @cached_property
    def shown(self) -> list[str]:
        """What poppler reads on each page, without white space."""
        command = ["pdftotext", "-raw", "-", "-"]
        found = subprocess.run(command, input=self.pdf, capture_output=True, check=True).stdout
        return [squeezed(page) for page in found.decode().split("\f")[: len(self.pages)]]

    @cached_property
    def drawn(self) -> list[dict[int | None, str]]:
        """The text of each page by the number that ties it to a tag; None: by no number."""
        fonts: dict[tuple[int, int], dict[int, str]] = {}
        return [dict(_drawn(page, fonts)) for page in self.pages]

    @cached_property
    def tree(self) -> Tag:
        """The whole structure."""
        (root,) = self.file.Root.StructTreeRoot.K
        return self._tag(root, str(self.file.Root.Lang))

    def _tag(self, found: pikepdf.Object, around: str) -> Tag:
        lang = str(found.get("/Lang", around))
        tag = Tag(
            str(found.S)[1:],
            lang,
            str(found.get("/Alt", "")),
            dict(found.A) if "/A" in found else {},
            str(found.get("/ID", "")),
        )
        page = self.number_of.get(found.Pg.objgen, -1) if "/Pg" in found else -1
        for kid in found.get("/K", ()):
            if isinstance(kid, int):
                tag.kids.append(Piece(self.drawn[page].get(kid, ""), lang, page, kid))
            elif kid.get("/Type") == "/OBJR":
                tag.notes.append(kid.Obj)
            else:
                tag.kids.append(self._tag(kid, lang))
        return tag

    @cached_property
    def flat(self) -> list[Tag | Piece]:
        """All of the structure in the order in which it is read."""
        return list(self.tree.walk())

    @cached_property
    def said(self) -> str:
        """All that a screen reader says, without white space."""
        return self.tree.text

    def said_in(self, lang: str) -> str:
        """What it says in one language."""
        return squeezed("".join(piece.text for piece in self.tree.pieces() if piece.lang == lang))

    @cached_property
    def sections(self) -> list[Section]:
        """The parts between headings of the second level."""
        heads = set(self.tree.tags("H2"))
        starts = [at for at, one in enumerate(self.flat) if one in heads]
        found = []
        for at, end in zip(starts, [*starts[1:], len(self.flat)], strict=True):
            inside = self.flat[at:end]
            text = "".join(one.text for one in inside if isinstance(one, Piece))
            tags = tuple(one for one in inside if isinstance(one, Tag))
            found.append(Section(tags[0].text, tags, squeezed(text)))
        return found

    @cached_property
    def bookmarks(self) -> list[Bookmark]:
        """The outline in its order."""
        found: list[Bookmark] = []

        def add(items: list[pikepdf.OutlineItem], level: int) -> None:
            for item in items:
                page, _, _, top, _ = item.destination
                found.append(
                    Bookmark(level, item.title, self.number_of.get(page.objgen, -1), float(top))
                )
                add(item.children, level + 1)

        with self.file.open_outline() as outline:
            add(outline.root, 1)
        return found

    @cached_property
    def links(self) -> list[pikepdf.Object]:
        """All that can be clicked."""
        return [note for page in self.pages for note in page.get("/Annots", ())]

    @cached_property
    def places(self) -> dict[str, int]:
        """The page of each place that a link may lead to."""
        if "/Dests" not in self.file.Root.Names:
            return {}
        places = pikepdf.NameTree(self.file.Root.Names.Dests)
        return {name: self.number_of.get(place[0].objgen, -1) for name, place in places.items()}


def _drawn(
    page: pikepdf.Page, fonts: dict[tuple[int, int], dict[int, str]]
) -> Iterator[tuple[int | None, str]]:
    """The text that a page shows, by the number of the innermost tag around it."""
    own = page.get("/Resources", {}).get("/Font", {})
    found: dict[int | None, str] = {}
    around: list[int | None] = []
    characters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page, _SHOWING):
        match str(operator):
            case "Tf":
                font = own[str(operands[0])]
                if font.objgen not in fonts:
                    fonts[font.objgen] = _characters(font)
                characters = fonts[font.objgen]
            case "BDC":
                around.append(_number(operands[1]) if str(operands[0]) != "/Artifact" else -1)
            case "BMC":
                around.append(-1 if str(operands[0]) == "/Artifact" else None)
            case "EMC":
                around.pop()
            case _:
                shown = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                text = "".join(_read(part, characters) for part in shown)
                tied = next((one for one in reversed(around) if one is not None), None)
                found[tied] = found.get(tied, "") + text
    yield from found.items()


def _number(properties: pikepdf.Object) -> int | None:
    is_tied = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
    return int(properties.MCID) if is_tied else None


def _read(part: object, characters: dict[int, str]) -> str:
    """A string of two-byte glyph numbers; what stands between them are shifts."""
    if not isinstance(part, pikepdf.String):
        return ""
    raw = bytes(part)
    numbers = (int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
    return "".join(characters.get(number, "\ufffd") for number in numbers)


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """Which characters the font's glyphs stand for."""
    said = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        int(glyph, 16): bytes.fromhex(characters).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", said, re.DOTALL)
        for glyph, characters in _PAIR.findall(block)
    }
