"""`readiness work`: the command that a worker process is started by."""

import logging

import click

from app.jobs import worker
from app.settings import Settings


@click.command()
@click.option(
    "--slot", type=click.IntRange(0), default=0, help="Its place on this machine: 0, 1, 2 …"
)
def work(slot: int) -> None:
    """Do the background jobs: uploads, scores, reports; until told to end.

    Exit code 1 where another worker on this machine has the slot.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("app").setLevel(logging.INFO)
    try:
        worker.work(Settings(), slot)
    except worker.SlotTaken:
        raise click.ClickException(f"Another worker has slot {slot} on this machine.") from None
