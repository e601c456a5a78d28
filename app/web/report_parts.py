"""The report's sections on a page, laid out by the templates that the PDF uses too."""

from markupsafe import Markup

from app.reporting.rendering import Part, context, environment, parts
from app.reporting.report import Report
from app.web.language import language


def cover(report: Report) -> Markup:
    """The head of the report: who, when, the verdict."""
    return _section(report, "parts/cover.html.j2")


def sections(report: Report) -> list[tuple[Part, Markup]]:
    """The sections that have anything to say, in their order."""
    return [(part, _section(report, part.template)) for part in parts(report)]


def _section(report: Report, name: str) -> Markup:
    template = environment().get_template(name)
    running = report.enterprise.name.either(language())
    html = template.render(report=report, running=running, **context((language(),)))
    return Markup(html)  # noqa: S704 (made by an environment that escapes everything)
