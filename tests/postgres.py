"""A throw-away PostgreSQL: a new cluster on a Unix socket, gone when the tests end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROLE = "readiness"
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
    # A socket's path may have some 100 characters, fewer than pytest's own folders take.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        home = Path(name)
        user = server_user()
        if user is not None:
            shutil.chown(home, user)

        def run(program: str, *args: str) -> None:
            result = subprocess.run(
                [binaries / program, *args],
                user=user,
                group=user and pwd.getpwnam(user).pw_gid,
                extra_groups=user and [],
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


def server_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root; None means as who we are."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.fail("PostgreSQL refuses to run as root, and there is no user 'postgres'")
