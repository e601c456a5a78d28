"""The report as a PDF: tagged, with embedded fonts, the same bytes for the same report."""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from weasyprint import CSS, Attachment
from weasyprint.text.fonts import FontConfiguration

from app.reporting.archive import VARIANT, attachments, finish
from app.reporting.engine import Page, hasten, improve
from app.reporting.fonts import Fonts, prepare_fonts
from app.reporting.glyphs import NOT_PRINTABLE, SEE_DATA, printable
from app.reporting.imprint import NO_IMPRINT, Imprint
from app.reporting.lengths import Length
from app.reporting.lines import let_lines_go
from app.reporting.own_files import OwnFilesOnly
from app.reporting.rendering import render_html
from app.reporting.report import Report

PdfLang = Literal["zh", "en", "both"]
ASSETS = Path(__file__).parent / "assets"
STYLESHEETS = ("report.css", "page.css", "short.css")


@dataclass(frozen=True, slots=True)
class Press:
    """What all reports of a process share: the parsed stylesheets and the loaded fonts."""

    fonts: Fonts
    fetcher: OwnFilesOnly
    font_config: FontConfiguration
    stylesheets: tuple[CSS, ...]


def default_cache() -> Path:
    """Where the cut fonts are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "readiness"


@cache
def press(cache_dir: Path) -> Press:
    """The shared parts of printing, prepared once a process."""
    hasten()
    improve()
    fonts = prepare_fonts(cache_dir)
    fetcher = OwnFilesOnly(fonts)
    config = FontConfiguration()
    sources = [fonts.css(), *((ASSETS / name).read_text("utf-8") for name in STYLESHEETS)]
    # One sheet: each of them is gone through for each element.
    sheet = CSS(string="\n".join(sources), font_config=config, url_fetcher=fetcher)
    return Press(fonts, fetcher, config, (sheet,))


def render_pdf(
    report: Report,
    lang: PdfLang,
    length: Length = "standard",
    cache_dir: Path | None = None,
    imprint: Imprint = NO_IMPRINT,
) -> bytes:
    """The report as PDF/UA-1 and PDF/A-3a bytes in one language or both, its data embedded.

    Nothing is fetched but the fonts. Raises FontMissing where the system has no Chinese face.
    """
    tools = press(cache_dir or default_cache())
    day = date.fromisoformat(report.enterprise.assessed_on)
    html = render_html(report, lang, length, imprint)
    return print_html(html, tools, attachments(imprint, day, tools.fetcher))


def print_html(html: str, tools: Press, attached: Sequence[Attachment] = ()) -> bytes:
    """The PDF of a document that one of our templates wrote."""
    note = SEE_DATA if attached else NOT_PRINTABLE
    page = Page(printable(html, tools.fonts, note), tools.fetcher)
    with _collected_once(tools.font_config):
        result: bytes = page.write_pdf(
            stylesheets=list(tools.stylesheets),
            font_config=tools.font_config,
            pdf_variant=VARIANT,
            attachments=list(attached),
            full_fonts=False,
            finisher=finish,
        )
    return result


@contextmanager
def _collected_once(font_config: FontConfiguration) -> Iterator[None]:
    """Collect garbage once at the end: layout makes many objects and few cycles meanwhile.

    What the process held before is not gone through: it is most, and none of this report's.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        let_lines_go(font_config)
        if was_on:
            gc.enable()
        gc.collect()
        gc.unfreeze()
