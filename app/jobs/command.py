"""`readiness work`: the command that a worker process is started by."""

import logging
import os
import signal
import sys
import threading

import click

from app.jobs import worker
from app.settings import Settings


@click.command()
@click.option(
    "--slot", type=click.IntRange(0), default=0, help="Its place on this machine: 0, 1, 2 …"
)
@click.option(
    "--until-eof", is_flag=True, help="End when standard input does: with whoever started it."
)
def work(slot: int, until_eof: bool) -> None:
    """Do the background jobs: uploads, scores, reports; until told to end.

    Exit code 1 where another worker on this machine has the slot.
    """
    if until_eof:
        threading.Thread(target=_end_with_input, daemon=True).start()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("app").setLevel(logging.INFO)
    try:
        worker.work(Settings(), slot)
    except worker.SlotTaken:
        raise click.ClickException(f"Another worker has slot {slot} on this machine.") from None


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
