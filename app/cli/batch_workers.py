"""The worker processes of one command, which end with it, however it ends."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.settings import Settings

# A worker that ends so often does not die by accident.
MAX_STARTS = 10
WAIT_SECONDS = 10


class WorkersGone(RuntimeError):
    """A worker does not stay alive; what it said stands on standard error."""


class Workers:
    """Workers in the slots 0, 1, 2 …, started when they are first needed.

    Each reads this process's end of a pipe: when this process is gone, even killed, the pipe is
    closed and the worker ends.
    """

    def __init__(self, settings: Settings, count: int) -> None:
        self._environment = {**os.environ, **_environment(settings)}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._starts = [1] * count

    def keep_alive(self) -> None:
        """Start them, and anew what has died; `WorkersGone` where one dies again and again."""
        if not self._processes:
            self._processes = [self._started(slot) for slot, _ in enumerate(self._starts)]
        for slot, process in enumerate(self._processes):
            if process.poll() is None:
                continue
            if self._starts[slot] >= MAX_STARTS:
                raise WorkersGone(slot)
            _close(process)
            self._starts[slot] += 1
            self._processes[slot] = self._started(slot)

    def stop(self) -> None:
        """End all of them."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _close(process)

    def _started(self, slot: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "app.cli", "work", "--until-eof", "--slot", str(slot)]
        return subprocess.Popen(  # noqa: S603 (this interpreter, no user input)
            command, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )


@contextmanager
def working(settings: Settings, count: int) -> Iterator[Workers]:
    """Up to `count` workers on the settings' database, ended at the end."""
    workers = Workers(settings, count)
    try:
        yield workers
    finally:
        workers.stop()


def _environment(settings: Settings) -> dict[str, str]:
    """The settings that make a folder a place of its own, as a worker reads them."""
    return {
        "READINESS_DATA_DIR": str(settings.data_dir),
        "READINESS_DATABASE_URL": settings.url,
        "READINESS_FILES_DIR": str(settings.files),
        "READINESS_FONTS_DIR": str(settings.font_cache),
    }


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
