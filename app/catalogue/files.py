"""The files of one questionnaire version, each held against its shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalogue.located import Located
from app.catalogue.shapes.actions import ActionsFile
from app.catalogue.shapes.measures import ChecksFile, GlossaryFile, MeasuresFile
from app.catalogue.shapes.profile import ProfileFile
from app.catalogue.shapes.questionnaire import QuestionnaireFile
from app.catalogue.shapes.sections import SectionFile
from app.catalogue.validating import Checked, read_checked


@dataclass(frozen=True, slots=True)
class Files:
    """Everything under `questionnaires/<id>/<version>/` that makes the questionnaire."""

    directory: Path
    questionnaire: Checked[QuestionnaireFile]
    profile: Checked[ProfileFile]
    measures: Checked[MeasuresFile]
    checks: Checked[ChecksFile]
    glossary: Checked[GlossaryFile]
    sections: tuple[Checked[SectionFile], ...]
    actions: tuple[Checked[ActionsFile], ...]

    def __iter__(self) -> Iterator[Checked[Any]]:
        yield from (self.questionnaire, self.profile, self.measures, self.checks, self.glossary)
        yield from self.sections
        yield from self.actions

    @property
    def problems(self) -> tuple[Located, ...]:
        """What is wrong with the files' shapes."""
        return tuple(problem for checked in self for problem in checked.problems)


def paths_of(directory: Path) -> tuple[Path, ...]:
    """The files that make a version, sorted; examples are not among them."""
    parts = [directory / "sections", directory / "actions"]
    found = [p for part in (directory, *parts) for p in part.glob("*.yaml") if p.is_file()]
    return tuple(sorted(found))


def read_files(directory: Path) -> Files:
    """Read all files of a version; never raises."""
    return Files(
        directory,
        read_checked(directory / "questionnaire.yaml", QuestionnaireFile),
        read_checked(directory / "profile.yaml", ProfileFile),
        read_checked(directory / "measures.yaml", MeasuresFile),
        read_checked(directory / "checks.yaml", ChecksFile),
        read_checked(directory / "glossary.yaml", GlossaryFile),
        tuple(read_checked(p, SectionFile) for p in _sorted(directory / "sections")),
        tuple(read_checked(p, ActionsFile) for p in _sorted(directory / "actions")),
    )


def _sorted(directory: Path) -> list[Path]:
    return sorted(p for p in directory.glob("*.yaml") if p.is_file())
