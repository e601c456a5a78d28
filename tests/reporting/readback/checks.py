"""All checks of a printed report, by name."""

from collections.abc import Callable, Iterator, Mapping

from tests.reporting.readback import figures, file, structure, words
from tests.reporting.readback.due import Due
from tests.reporting.readback.printed import Printed

Check = Callable[[Printed, Due], Iterator[str]]
CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        *(words.pages, words.passages, words.letters, figures.figures),
        *(structure.nesting, structure.headings, structure.sections, structure.order),
        *(structure.tables, structure.drawings, structure.languages),
        *(file.outline, file.contents, file.links, file.tabs, file.data, file.metadata),
        *(file.archive, file.fonts, file.checkers, file.size),
    )
}


def findings(pdf: bytes, due: Due) -> dict[str, list[str]]:
    """What is wrong with the file, by the check that found it; empty where nothing is."""
    printed = Printed(pdf)
    found = {name: list(check(printed, due)) for name, check in CHECKS.items()}
    printed.file.close()
    return {name: messages for name, messages in found.items() if messages}
