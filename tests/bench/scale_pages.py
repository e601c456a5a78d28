"""How long a batch's pages take on the server while its workers are at work."""

import multiprocessing
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.connection import Connection
from statistics import median

from app.factory import create_app
from app.settings import Settings

# A page each so often: somebody who looks, not an attack.
EVERY_SECONDS = 1.0
PAGES = {"batch": "", "portfolio": "/portfolio"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Account:
    """Who looks at the pages."""

    email: str
    password: str


@dataclass
class Times:
    """Seconds that each page took, the first time in the process and then each further time."""

    first: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def told(self, page: str) -> str:
        """In milliseconds: the first time; median and worst of the others, and how many."""
        found = self.seconds[page]
        first = f"{1000 * self.first[page]:.0f}"
        if not found:
            return first
        return f"{first}; {1000 * median(found):.0f} / {1000 * max(found):.0f} ({len(found)})"


@contextmanager
def visited(settings: Settings, account: Account, batch_id: str) -> Iterator[Times]:
    """Ask for the batch's pages in a process of its own, whose times are there at the end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    visitor = context.Process(target=_visit, args=(settings, account, batch_id, theirs))
    visitor.start()
    theirs.close()
    times = Times()
    times.first.update(ours.recv())
    try:
        yield times
    finally:
        ours.send("enough")
        times.seconds.update(ours.recv())
        visitor.join()


def _visit(settings: Settings, account: Account, batch_id: str, caller: Connection) -> None:
    client = create_app(settings).test_client()
    token = TOKEN.search(client.get("/sign-in").text)
    assert token is not None
    sent = {"csrf_token": token[1], "email": account.email, "password": account.password}
    assert client.post("/sign-in", data=sent).status_code == 302
    addresses = {page: f"/batches/{batch_id}{end}" for page, end in PAGES.items()}

    def timed(page: str) -> float:
        start = time.perf_counter()
        response = client.get(addresses[page])
        assert response.status_code == 200, (page, response.status_code)
        return time.perf_counter() - start

    caller.send({page: timed(page) for page in PAGES})
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    turns = cycle(PAGES)
    while not caller.poll(EVERY_SECONDS):
        page = next(turns)
        found[page].append(timed(page))
    caller.send(found)
