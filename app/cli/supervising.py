"""Web server and workers under supervisord: whatever dies is started again in its place."""

import os
import shlex
import shutil
import stat
import sys
from collections.abc import Sequence
from configparser import RawConfigParser

from app.settings import ROOT, Settings

SLOT = "%(process_num)d"
# Each failed start waits a second longer for the next, so this is days.
STARTS = 1000
# Quick, since what is cut off is begun again by the next worker in the slot.
STOP_SECONDS = 20


def supervise(settings: Settings, web: Sequence[str]) -> None:
    """Become the supervisor of the web server that `web` starts and of the workers."""
    path = settings.data_dir / "supervisord.conf"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        _config(settings, web).write(file)
    _make_reopenable()
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "-c", str(path)]
    os.execv(command[0], command)  # noqa: S606 (this interpreter, no user input)


def _config(settings: Settings, web: Sequence[str]) -> RawConfigParser:
    config = RawConfigParser()
    config["supervisord"] = {
        "nodaemon": "true",
        "logfile": "/dev/null",
        "logfile_maxbytes": "0",
        "loglevel": "warn",
        "pidfile": _literal(str(settings.data_dir / "supervisord.pid")),
        # Said, since supervisord warns of running as root by accident.
        **({"user": "root"} if os.geteuid() == 0 else {}),
    }
    work = [sys.executable, "-m", "app.cli", "work", "--slot"]
    config["program:web"] = _program(_quoted(web))
    config["program:work"] = _program(f"{_quoted(work)} {SLOT}") | {
        "numprocs": str(settings.job_workers),
        "process_name": f"work-{SLOT}",
    }
    return config


def _program(command: str) -> dict[str, str]:
    return {
        "command": command,
        "directory": _literal(str(ROOT)),
        "autorestart": "true",
        "startretries": str(STARTS),
        "stopsignal": "TERM",
        "stopwaitsecs": str(STOP_SECONDS),
        "stopasgroup": "false",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": "/dev/fd/1",
        "stdout_logfile_maxbytes": "0",
    }


def _quoted(command: Sequence[str]) -> str:
    return _literal(shlex.join(command))


def _literal(text: str) -> str:
    """Text in which supervisord expands nothing."""
    return text.replace("%", "%%")


def _make_reopenable() -> None:
    """supervisord opens its standard output anew by name, which a socket such as journald's bars.

    It then writes into a pipe that `cat` empties into the socket, until the pipe is closed.
    """
    cat = shutil.which("cat")
    if cat is None or not stat.S_ISSOCK(os.fstat(1).st_mode):
        return
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.dup2(reader, 0)
        os.close(writer)
        os.execv(cat, [cat])  # noqa: S606 (found on the PATH, no user input)
    os.dup2(writer, 1)
    os.close(reader)
    os.close(writer)
