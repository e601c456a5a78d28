"""A throw-away PostgreSQL: a new cluster on a Unix socket, gone when the tests end."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy's URL of an empty database, the same for all tests of one run."""
    with cluster() as url:
        yield url


@contextmanager
def cluster() -> Iterator[str]:
    """Start a new cluster, give the URL of its database, stop and delete it."""
    binaries = find_binaries()
    prefix = as_server_user()
    # A socket's path may have some 100 characters, fewer than pytest's own folders take.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        home = Path(name)
        if prefix:
            shutil.chown(home, SERVER_USER)

        def run(program: str, *args: str) -> None:
            result = subprocess.run(
                [*prefix, binaries / program, *args],
                cwd=home,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if result.returncode:
                log = home / "log"
                pytest.fail(f"{program}: {result.stdout}{log.read_text() if log.exists() else ''}")

        data = str(home / "data")
        options = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
        run("initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "start", "-w", "-D", data, "-l", f"{home}/log", "-o", f"{options} -k {home}")
        try:
            yield f"postgresql+psycopg://{ROLE}@/postgres?host={home}"
        finally:
            run("pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")


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
