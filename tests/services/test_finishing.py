"""Whoever wanted to know of a batch's end is told, by mail and by a signed request."""

import hmac
import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from app.persistence.models import BatchRow, ParticipantRow
from app.services import finishing, telling
from app.services.finishing import Ending
from tests.services.batching import begun, consultant, door

END = Ending("B1", "春季批次", 2, "", "", 4, 1, 3, 0)


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def web_server(status=204):
    """A receiver of requests; yields its port and what it got."""
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, self.headers, body))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    with serving(HTTPServer(("127.0.0.1", 0), Receiver)) as port:
        yield port, got


@contextmanager
def mail_server():
    """A mail server that takes everything; yields its port and the letters."""
    letters = []

    class Taker(StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                    letters.append(message_from_bytes(letter, policy=default))
                ends = line.upper().startswith(b"QUIT")
                self.wfile.write(b"221 bye\r\n" if ends else b"250 ok\r\n")

    with serving(ThreadingTCPServer(("127.0.0.1", 0), Taker)) as port:
        yield port, letters


def telling_door(call, **changes):
    made = door(call)
    return replace(made, settings=made.settings.model_copy(update=changes))


def test_the_end_counts_what_there_is(call):
    batch = begun(call, consultant(call), notify_email="lin@example.com")

    def add(services):
        for number, state in enumerate(("done", "done", "failed"), 1):
            services.session.add(
                ParticipantRow(
                    public_id=f"{batch.public_id}{number}",
                    batch_id=batch.id,
                    position=number,
                    key=str(number),
                    content="{}",
                    state=state,
                )
            )
        services.session.get(BatchRow, batch.id).run = 1

    call(add)
    end = finishing.ending(door(call), batch.public_id, 1)
    assert (end.scored, end.unscored, end.email) == (2, 1, "lin@example.com")
    finishing.end_run(door(call), end)
    assert finishing.ending(door(call), batch.public_id, 1) is None
    assert finishing.ending(door(call), "gone", 1) is None


def test_the_mail_says_it_in_both_languages_with_a_link(call):
    with mail_server() as (port, letters):
        told = telling_door(
            call,
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            public_url="https://readiness.example",
        )
        finishing.tell_by_mail(told, replace(END, email="lin@example.com"))
    (letter,) = letters
    assert letter["To"] == "lin@example.com"
    assert letter["Subject"].count("春季批次") == 2
    assert "4 enterprises are scored and 1 could not be." in letter.get_content()
    assert "https://readiness.example/batches/B1" in letter.get_content()


def test_nobody_is_told_who_did_not_ask(call):
    finishing.tell_by_mail(telling_door(call, smtp_host="127.0.0.1", smtp_port=1), END)
    finishing.tell_by_request(telling_door(call), END)


def test_the_request_is_signed(call):
    with web_server() as (port, got):
        told = telling_door(call, webhook_private=True, webhook_key="shared")
        finishing.tell_by_request(told, replace(END, url=f"http://127.0.0.1:{port}/hook?a=1"))
    ((path, headers, body),) = got
    assert path == "/hook?a=1"
    assert json.loads(body)["participants"] == {"done": 4, "failed": 1}
    digest = hmac.new(b"shared", body, "sha256").hexdigest()
    assert headers[telling.SIGNATURE] == f"sha256={digest}"
    assert headers["Host"] == f"127.0.0.1:{port}"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_any_other_answer_than_success_is_a_refusal(call, status):
    told = telling_door(call, webhook_private=True)
    with web_server(status) as (port, got):
        with pytest.raises(telling.Refused, match=str(status)):
            finishing.tell_by_request(told, replace(END, url=f"http://127.0.0.1:{port}/"))
        assert len(got) == 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "192.168.0.1", "localhost"]
)
def test_doors_inside_our_own_network_are_not_knocked_at(call, host):
    with pytest.raises(telling.Refused, match="open internet"):
        finishing.tell_by_request(telling_door(call), replace(END, url=f"http://{host}:9/"))


def test_the_secret_key_itself_signs_nothing(settings):
    assert settings.webhook_signing_key
    assert settings.key not in settings.webhook_signing_key
