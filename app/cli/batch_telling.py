"""How the batch command tells what happens: a bar, plain lines, or a JSON text a line."""

import json
import sys
from collections.abc import Iterable

import click

from app.cli.output import width
from app.domain.text import LANGS, Lang
from app.i18n import gettext, translate
from app.services.progress import Phase
from app.spreadsheets.findings import CellProblem

BAR = 30
SHOWN = 50


class Teller:
    """Says events on standard error, or with `as_json` on standard output, a line each."""

    def __init__(self, lang: Lang, *, as_json: bool) -> None:
        self.lang = lang
        self.as_json = as_json
        self._bar_width = 0
        self._last: tuple[object, ...] = ()

    def tell(self, event: str, message: str, **params: object) -> None:
        """An event with what it means; `message` is an English source string."""
        if self.as_json:
            print_json({"event": event, **params})
        else:
            self._end_bar()
            click.echo(gettext(self.lang, message, **params), err=True)

    def progress(self, event: str, title: str, phase: Phase) -> None:
        """How far a phase is; said again only when something has changed."""
        now = (event, phase.done, phase.failed, phase.cancelled)
        if now == self._last:
            return
        self._last = now
        if self.as_json:
            figures = {"total": phase.total, "done": phase.done, "failed": phase.failed}
            print_json({"event": event, **figures, "seconds_left": phase.seconds_left})
            return
        ended = phase.total - phase.left
        line = f"{gettext(self.lang, title)} {ended}/{phase.total}"
        if not sys.stderr.isatty():
            click.echo(line, err=True)
            return
        full = BAR * ended // phase.total if phase.total else BAR
        line = f"{'█' * full}{'░' * (BAR - full)} {line}"
        padding = " " * max(self._bar_width - width(line), 0)
        click.echo(f"\r{line}{padding}", err=True, nl=False)
        self._bar_width = width(line)

    def problems(self, found: Iterable[CellProblem], total: int) -> None:
        """The first problems by their cells; JSON tells all of them."""
        for number, one in enumerate(found):
            place = f"{one.sheet}!{one.column or 'A'}{one.row}"
            if self.as_json:
                message = {lang: translate(one.problem, lang) for lang in LANGS}
                print_json(
                    {"event": "problem", "cell": place, "given": one.given, "message": message}
                )
            elif number < SHOWN:
                heading = f"{one.heading}: " if one.heading else ""
                text = translate(one.problem, self.lang)
                click.echo(f"{place}: {heading}{text}", err=True)
        if not self.as_json and total > SHOWN:
            click.echo("…", err=True)

    def _end_bar(self) -> None:
        if self._bar_width:
            click.echo(err=True)
            self._bar_width = 0


def print_json(event: dict[str, object]) -> None:
    """One event on standard output."""
    click.echo(json.dumps(event, ensure_ascii=False))
    sys.stdout.flush()
