"""Everything wrong with a directory of content, as an author wants to see it: all at once."""

from pathlib import Path

from app.catalogue.building import build_questionnaire
from app.catalogue.checks.whole import check_questionnaire, check_rulebook, strangers
from app.catalogue.enterprise_file import open_enterprise_file, read_assessment
from app.catalogue.files import read_files
from app.catalogue.loading import load_questionnaire, newest_rules, newest_version
from app.catalogue.located import CatalogueError, Located
from app.catalogue.publishing import Publishable, changed, publishables
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.validating import read_checked
from app.domain.problems import N_, Problem
from app.domain.questionnaire import Profile


def check_directory(directory: Path) -> tuple[Located, ...]:
    """All problems, by file and line; none where everything is sound.

    `directory` is a version, the rules of a day, all of a questionnaire, or several of these.
    """
    found: list[Located] = []
    parts = _parts(directory)
    for part in parts:
        found += _version(part.directory) if part.part == "versions" else _rules(part.directory)
        found += changed(part)
    if not parts:
        message = N_("There is no questionnaire.yaml and no rules.yaml here.")
        found.append(Located(str(directory), 1, "", Problem(message)))
    return CatalogueError(found).located


def _parts(directory: Path) -> list[Publishable]:
    parts = list(publishables(directory))
    if not parts and directory.is_dir():
        homes = sorted(d for d in directory.iterdir() if d.is_dir())
        parts = [part for home in homes for part in publishables(home)]
    if not parts and any(directory.glob("*.yaml")):
        parts = [Publishable(directory, "versions")]
    return parts


def _version(directory: Path) -> list[Located]:
    """A version with its examples, and the conditions of the newest rules beside it."""
    files = read_files(directory)
    newest = newest_rules(Publishable(directory, "versions").home)
    rules = read_checked(newest, RulesFile) if newest else None
    found = [*check_questionnaire(files, rules), *strangers(files)]
    if found:
        return found
    questionnaire = build_questionnaire(files)
    for path in sorted((directory / "examples").glob("*.yaml")):
        try:
            read_assessment(open_enterprise_file(path), questionnaire)
        except CatalogueError as error:
            found += error.located
    return found


def _rules(directory: Path) -> list[Located]:
    home = Publishable(directory, "rules").home
    return check_rulebook(read_checked(directory / "rules.yaml", RulesFile), _profile(home))


def _profile(home: Path) -> Profile | None:
    """The newest version's profile; None where there is none, or none that is sound."""
    newest = newest_version(home)
    try:
        return load_questionnaire(newest).profile if newest else None
    except CatalogueError:
        return None
