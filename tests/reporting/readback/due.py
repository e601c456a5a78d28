"""What a printed report is held against: its value, its data, and how it was asked for."""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from app.cli import main
from app.domain.text import Lang
from app.i18n import HTML_LANGS
from app.reporting.document import Document, document_as_json
from app.reporting.imprint import Imprint
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang, render_pdf
from app.reporting.rendering import LANGS_OF
from app.reporting.report import Report
from tests.reporting.making import CONTENT, ROOT
from tests.reporting.planning import planned_document, report_on

CODE = "7KQ2M4XH9D"
ADDRESS = f"https://readiness.example.org/verify/{CODE}"


@dataclass(frozen=True)
class Due:
    """A report as it was asked for; `data` are the bytes that it must carry."""

    report: Report
    data: bytes
    lang: PdfLang
    length: Length

    @property
    def langs(self) -> tuple[Lang, ...]:
        return LANGS_OF[self.lang]

    @property
    def html_langs(self) -> tuple[str, ...]:
        """The languages as a file names them, that of the document first."""
        return tuple(HTML_LANGS[lang] for lang in self.langs)

    @cached_property
    def plain(self) -> Mapping[str, Any]:
        """The published data as a stranger reads them."""
        found: Mapping[str, Any] = json.loads(self.data)
        return found

    @cached_property
    def typed(self) -> str:
        """All that the enterprise typed, which is in whatever language it was typed in."""
        answers = [(one["answer"], one["documents"]) for one in self.plain["questions"]]
        said = [self.plain["enterprise"], self.plain["inputs"], answers]
        return re.sub(r"\s", "", json.dumps(said, ensure_ascii=False))

    def print(self, fonts: Path) -> bytes:
        """The report as the site issues it, with its code."""
        imprint = Imprint(self.data, CODE, ADDRESS)
        return render_pdf(self.report, self.lang, self.length, fonts, imprint)


@cache
def commanded(name: str) -> bytes:
    """The JSON that the command line writes of an example."""
    file = ROOT / CONTENT / "1.0" / "examples" / f"{name}.yaml"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        ended = CliRunner().invoke(main, ["assess", str(file), "--json", str(target)])
        assert ended.exit_code == 0, ended.output
        return target.read_bytes()


@cache
def reported(name: str) -> tuple[Report, bytes]:
    """An example's report, with the data that a site embeds in it."""
    document = planned_document(name)
    return report_on(document), document_as_json(document)


def due_of_example(name: str, lang: PdfLang, length: Length) -> Due:
    """An example's report in one language or both, of one length."""
    return Due(*reported(name), lang, length)


def due_of(document: Document, lang: PdfLang, length: Length) -> Due:
    """The report of any other document."""
    return Due(report_on(document), document_as_json(document), lang, length)


@cache
def sources() -> frozenset[str]:
    """Every address that the published content names as a source."""
    texts = (path.read_text("utf-8") for path in (ROOT / CONTENT).rglob("*.yaml"))
    return frozenset(url for text in texts for url in re.findall(r"https?://[^\s\"'>]+", text))
