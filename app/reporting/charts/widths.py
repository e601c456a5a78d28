"""How much room a line of a drawing takes, near enough to know whether it fits."""

# Advances of the report's face in hundredths of its size; capitals, Han and all others below.
_ADVANCES = {
    character: width
    for characters, width in (
        (" ", 22), ("',.:;ijl|I!", 29), ("f()[]{}-", 34), ('t/"*?', 40), ("sz", 48), ("cxvy", 52),
        ("Fek–", 55), ("0123456789_ag~#$+<=>", 56), ("hnouSTZAEXV", 60), ("bdpqPCRKBL", 63),
        ("DGNUHOQ&", 72), ("wM", 81), ("mW%@", 93),
    )
    for character in characters
}  # fmt: skip
_CAPITAL, _WIDE = 60, 100


def width(text: str, size: float) -> float:
    """The width of a line in the units of its drawing, at that font size."""
    return sum(map(_advance, text)) * size / 100


def fitting(text: str, room: float, size: float) -> str:
    """The text, or as many of its words (in Chinese, characters) as have room, and an ellipsis."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    if kept.isascii() and text[len(kept) :][:1] != " ":
        kept = kept.rpartition(" ")[0] or kept
    return f"{kept.rstrip(' ,;:（(、，')}…"


def _advance(character: str) -> int:
    return _ADVANCES.get(character, _CAPITAL if character < "\u2000" else _WIDE)
