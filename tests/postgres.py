"""A throw-away PostgreSQL: a new cluster on a Unix socket, gone when the tests end."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROLE = "readiness"
SERVER_USER = "postgres"
SETTINGS = {
    "listen_addresses": "''",  # the socket is the only way in
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}

# What a server keeps whose commits must survive it.
DURABLE = {"listen_addresses": "''", "fsync": "on", "synchronous_commit": "on"}


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy's URL of an empty database, the same for all tests of one run."""
    with cluster() as url:
        yield url


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of our own, its data under `home`."""

    home: Path
    settings: Mapping[str, str]

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of its database."""
        return f"postgresql+psycopg://{ROLE}@/postgres?host={self.home}"

    def create(self) -> None:
        """Make the data folder."""
        self._run("initdb", *self._data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = " ".join(f"-c {key}={value}" for key, value in self.settings.items())
        log = f"{self.home}/log"
        self._run(
            "pg_ctl", "start", "-w", *self._data, "-l", log, "-o", f"{options} -k {self.home}"
        )

    def stop(self) -> None:
        """Stop the server at once: nothing is written any more, as when its machine dies."""
        self._run("pg_ctl", "stop", "-w", *self._data, "-m", "immediate")

    @property
    def _data(self) -> tuple[str, str]:
        return "-D", str(self.home / "data")

    def _run(self, program: str, *args: str) -> None:
        result = subprocess.run(
            [*as_server_user(), find_binaries() / program, *args],
            cwd=self.home,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if result.returncode:
            log = self.home / "log"
            pytest.fail(f"{program}: {result.stdout}{log.read_text() if log.exists() else ''}")


@contextmanager
def server(settings: Mapping[str, str] = SETTINGS) -> Iterator[Cluster]:
    """Start a new cluster, stop and delete it."""
    find_binaries()
    prefix = as_server_user()
    # A socket's path may have some 100 characters, fewer than pytest's own folders take.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        home = Path(name)
        if prefix:
            shutil.chown(home, SERVER_USER)
        made = Cluster(home, settings)
        made.create()
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def cluster() -> Iterator[str]:
    """Start a new cluster, give the URL of its database, stop and delete it."""
    with server() as made:
        yield made.url


def find_binaries() -> Path:
    """The folder of the newest server's programs; Debian keeps them off the PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for initdb in sorted(debian, key=lambda path: int(path.parts[-3]), reverse=True):
        return initdb.parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    pytest.fail("PostgreSQL's initdb was not found; scripts/install --tests installs it")


def as_server_user() -> list[str]:
    """What to put before a server's command: nothing, unless we are root, whom it refuses."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        pytest.fail(f"PostgreSQL refuses to run as root, and there is no user {SERVER_USER!r}")
    prefix = ["setpriv", f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--init-groups"]
    if not Path("/").stat().st_mode & stat.S_IXOTH:
        # Under a root folder closed to all but root, as some chroots have, that user could not
        # even reach the server's programs. It may, then; the bit has access() say so too.
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        prefix += ["--securebits=+no_setuid_fixup"]
    return prefix
