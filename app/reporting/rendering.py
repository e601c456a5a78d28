"""The report's templates, shared by the result page and the PDF."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal
from unicodedata import bidirectional

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from app.domain.problems import N_
from app.domain.text import Lang, Text, shortened
from app.i18n import HTML_LANGS
from app.reporting.imprint import NO_IMPRINT, Imprint, Making, grouped, qr_code, words_of
from app.reporting.lengths import Length
from app.reporting.report import Report
from app.reporting.wording import joined, paired, say, typeset

SEPARATOR = " · "
Langs = tuple[Lang, ...]
RUNNING_NAME = 64
_HAN = re.compile("[\u3400-\u9fff]")
_FROM_THE_RIGHT = {"R", "AL", "RLE", "RLO", "RLI"}
LANGS_OF: dict[str, Langs] = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


def number(value: float) -> str:
    """A coordinate: two decimals at most, none where none are needed."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def context(langs: Langs) -> dict[str, object]:
    """What the templates beside `report` need: the languages and how texts are written in them.

    `x` writes a text, `t` a label by its English source string, `plain` and `label` do the same
    where no markup may stand, such as an attribute or a drawing's title; `first` writes the
    document's first language alone, for small print; `one` writes that of a column; `together`
    makes several texts one; `cited` writes a title in its own language, whichever that is.
    """

    def plain(text: Text) -> str:
        found = dict.fromkeys(text.either(lang) for lang in langs)
        return SEPARATOR.join(found)

    def x(text: Text) -> Markup:
        return paired(langs, text)

    def t(message: str, **params: object) -> Markup:
        return paired(langs, say(message, **params))

    def first(text: Text) -> Markup:
        return paired(langs[:1], text)

    def one(text: Text, lang: Lang) -> Markup:
        return typeset(text.either(lang), lang)

    def cited(title: str) -> Markup:
        lang: Lang = "zh" if _HAN.search(title) else "en"
        if lang == langs[0]:
            return escape(title)
        return Markup('<span lang="{}">{}</span>').format(HTML_LANGS[lang], title)

    return {
        "cited": cited,
        "langs": langs,
        "x": x,
        "t": t,
        "first": first,
        "one": one,
        "plain": plain,
        "label": say,
        "together": joined,
        "typed": _typed,
    }


def _typed(text: str) -> Markup:
    """Text that somebody typed, in whatever script, its direction kept apart from the page's."""
    if not _FROM_THE_RIGHT.intersection(map(bidirectional, text)):
        return escape(text)
    return Markup("<bdi>{}</bdi>").format(escape(text))


@cache
def environment() -> Environment:
    """The templates' environment: everything escaped, nothing undefined passes."""
    found = Environment(
        loader=PackageLoader("app.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["num"] = number
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report with the template that lays it out."""

    name: str
    title: Text
    template: str


TITLES = {
    "summary": N_("The result on one page"),
    "profile": N_("Who was assessed"),
    "gates": N_("Gates"),
    "domains": N_("The five domains"),
    "measures": N_("The sixteen measures"),
    "gaps": N_("Where the points went"),
    "sheets": N_("Action sheets"),
    "steps": N_("Other open steps"),
    "roadmap": N_("Roadmap"),
    "exposure": N_("CBAM exposure"),
    "savings": N_("FTA savings"),
    "proofs": N_("Evidence checklist"),
    "answers": N_("Answers and evidence"),
    "contradictions": N_("Answers that do not fit together"),
    "rules": N_("Rule calendar"),
    "method": N_("Method and sources"),
}
# What each length leaves out of `TITLES`, and what it lays out otherwise than the result page.
LEFT_OUT = {
    "page": {"profile", "answers"},
    "standard": {"gaps", "answers"},
    "full": {"profile", "steps", "proofs"},
}
SHORT = set(TITLES) - {"gaps", "answers", "contradictions"}
FOLDERS = {
    "page": {},
    "standard": dict.fromkeys(SHORT, "short"),
    "full": {"answers": "full", "domains": "short"},
}


def parts(report: Report, length: Length | Literal["page"] = "page") -> tuple[Part, ...]:
    """The sections in their order, of the result page or of a longer report than two pages.

    Those with nothing to say are left out.
    """
    if length == "summary":
        return ()
    empty = {
        "steps": not report.other_steps,
        "roadmap": report.roadmap is None,
        "exposure": report.exposure is None,
        "savings": report.savings is None,
        "proofs": not report.proofs,
        "contradictions": not report.contradictions,
        "rules": not report.rules,
        "profile": not report.brief.profile,
    }
    return tuple(
        Part(name, say(title), f"{FOLDERS[length].get(name, 'parts')}/{name}.html.j2")
        for name, title in TITLES.items()
        if name not in LEFT_OUT[length] and not empty.get(name, False)
    )


def running_name(name: str) -> str:
    """The name as it stands above every page: cut where it is too long for the line."""
    return shortened(name, RUNNING_NAME)


def render_html(
    report: Report, lang: str, length: Length = "standard", imprint: Imprint = NO_IMPRINT
) -> str:
    """The whole report as one HTML document in "zh", "en" or "both"."""
    langs = LANGS_OF[lang]
    name = report.enterprise.name.either(langs[0])
    if length == "full":  # every step has its sheet
        report = replace(report, sheets=report.sheets + report.further_sheets)
    return (
        environment()
        .get_template("document.html.j2")
        .render(
            report=report,
            length=length,
            parts=parts(report, length),
            contents=f"{'parts' if length == 'full' else 'short'}/contents.html.j2",
            running=running_name(name),
            html_lang=HTML_LANGS[langs[0]],
            imprint=imprint,
            imprint_words=words_of(Making(lang, length, imprint.code, imprint.address)),
            code=grouped(imprint.code) if imprint.code else "",
            qr=qr_code(imprint.address),
            **context(langs),
        )
    )
