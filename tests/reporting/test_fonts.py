"""The report's typeface: what it holds, what stands in for the rest, when it is cut anew."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from app.reporting.fonts import FALLBACK, FAMILY, FontMissing, Fonts, font_folders, prepare_fonts

COMMON = "出口企业绿色贸易就绪度：鑫淼公司—“碳”≥ 95.5%，Zürich é · ✓●○▲▼→ €¥ m²"
RARE = "龘犇"  # not in GB 2312
ELSEWHERE = "₂Ł"  # not in Noto Sans CJK at all


def test_the_cut_holds_gb2312(fonts: Fonts) -> None:
    for path in (fonts.regular, fonts.bold):
        held = TTFont(path).getBestCmap()
        hanzi = "".join(
            bytes((row, cell)).decode("gb2312", "ignore")
            for row in range(0xB0, 0xF8)
            for cell in range(0xA1, 0xFF)
        )
        assert len(hanzi) == 6763
        assert not {char for char in hanzi + COMMON if ord(char) not in held}
        assert not {char for char in RARE + ELSEWHERE if ord(char) in held}


def test_the_pdf_shows_common_and_rare_characters(fonts: Fonts) -> None:
    pdf = rendered(fonts, f"<p>{COMMON}<p><b>{COMMON}</b><p>{RARE}<p>{ELSEWHERE}")
    lines = PdfReader(BytesIO(pdf)).pages[0].extract_text().split("\n")
    assert [line.strip() for line in lines] == [COMMON, COMMON, RARE, ELSEWHERE]
    shown = embedded(pdf)
    assert set(COMMON) - {" "} <= shown["Noto-Sans-SC"] | {" "}
    assert set(COMMON) - {" "} <= shown["Noto-Sans-SC-Bold"] | {" "}
    assert shown["Noto-Sans-CJK-SC"] == set(RARE)
    assert set(ELSEWHERE) <= set().union(*shown.values())


def test_common_text_leaves_the_system_face_out(fonts: Fonts) -> None:
    assert set(embedded(rendered(fonts, f"<p>{COMMON}"))) == {"Noto-Sans-SC"}


def test_another_run_cuts_the_same_bytes(fonts: Fonts, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from app.reporting.fonts import font_folders, prepare_font;"
        "prepare_font(pathlib.Path(sys.argv[1]), 'Bold', font_folders())"
    )
    subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        check=True,
    )
    assert (tmp_path / fonts.bold.name).read_bytes() == fonts.bold.read_bytes()


def test_a_missing_font_tells_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="apt-get install fonts-noto-cjk"):
        prepare_fonts(tmp_path / "cache", (tmp_path / "nowhere",))
    assert not (tmp_path / "cache").exists()


def test_fonts_are_cut_again_only_for_another_source(tmp_path: Path) -> None:
    source, cache = tmp_path / "deep/down", tmp_path / "cache"
    make_source(source, "绿色")
    first = prepare_fonts(cache, (tmp_path,))
    when = first.regular.stat().st_mtime_ns
    assert held(first) == {"绿", "色"}
    assert prepare_fonts(cache, (tmp_path,)) == first
    assert first.regular.stat().st_mtime_ns == when

    make_source(source, "绿色碳龘")
    assert held(prepare_fonts(cache, (tmp_path,))) == {"绿", "色", "碳"}
    left = {"NotoSansSC-Regular.ttf", "NotoSansSC-Regular.stamp"}
    left |= {name.replace("Regular", "Bold") for name in left}
    assert {path.name for path in cache.iterdir()} == left


def test_the_cut_has_its_own_name_and_keeps_its_licence(fonts: Fonts) -> None:
    for path, style in ((fonts.regular, "Regular"), (fonts.bold, "Bold")):
        names = TTFont(path)["name"]
        assert names.getDebugName(1) == FAMILY
        assert names.getDebugName(2) == style
        assert "Adobe" in names.getDebugName(0)
        assert "Open Font License" in names.getDebugName(13)


def test_font_folders_follow_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/own")
    monkeypatch.setenv("XDG_DATA_DIRS", "/one:/two")
    assert font_folders()[:3] == (Path("/own/fonts"), Path("/one/fonts"), Path("/two/fonts"))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert Path("/Library/Fonts") in font_folders()


def rendered(fonts: Fonts, body: str) -> bytes:
    config = FontConfiguration()
    family = f'body {{ font-family: "{FAMILY}", "{FALLBACK}"; font-size: 10pt }}'
    style = CSS(string=fonts.css() + family, font_config=config)
    document = HTML(string=f"<html lang=zh-CN><title>t</title>{body}")
    return document.write_pdf(stylesheets=[style], font_config=config)


def embedded(pdf: bytes) -> dict[str, set[str]]:
    """The embedded fonts' names, each with the characters that a real glyph of it shows."""
    found: dict[str, set[str]] = {}
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            if not isinstance(item, pikepdf.Dictionary) or "/ToUnicode" not in item:
                continue
            pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", item.ToUnicode.read_bytes())
            codes = (char.decode() for glyph, char in pairs if int(glyph, 16))
            text = "".join(bytes.fromhex(code).decode("utf-16-be") for code in codes)
            found[str(item.BaseFont).split("+")[1]] = set(text)
    return found


def make_source(folder: Path, chars: str) -> None:
    """A tiny Noto Sans CJK SC of both weights: a square for each of `chars`."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [".notdef", *(f"uni{ord(char):04X}" for char in chars)]
    for style in ("Regular", "Bold"):
        short = f"NotoSansCJKsc-{style}"
        pen = T2CharStringPen(1000, None)
        for corner in ((0, 0), (0, 800), (800, 800), (800, 0)):
            pen.lineTo(corner) if corner != (0, 0) else pen.moveTo(corner)
        pen.closePath()
        builder = FontBuilder(1000, isTTF=False)
        builder.setupGlyphOrder(names)
        builder.setupCharacterMap(
            {ord(char): name for char, name in zip(chars, names[1:], strict=True)}
        )
        builder.setupCFF(short, {}, {name: pen.getCharString() for name in names}, {})
        builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
        builder.setupHorizontalHeader(ascent=880, descent=-120)
        builder.setupNameTable({"familyName": FALLBACK, "styleName": style, "psName": short})
        builder.setupOS2()
        builder.setupPost()
        builder.save(folder / f"{short}.otf")


def held(fonts: Fonts) -> set[str]:
    return {chr(code) for code in TTFont(fonts.regular).getBestCmap()}
