"""A consultant's browser, over a real connection to a real server that may die at any moment."""

import os
import re
import signal
import socket
import subprocess
import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from app.settings import ROOT
from tests.jobs.plant import Plant, environment

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
EDGE = "edge-of-a-part"


class Server:
    """gunicorn with two processes, as `readiness serve` starts it, on a port that stays."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--preload", "--workers", "2"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket", "--worker-class"]
        command += ["gthread", "--threads", "2"]
        with (self.plant.settings.data_dir / "worker-web.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(self.plant.settings),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.plant.until(self._answers, "the web server")

    def kill(self) -> None:
        """Kill all its processes at the same moment."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            with build_opener().open(f"{self.root}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class Consultant:
    """Signed in; hands in sheets. Raises OSError where the server is gone."""

    def __init__(self, server: Server, email: str, password: str) -> None:
        self.root = server.root
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        typed = {"email": email, "password": password, "csrf_token": self._token("/sign-in")}
        self._send("/sign-in", urlencode(typed).encode(), "application/x-www-form-urlencoded")

    def hand_in(self, batch_id: str, filename: str, data: bytes) -> None:
        """Hand in a sheet; returns once the server has answered that it has it."""
        address = f"/batches/{batch_id}/uploads/new"
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="'
        body = f'{head}csrf_token"\r\n\r\n{self._token(address)}\r\n'.encode()
        body += f'{head}sheet"; filename="{filename}"\r\n\r\n'.encode() + data
        body += f"\r\n--{EDGE}--\r\n".encode()
        answer = self._send(address, body, f"multipart/form-data; boundary={EDGE}")
        assert "/uploads/" in answer
        assert not answer.endswith("/new"), "the sheet was refused"

    def _token(self, address: str) -> str:
        with self.opener.open(self.root + address, timeout=60) as page:
            found = TOKEN.search(page.read().decode())
        assert found is not None
        return found[1]

    def _send(self, address: str, body: bytes, kind: str) -> str:
        """Post; returns the address that the answer led to."""
        request = Request(self.root + address, body, {"Content-Type": kind})  # noqa: S310
        with self.opener.open(request, timeout=60) as answer:
            answer.read()
            return str(answer.url)
