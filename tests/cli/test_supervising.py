"""What `readiness serve` asks of its supervisor, and what it refuses to begin."""

import fcntl
import shlex
import socket
import sys

import pytest
from click.testing import CliRunner
from supervisor.options import UnhosedConfigParser

from app.cli import main
from app.cli.supervising import _config


@pytest.fixture
def written(settings, tmp_path):
    """The configuration as supervisord itself reads it, for a data folder with an odd name."""
    odd = settings.model_copy(update={"data_dir": tmp_path / "50% of it", "job_workers": 3})
    path = tmp_path / "supervisord.conf"
    with path.open("w") as file:
        _config(odd, ["serve", "a b", "100%"]).write(file)
    parser = UnhosedConfigParser()
    parser.expansions = {"process_num": 2}
    parser.read(str(path))
    return parser


def test_a_command_reaches_its_program_as_it_was_given(written):
    command = written.saneget("program:web", "command")
    assert shlex.split(command) == ["serve", "a b", "100%"]


def test_each_worker_has_a_slot_of_its_own(written):
    command = shlex.split(written.saneget("program:work", "command"))
    assert command == [sys.executable, "-m", "app.cli", "work", "--slot", "2"]
    assert written.saneget("program:work", "numprocs") == "3"


def test_whatever_dies_is_started_again_and_nothing_listens(written):
    for program in ("program:web", "program:work"):
        assert written.saneget(program, "autorestart") == "true"
    assert set(written.sections()) == {"supervisord", "program:web", "program:work"}


def test_a_port_in_use_is_said_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_DATA_DIR", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = CliRunner().invoke(main, ["serve", "--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1
    assert "Cannot listen on 127.0.0.1:" in result.output


def test_a_slot_takes_one_worker(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_DATA_DIR", str(tmp_path))
    with (tmp_path / "worker-4.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = CliRunner().invoke(main, ["work", "--slot", "4"])
    assert result.exit_code == 1
    assert "Another worker has slot 4 on this machine." in result.output
