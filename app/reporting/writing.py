"""How a PDF becomes bytes: each object written once, numbers short, streams packed tightly.

pydyf writes every object twice, once for the file and once for the file's identifier, and packs
its streams twice with it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import deflate
from weasyprint.pdf import pydyf

# Of libdeflate's levels the last before seconds count: 3 % smaller than zlib's best, in half the
# time. Objects are short and much alike, which pays for looking further.
_LEVEL, _LEVEL_OF_OBJECTS = 9, 10
_UP = 2  # PNG's filter "up", each byte as the difference to that of the row above
_UP_IN_PDF = 12
# A reference to an object, or a text, which may look as if it held one.
_REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|\b(\d+) 0 R\b", re.DOTALL)


def write_once() -> None:
    """Put our way of writing numbers, lines and streams in the place of pydyf's."""
    pydyf._to_bytes = _to_bytes
    pydyf.Dictionary.data = property(_dictionary_data)
    pydyf.Array.data = property(_array_data)
    pydyf.Stream.data = property(_stream_data)
    pydyf.Stream.show_text = _show_text


def settle(pdf: Any) -> None:
    """Write the objects of a finished file; nothing of them may change afterwards.

    Objects that were left out leave no gaps: half of the file's index would be gaps.
    """
    unused, *others = pdf.objects
    kept = [found for found in others if found.free == "n"]
    numbers = {b"%d" % found.number: b"%d" % new for new, found in enumerate(kept, start=1)}

    def renumbered(text: bytes) -> bytes:
        return _REFERENCE.sub(lambda found: _reference(found, numbers), text)

    pdf.objects[:] = [unused]
    for found in kept:
        if isinstance(found, pydyf.Stream):
            found.rp_written = _packed(found, renumbered)
            written = found
        else:
            written = _Written(renumbered(found.data))
        pdf.add_object(written)
        found.number = written.number  # the file's ending names some by what they were


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object as its bytes."""

    data = b""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


def _reference(found: re.Match[bytes], numbers: Mapping[bytes, bytes]) -> bytes:
    """What stands in the place of a reference, or of a text, which stays as it is."""
    if not found[1]:
        return found[0]
    number = numbers.get(found[1])
    return number + b" 0 R" if number else b"null"


def _to_bytes(item: Any) -> bytes:
    """The same as pydyf's but for the decimals; the commonest kinds first.

    Coordinates are as exact as a printer can place them: half of a page is coordinates.
    """
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is float:
        # Small numbers are scales and colours, by which others are multiplied.
        decimals = 6 if -2 < item < 2 else 3
        return f"{item:.{decimals}f}".rstrip("0").rstrip(".").encode()
    if kind is not str and isinstance(item, pydyf.Object):
        return item.data  # type: ignore[no-any-return]
    return str(item).encode("ascii")


def _dictionary_data(found: Any) -> bytes:
    entries = (b"/%b %b" % (_to_bytes(key), _to_bytes(value)) for key, value in found.items())
    return b"<<%b>>" % b"".join(entries)


def _array_data(found: Any) -> bytes:
    return b"[%b]" % b" ".join(map(_to_bytes, found))


def _show_text(stream: Any, text: str) -> None:
    """The same as pydyf's without shifts by nothing between letters, which rounding leaves."""
    shown = _to_bytes(text).replace(b">0<", b"")
    stream.stream.append(b"[%b] TJ" % (shown[:-1] if shown.endswith(b">0") else shown))


def _stream_data(stream: Any) -> bytes:
    """A stream, packed the first time it is asked for: by then it is complete."""
    try:
        written: bytes = stream.rp_written
    except AttributeError:
        written = stream.rp_written = _packed(stream)
    return written


def _packed(stream: Any, renumbered: Callable[[bytes], bytes] = bytes) -> bytes:
    content = b"\n".join(map(_to_bytes, stream.stream))
    extra = pydyf.Dictionary(stream.extra)
    if stream.compress:
        kind = extra.get("Type")
        if kind == "/XRef":
            # Neighbours differ by one or nothing, so that the differences are nearly all alike.
            columns = sum(extra["W"])
            extra["DecodeParms"] = pydyf.Dictionary({"Predictor": _UP_IN_PDF, "Columns": columns})
            content = _differences(content, columns)
        extra["Filter"] = "/FlateDecode"
        level = _LEVEL_OF_OBJECTS if kind == "/ObjStm" else _LEVEL
        content = bytes(deflate.zlib_compress(content, level))
    extra["Length"] = len(content)
    return b"\n".join((renumbered(extra.data), b"stream", content, b"endstream"))


def _differences(rows: bytes, columns: int) -> bytes:
    """Rows of so many bytes by PNG's filter `_UP`."""
    above = bytes(columns) + rows
    changed = bytes((new - old) % 256 for new, old in zip(rows, above, strict=False))
    starts = range(0, len(changed), columns)
    return b"".join(bytes((_UP,)) + changed[start : start + columns] for start in starts)
