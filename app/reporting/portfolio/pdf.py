"""The report of a batch as a PDF, with the typeface, fetcher and bounds of every report."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from weasyprint import CSS

from app.i18n import HTML_LANGS
from app.reporting.pdf import ASSETS, PdfLang, Press, default_cache, press, print_html
from app.reporting.portfolio.values import PortfolioReport
from app.reporting.rendering import LANGS_OF, context, environment, running_name
from app.reporting.worker import in_worker

STYLESHEET = "portfolio.css"


def portfolio_html(report: PortfolioReport, lang: PdfLang) -> str:
    """The report as one HTML document in "zh", "en" or "both"."""
    langs = LANGS_OF[lang]
    return (
        environment()
        .get_template("portfolio/document.html.j2")
        .render(
            report=report,
            running=running_name(report.head.batch),
            html_lang=HTML_LANGS[langs[0]],
            **context(langs),
        )
    )


def portfolio_pdf(report: PortfolioReport, lang: PdfLang, cache_dir: Path | None = None) -> bytes:
    """The report as PDF/UA-1 bytes. Raises FontMissing where there is no Chinese face."""
    return print_html(portfolio_html(report, lang), _press(cache_dir or default_cache()))


def portfolio_pdf_in_worker(
    report: PortfolioReport, lang: PdfLang, timeout_s: float, cache_dir: Path | None
) -> bytes:
    """The same, made in a worker process within `timeout_s` seconds. Raises RenderFailed."""
    return in_worker(portfolio_pdf, (report, lang, cache_dir), timeout_s, cache_dir)


@cache
def _press(cache_dir: Path) -> Press:
    tools = press(cache_dir)
    css = (ASSETS / STYLESHEET).read_text("utf-8")
    own = CSS(string=css, font_config=tools.font_config, url_fetcher=tools.fetcher)
    return replace(tools, stylesheets=(*tools.stylesheets, own))
