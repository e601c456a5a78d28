"""Reports as WeasyPrint alone prints them, in a process that has hastened nothing."""

import multiprocessing

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from app.reporting.archive import VARIANT, finish
from app.reporting.engine import improve
from app.reporting.fonts import Fonts
from app.reporting.own_files import OwnFilesOnly
from app.reporting.pdf import ASSETS, STYLESHEETS


def printed_plainly(
    html: str, fonts: Fonts, *, improved: bool = True, tidied: bool = True
) -> bytes:
    """The document's PDF; `improved` and `tidied` say what of ours is done to it all the same."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_print, (html, fonts, improved, tidied))


def _print(html: str, fonts: Fonts, improved: bool, tidied: bool) -> bytes:
    if improved:
        improve()
    config, fetcher = FontConfiguration(), OwnFilesOnly(fonts)
    sources = [fonts.css(), *((ASSETS / name).read_text("utf-8") for name in STYLESHEETS)]
    sheets = [CSS(string=s, font_config=config, url_fetcher=fetcher) for s in sources]
    result: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=sheets,
        font_config=config,
        pdf_variant=VARIANT,
        finisher=finish if tidied else None,
    )
    return result
