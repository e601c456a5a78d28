"""The command that scores a sheet of enterprises into a folder, and goes on where it stopped."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from app.catalogue import Catalogue
from app.cli.batch_telling import Teller
from app.cli.batch_workers import Workers, WorkersGone, working
from app.cli.output import LANGS_OF, lang_option
from app.cli.writing import write_all
from app.domain.problems import N_, InvalidInput
from app.i18n import translate
from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.queue import prepare
from app.reporting.fonts import FontMissing, prepare_fonts
from app.reporting.lengths import LENGTHS, Length
from app.reporting.pdf import PdfLang, default_cache
from app.services import batches, bundles, outputs, uploads
from app.services.batches import Batch
from app.services.context import Door
from app.services.folders import AnotherSheet, batch_of_folder, upload_of_folder
from app.services.printing import ask_for_batch
from app.services.progress import Progress, progress
from app.services.uploads import Upload
from app.settings import Settings
from app.spreadsheets.guarding import Refused

OWN = ".readiness"
POLL_SECONDS = 0.5
RESULTS, MARKED, REPORTS = "results.xlsx", "marked.xlsx", "reports"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command was asked for."""

    source: Path
    folder: Path
    pdf: Length | None
    lang: PdfLang
    workers: int
    name: str
    day: str
    only_good: bool


@click.command()
@click.argument("source", metavar="INPUT", type=click.Path(exists=True, dir_okay=False))
@click.option("--out", required=True, type=click.Path(file_okay=False), help="Write all here.")
@click.option("--pdf", type=click.Choice(LENGTHS), help="A PDF of this length for each enterprise.")
@lang_option("zh", "en", "both")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: os.cpu_count() or 1,
    show_default="one for each processor",
    help="Worker processes.",
)
@click.option("--name", default="", help="The batch's name; by default INPUT's.")
@click.option("--day", default="", help="Day of assessment, such as 2026-03-31; by default today.")
@click.option("--only-good", is_flag=True, help="Go on without the rows that have errors.")
@click.option("--json", "as_json", is_flag=True, help="Tell each event as a line of JSON.")
def batch(
    source: str,
    out: str,
    pdf: Length | None,
    lang: PdfLang,
    workers: int,
    name: str,
    day: str,
    only_good: bool,
    as_json: bool,
) -> None:
    """Score the enterprises of the workbook or CSV table INPUT into a folder.

    It holds results.xlsx, with --pdf reports/ and manifest.csv, with errors marked.xlsx. Called
    again after any interruption, the command goes on where it stopped.

    Exit code 0 when everything is done; 1 where an enterprise failed or a file could not be
    written; 2 where INPUT has errors, each told by its cell, or cannot be read; 130 after Ctrl-C.
    """
    path = Path(source)
    asked = Asked(path, Path(out), pdf, lang, workers, name or path.stem, day, only_good)
    teller = Teller(LANGS_OF[lang][0], as_json=as_json)
    try:
        sys.exit(_run(asked, teller))
    except KeyboardInterrupt:
        teller.tell("interrupted", N_("Stopped. The same command goes on from here."))
        sys.exit(130)
    except (InvalidInput, Refused) as error:
        problem = error.problem if isinstance(error, Refused) else error.problems[0]
        teller.tell("refused", N_("{reason}"), reason=translate(problem, teller.lang))
        sys.exit(2)
    except AnotherSheet as error:
        message = N_("The folder holds the work on {filename}: choose another folder.")
        teller.tell("refused", message, filename=error.filename)
        sys.exit(2)
    except (OSError, FontMissing, WorkersGone) as error:
        teller.tell("failed", N_("Nothing more can be done: {reason}"), reason=str(error))
        sys.exit(1)


def _run(asked: Asked, teller: Teller) -> int:
    settings = _settings(asked)
    with _opened(settings) as door:
        with door.transaction() as services:
            found = batch_of_folder(services, asked.name, asked.day)
            upload = upload_of_folder(services, found, asked.source)
        if asked.pdf:
            prepare_fonts(settings.font_cache)
        with working(settings, asked.workers) as workers:
            work = _Work(door, found, teller, workers)
            upload = work.read(upload)
            if not _may_go_on(asked, door, found, upload, teller):
                return 2
            work.score(upload)
            if asked.pdf:
                work.print(asked.lang, asked.pdf)
        return _write(asked, door, found, teller)


def _settings(asked: Asked) -> Settings:
    own = asked.folder / OWN
    own.mkdir(parents=True, exist_ok=True)
    return Settings(
        data_dir=own.absolute(),
        database_url=f"sqlite:///{own.absolute() / 'readiness.db'}",
        files_dir=own.absolute() / "files",
        fonts_dir=Settings().fonts_dir or default_cache(),
    )


