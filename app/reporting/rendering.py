"""The report's templates, shared by the result page and the PDF."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from app.domain.problems import N_
from app.domain.text import Lang, Text
from app.i18n import HTML_LANGS
from app.reporting.report import Report
from app.reporting.wording import paired, say

SEPARATOR = " · "
Langs = tuple[Lang, ...]
RUNNING_NAME = 64
LANGS_OF: dict[str, Langs] = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


def number(value: float) -> str:
    """A coordinate: two decimals at most, none where none are needed."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def context(langs: Langs) -> dict[str, object]:
    """What the templates beside `report` need: the languages and how texts are written in them.

    `x` writes a text, `t` a label by its English source string, `plain` and `label` do the same
    where no markup may stand, such as an attribute or a drawing's title; `first` and `once` write
    the document's first language alone, for small print.
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

    def once(message: str) -> Markup:
        return first(say(message))

    return {
        "langs": langs,
        "x": x,
        "t": t,
        "first": first,
        "once": once,
        "plain": plain,
        "label": say,
        "typed": _typed,
    }


def _typed(text: str) -> Markup:
    """Text that somebody typed, in whatever script, its direction kept apart from the page's."""
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
    """A section of the report; its template is `parts/<name>.html.j2`."""

    name: str
    title: Text


def parts(report: Report) -> tuple[Part, ...]:
    """The sections in their order; those with nothing to say are left out."""
    titles = {
        "summary": N_("The result on one page"),
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
        "contradictions": N_("Answers that do not fit together"),
        "rules": N_("Rule calendar"),
        "method": N_("Method and sources"),
    }
    empty = {
        "steps": not report.other_steps,
        "roadmap": report.roadmap is None,
        "exposure": report.exposure is None,
        "savings": report.savings is None,
        "proofs": not report.proofs,
        "contradictions": not report.contradictions,
        "rules": not report.rules,
    }
    return tuple(
        Part(name, say(title)) for name, title in titles.items() if not empty.get(name, False)
    )


def render_html(report: Report, lang: str) -> str:
    """The whole report as one HTML document in "zh", "en" or "both"."""
    langs = LANGS_OF[lang]
    name = report.enterprise.name.either(langs[0])
    return (
        environment()
        .get_template("document.html.j2")
        .render(
            report=report,
            parts=parts(report),
            running=name if len(name) <= RUNNING_NAME else f"{name[: RUNNING_NAME - 1]}…",
            html_lang=HTML_LANGS[langs[0]],
            **context(langs),
        )
    )
