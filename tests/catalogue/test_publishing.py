"""A published version can never change unnoticed."""

from pathlib import Path

import pytest
import yaml

from app.catalogue import CatalogueError
from app.catalogue.checking import check_directory
from app.catalogue.publishing import NAME, Publishable, changed, publish, publishables
from app.i18n import translate
from tests.catalogue.breaking import copied

CONTENT = Path(__file__).parents[2] / "questionnaires"


@pytest.fixture
def version(tmp_path: Path) -> Path:
    return copied(tmp_path)


def published(version: Path) -> None:
    for part in publishables(version.parent):
        assert publish(part)


def faults(directory: Path) -> list[tuple[str, int, str]]:
    return [(Path(p.file).name, p.line, p.key) for p in check_directory(directory)]


def test_publishing_writes_one_line_a_version(version: Path) -> None:
    published(version)
    record = yaml.safe_load((version.parent / NAME).read_text("utf-8"))
    assert record.keys() == {"versions", "rules"}
    assert record["versions"].keys() == {"1.0"}
    assert record["rules"].keys() == {"2026-01-31"}
    assert faults(version.parent) == []
    before = (version.parent / NAME).read_bytes()
    assert not any(publish(part) for part in publishables(version.parent))
    assert (version.parent / NAME).read_bytes() == before


@pytest.mark.parametrize(
    "file",
    ["questionnaire.yaml", "sections/making.yaml", "actions/moving.yaml", "glossary.yaml"],
)
def test_a_changed_version_is_found(version: Path, file: str) -> None:
    published(version)
    with (version / file).open("a", encoding="utf-8") as opened:
        opened.write("# One more remark.\n")
    assert faults(version) == [("published.yaml", 3, "versions.1.0")]
    assert faults(version.parent) == [("published.yaml", 3, "versions.1.0")]


def test_changed_rules_are_found(version: Path) -> None:
    published(version)
    rules = version.parent / "rules" / "2026-01-31"
    with (rules / "rules.yaml").open("a", encoding="utf-8") as opened:
        opened.write("# One more remark.\n")
    assert faults(rules) == [("published.yaml", 5, "rules.2026-01-31")]
    (problem,) = check_directory(rules)
    assert "is published and was changed since" in translate(problem.problem, "en")


def test_added_removed_and_renamed_files_are_changes(version: Path) -> None:
    part = Publishable(version, "versions")
    first = part.sha256
    glossary = version / "glossary.yaml"
    content = glossary.read_bytes()
    glossary.unlink()
    assert part.sha256 != first
    (version / "actions" / "glossary.yaml").write_bytes(content)
    assert part.sha256 != first
    (version / "actions" / "glossary.yaml").rename(glossary)
    assert part.sha256 == first


def test_line_ends_and_examples_are_no_change(version: Path) -> None:
    part = Publishable(version, "versions")
    first = part.sha256
    for path in version.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (version / "examples" / "one.yaml").unlink()
    assert part.sha256 == first


def test_nothing_published_is_ever_replaced(version: Path) -> None:
    published(version)
    before = (version.parent / NAME).read_bytes()
    with (version / "glossary.yaml").open("a", encoding="utf-8") as opened:
        opened.write("# changed\n")
    with pytest.raises(CatalogueError, match="was changed since"):
        publish(Publishable(version, "versions"))
    assert (version.parent / NAME).read_bytes() == before
    assert sorted(p.name for p in version.parent.iterdir()) == ["1.0", NAME, "rules"]


def test_a_faulty_record_is_told_and_kept(version: Path) -> None:
    (version.parent / NAME).write_text('versions:\n  "1.0": abc\n', "utf-8")
    assert faults(version) == [("published.yaml", 2, "versions.1.0")]
    with pytest.raises(CatalogueError):
        publish(Publishable(version, "versions"))


def test_what_is_not_yet_published_may_change(version: Path) -> None:
    publish(Publishable(version.parent / "rules" / "2026-01-31", "rules"))
    assert changed(Publishable(version, "versions")) == []


def test_the_content_is_what_was_published() -> None:
    assert check_directory(CONTENT) == ()
