"""Questionnaires and rules from their files, and where the newest ones are."""

from pathlib import Path

from app.catalogue.building import build_questionnaire
from app.catalogue.building_rules import build_rules
from app.catalogue.checks.whole import check_questionnaire, check_rulebook
from app.catalogue.files import read_files
from app.catalogue.located import CatalogueError, Located
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.validating import read_checked
from app.domain.problems import N_, Problem
from app.domain.questionnaire import Profile, Questionnaire
from app.domain.rules import RuleBook

RULES = "rules"


def load_questionnaire(directory: Path) -> Questionnaire:
    """The questionnaire in a version's directory. Raises `CatalogueError` with all problems.

    The rules it refers to must stand in the newest rules file beside it.
    """
    files = read_files(directory)
    newest = newest_rules(directory.absolute().parent)
    rules = read_checked(newest, RulesFile) if newest else None
    problems = check_questionnaire(files, rules)
    # What is wrong in the rules' own file is that file's matter.
    own = [p for p in problems if newest is None or p.file != str(newest)]
    if own:
        raise CatalogueError(own)
    return build_questionnaire(files)


def load_rules(file: Path, profile: Profile | None = None) -> RuleBook:
    """The dated rules in a file. Raises `CatalogueError` with all problems.

    Their conditions are over a profile: by default that of the newest questionnaire version
    beside them.
    """
    checked = read_checked(file, RulesFile)
    if profile is None:
        beside = newest_version(file.absolute().parent.parent.parent)
        profile = load_questionnaire(beside).profile if beside else None
    problems = check_rulebook(checked, profile)
    if problems:
        raise CatalogueError(problems)
    return build_rules(checked, profile.conditions if profile else {})


def newest_version(root: Path) -> Path | None:
    """The directory of the highest version under `questionnaires/<id>/`; None without any."""
    found = [file.parent for file in root.glob("*/questionnaire.yaml")]
    return max(found, key=lambda d: _number(d.name), default=None)


def newest_rules(root: Path) -> Path | None:
    """The rules file of the latest day under `questionnaires/<id>/rules/`; None without any."""
    return max((root / RULES).glob("*/rules.yaml"), key=lambda f: f.parent.name, default=None)


def _number(version: str) -> tuple[int, ...]:
    """`1.10` comes after `1.9`; a name that is no version comes first."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(p.isdigit() for p in parts) else ()


class Absent(CatalogueError):
    """There is no such questionnaire, version or day of rules."""


class Catalogue:
    """Everything under a `questionnaires/` directory, read once and kept.

    Published versions never change, so nothing is read again while the process lives.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._questionnaires: dict[tuple[str, str], Questionnaire] = {}
        self._rules: dict[tuple[str, str], RuleBook] = {}

    def questionnaire(self, questionnaire_id: str, version: str | None = None) -> Questionnaire:
        """That version, or the newest. Raises `CatalogueError`; `Absent` where there is none."""
        directory = self._directory(questionnaire_id, version)
        key = questionnaire_id, directory.name
        if key not in self._questionnaires:
            self._questionnaires[key] = load_questionnaire(directory)
        return self._questionnaires[key]

    def rules(self, questionnaire_id: str, version: str | None = None) -> RuleBook:
        """The rules of that day, or the newest. Raises `CatalogueError`; `Absent` without any."""
        root = self._home(questionnaire_id)
        chosen = newest_rules(root) if version is None else root / RULES / version / "rules.yaml"
        named = version is None or _is_name(version)
        if chosen is None or not named or not chosen.is_file():
            raise _absent(root / RULES, version or "")
        key = questionnaire_id, chosen.parent.name
        if key not in self._rules:
            profile = self.questionnaire(questionnaire_id).profile
            self._rules[key] = load_rules(chosen, profile)
        return self._rules[key]

    def _directory(self, questionnaire_id: str, version: str | None) -> Path:
        root = self._home(questionnaire_id)
        chosen = root / version if version and _is_name(version) else None
        if version is None:
            chosen = newest_version(root)
        if chosen is None or not (chosen / "questionnaire.yaml").is_file():
            raise _absent(root, version or "")
        return chosen

    def _home(self, questionnaire_id: str) -> Path:
        home = self.root / questionnaire_id
        if not _is_name(questionnaire_id) or not home.is_dir():
            raise _absent(self.root, questionnaire_id)
        return home


def _is_name(part: str) -> bool:
    """A single directory name: nothing that leads elsewhere."""
    return part.replace("-", "").replace(".", "").replace("_", "").isalnum() and ".." not in part


def _absent(where: Path, what: str) -> Absent:
    message = N_("There is no “{what}” here.")
    return Absent([Located(str(where), 1, "", Problem(message, {"what": what[:60]}))])
