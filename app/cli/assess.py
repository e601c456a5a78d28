"""The command that scores one enterprise file and writes its report."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from app.catalogue.enterprise_file import (
    inputs_given,
    locate_contradiction,
    locate_plan_problems,
    open_enterprise_file,
    questionnaire_named,
    read_what_is_sound,
)
from app.catalogue.loading import Absent, Catalogue, load_questionnaire, load_rules, newest_rules
from app.catalogue.located import CatalogueError, Located
from app.catalogue.shapes.enterprise import EnterpriseFile
from app.catalogue.validating import Checked
from app.cli.ending import fail, refuse, write
from app.cli.output import LANGS_OF, lang_option, line_of
from app.cli.summary import summary
from app.domain.assessment import Assessment, Result, contradictions_as_given, evaluate
from app.domain.planning.model import build_model
from app.domain.planning.pins import pin_problems
from app.domain.problems import N_, InvalidInput
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.i18n import gettext
from app.reporting.document import build_document, document_as_json
from app.reporting.fonts import FontMissing
from app.reporting.imprint import Imprint
from app.reporting.lengths import LENGTHS, Length
from app.reporting.report import Report, build_report
from app.reporting.results_workbook import results_workbook
from app.settings import Settings

if TYPE_CHECKING:
    from app.reporting.pdf import PdfLang
    from app.services.plans import Planning


@click.command()
@click.argument("enterprise", type=click.Path(path_type=Path))
@click.option(
    "--questionnaire",
    "directory",
    type=click.Path(path_type=Path),
    help="A version's directory; by default the version that the file names.",
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path),
    help="A rules.yaml; by default the newest beside the questionnaire.",
)
@lang_option("zh", "en", "both")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write the action plan here.")
@click.option(
    "--length",
    type=click.Choice(LENGTHS),
    default="standard",
    show_default=True,
    help="summary: two pages; full: every answer with its evidence.",
)
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="Write the result here.")
@click.option(
    "--xlsx", type=click.Path(path_type=Path), help="Write the same figures as a workbook here."
)
@click.option("--contact", is_flag=True, help="Put the contact data into what is written.")
def assess(
    enterprise: Path,
    directory: Path | None,
    rules_file: Path | None,
    lang: str,
    pdf: Path | None,
    length: Length,
    as_json: Path | None,
    xlsx: Path | None,
    contact: bool,
) -> None:
    """Score the file ENTERPRISE and say the result, or write it with --pdf, --json and --xlsx.

    Exit code 0 when all that was asked for is written; 2 where files are wrong or answers
    contradict each other, each at its file, line and key; 1 where something could not be written.
    """
    langs = LANGS_OF[lang]
    targets = [path.absolute() for path in (pdf, as_json, xlsx) if path is not None]
    if len(set(targets)) < len(targets):
        message = N_("Two of --pdf, --json and --xlsx name the same file.")
        raise click.UsageError(gettext(langs[0], message))
    try:
        file = open_enterprise_file(enterprise)
        questionnaire, rules = _content(file, directory, rules_file)
        assessment, result = _evaluated(file, questionnaire, rules)
        planning = _planning(file, questionnaire, rules, assessment, result)
    except CatalogueError as error:
        refuse(error.located, langs)
    document = replace(
        build_document(questionnaire, rules, assessment, result, with_contact=contact),
        inputs=inputs_given(file),
        plan=planning.plan,
        exposure=planning.exposure,
        savings=planning.savings,
    )
    report = build_report(questionnaire, rules, document)
    if not targets:
        click.echo("\n".join(summary(report, shown) for shown in langs))
        return
    for warning in result.contradictions:
        click.echo(line_of(locate_contradiction(file, warning), langs), err=True)
    contents = {as_json: document_as_json(document)} if as_json else {}
    if xlsx is not None:
        contents[xlsx] = results_workbook(questionnaire, rules, document, langs[0])
    if pdf is not None:
        contents[pdf] = _rendered(report, lang, length, Imprint(document_as_json(document)))
    write(contents, langs)


def _content(
    file: Checked[EnterpriseFile], directory: Path | None, rules_file: Path | None
) -> tuple[Questionnaire, RuleBook]:
    """The questionnaire and the rules to score with. Raises `CatalogueError`."""
    named = questionnaire_named(file)
    catalogue = Catalogue(Settings().questionnaires)
    if directory is not None:
        questionnaire = load_questionnaire(directory)
    elif named is None:
        raise CatalogueError(file.problems)
    else:
        try:
            questionnaire = catalogue.questionnaire(*named)
        except Absent:
            message = N_("There is no questionnaire “{name}” here.")
            fault = file.at(("questionnaire",), message, name="/".join(named))
            raise CatalogueError([*file.problems, fault]) from None
    if rules_file is not None:
        return questionnaire, load_rules(rules_file, questionnaire.profile)
    if directory is None:
        return questionnaire, catalogue.rules(questionnaire.id)
    beside = newest_rules(directory.absolute().parent)
    if beside is None:
        return questionnaire, catalogue.rules(questionnaire.id)
    return questionnaire, load_rules(beside, questionnaire.profile)


def _evaluated(
    file: Checked[EnterpriseFile], questionnaire: Questionnaire, rules: RuleBook
) -> tuple[Assessment, Result]:
    """The assessment with its result.

    Raises `CatalogueError` for faults, contradictions and a plan whose pins cannot hold, together.
    """
    assessment, problems = read_what_is_sound(file, questionnaire)
    result = evaluate(questionnaire, assessment)
    given = contradictions_as_given(questionnaire, assessment, result)
    against = [locate_contradiction(file, c) for c in given if c.severity == "error"]
    unheld: tuple[Located, ...] = ()
    if assessment.plan is not None:
        model = build_model(questionnaire, rules, result.facts, result.items, assessment.plan)
        unheld = locate_plan_problems(file, pin_problems(model))
    if problems or against or unheld:
        raise CatalogueError([*problems, *against, *unheld])
    return assessment, result


def _planning(
    file: Checked[EnterpriseFile],
    questionnaire: Questionnaire,
    rules: RuleBook,
    assessment: Assessment,
    result: Result,
) -> "Planning":
    """Plan, exposure and savings. Raises `CatalogueError` for a plan that cannot hold."""
    # The solver's libraries are loaded only where there is something to plan or work out.
    from app.services.plans import planning_of  # noqa: PLC0415

    try:
        return planning_of(questionnaire, rules, assessment, result)
    except InvalidInput as error:
        raise CatalogueError(locate_plan_problems(file, error.problems)) from None


def _rendered(report: Report, lang: str, length: Length, imprint: Imprint) -> bytes:
    """The PDF; ends the command with a sentence where this system cannot make one."""
    # WeasyPrint and its libraries are needed, and loaded, for a PDF alone.
    try:
        from app.reporting.pdf import render_pdf  # noqa: PLC0415
        from app.reporting.signing import NotSigned  # noqa: PLC0415
        from app.services.issuing import signed  # noqa: PLC0415
    except OSError:
        message = N_("This system lacks Pango, which makes PDFs: “readiness doctor” says how.")
        fail(gettext(LANGS_OF[lang][0], message))
    settings = Settings()
    try:
        pdf = render_pdf(report, cast("PdfLang", lang), length, settings.font_cache, imprint)
        return signed(settings, pdf)
    except (FontMissing, NotSigned, OSError) as error:
        fail(str(error))