@contextmanager
def _opened(settings: Settings) -> Iterator[Door]:
    database = Database(settings.url)
    try:
        migrate(database.engine)
        prepare(settings.url)
        yield Door(database, Catalogue(settings.questionnaires), settings)
    finally:
        database.dispose()


@dataclass(frozen=True, slots=True)
class _Work:
    """The phases of the work, each waited for while the workers are kept alive."""

    door: Door
    batch: Batch
    teller: Teller
    workers: Workers

    def read(self, upload: Upload) -> Upload:
        """Wait until the sheet is read."""
        self.teller.tell("reading", N_("Reading {filename} …"), filename=upload.filename)
        return self._until(lambda: self._left(upload, "reading"))

    def score(self, upload: Upload) -> None:
        """Store what is good, and wait for every score."""
        with self.door.transaction() as services:
            uploads.store(services, self.batch, upload)
        if self._until(lambda: self._left(upload, "storing")).state != "stored":
            raise Refused(N_("The rows could not be stored: the file is no longer there."))
        self._until(lambda: self._phase("scoring"))

    def print(self, lang: PdfLang, length: Length) -> None:
        """Ask for the reports, and wait for all of them."""
        with self.door.transaction() as services:
            row = batches.row_of(services, self.batch, to_change=True)
            ask_for_batch(services, row, lang, length)
        self._until(lambda: self._phase("printing"))

    def _left(self, upload: Upload, state: str) -> Upload | None:
        """The upload once it has left that state."""
        with self.door.transaction(readonly=True) as services:
            found = uploads.find(services, self.batch, upload.public_id)
        return None if found.state == state else found

    def _phase(self, name: str) -> Progress | None:
        with self.door.transaction(readonly=True) as services:
            found = progress(services, self.batch)
        if name == "scoring":
            self.teller.progress("scored", N_("Scores"), found.scoring)
            return None if found.scoring.left else found
        self.teller.progress("printed", N_("Reports"), found.printing)
        return None if found.printing.left else found

    def _until(self, look: Callable[[], T | None]) -> T:
        while (found := look()) is None:
            self.workers.keep_alive()
            time.sleep(POLL_SECONDS)
        return found


def _may_go_on(asked: Asked, door: Door, found: Batch, upload: Upload, teller: Teller) -> bool:
    """Tell what is wrong with the sheet; whether there is something to score all the same."""
    if upload.failure is not None:
        raise Refused(upload.failure.message, **upload.failure.params)
    summary = upload.summary
    assert summary is not None  # what was read and not refused was understood
    counts = {"good": summary.good, "bad": summary.bad}
    teller.tell("read", N_("{good} enterprises without errors, {bad} with errors."), **counts)
    if summary.problems and upload.state == "checked":
        with door.transaction(readonly=True) as services:
            teller.problems(
                uploads.problems(services, upload, 0, summary.problems), summary.problems
            )
            data = uploads.marked(services, found, upload, teller.lang, only_bad=False)
        write_all({asked.folder / MARKED: data})
        teller.tell(
            "marked", N_("The same with its errors marked: {path}"), path=str(asked.folder / MARKED)
        )
    if summary.bad and not (asked.only_good or upload.state == "stored"):
        teller.tell("stopped", N_("Nothing is scored. --only-good goes on without these rows."))
        return False
    if not summary.good:
        teller.tell("stopped", N_("There is no row without errors."))
        return False
    return True


def _write(asked: Asked, door: Door, found: Batch, teller: Teller) -> int:
    """Write workbook and reports; the exit code."""
    with door.transaction(readonly=True) as services:
        with outputs.results_workbook(services, found, teller.lang) as file:
            write_all({asked.folder / RESULTS: file.read()})
        failures = batches.failures(services, found, sys.maxsize)
        bundle = bundles.bundle(services, found, asked.lang, asked.pdf) if asked.pdf else None
    if bundle is not None:
        _copy(bundle, asked.folder)
    for failed in failures:
        reason = translate(failed.problem, teller.lang)
        name = failed.name.either(teller.lang) or failed.key
        teller.tell("failure", N_("{name}: {reason}"), name=name, reason=reason)
    written = {"results": str(asked.folder / RESULTS), "failed": len(failures)}
    teller.tell("done", N_("Done: {results}, {failed} failed."), **written)
    return 1 if failures else 0


def _copy(bundle: bundles.Bundle, folder: Path) -> None:
    """The reports under readable names, with their manifest and checksums."""
    reports = folder / REPORTS
    reports.mkdir(exist_ok=True)
    names = [entry.file for entry in bundle.entries if entry.file]
    for name, path in zip(names, bundle.paths, strict=True):
        target = reports / name
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(path)
        except OSError:  # another file system, or one without links
            shutil.copyfile(path, target)
    write_all(
        {
            folder / bundles.MANIFEST: bundles.manifest_csv(bundle.entries),
            reports / bundles.SUMS: bundles.sums(bundle.entries),
        }
    )
