"""A time-stamping service of the tests' own, asked over the loopback as any other is."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.timestamps.api import tsp


@dataclass(frozen=True)
class Service:
    """Where the service answers, and the certificate (DER) of who vouches for it."""

    url: str
    root: bytes


@contextmanager
def stamping(moment: datetime) -> Iterator[Service]:
    """Runs a service at whose clock it is always that moment."""
    key, certificate, root = _certified()
    stamper = DummyTimeStamper(
        next(iter(load_certs_from_pemder_data(certificate))),
        load_private_key_from_pemder_data(key, None),
        fixed_dt=moment,
    )

    def answer(asked: bytes) -> bytes:
        request = tsp.TimeStampReq.load(asked)
        answered: bytes = asyncio.run(stamper.async_request_tsa_response(request)).dump()
        return answered

    with answering(answer) as url:
        yield Service(url, root)


@contextmanager
def answering(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """Runs a server that answers what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing among a test's results."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@cache
def _certified() -> tuple[bytes, bytes, bytes]:
    """The service's key, its certificate, and that of who vouches for it; all DER."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    is_root = x509.BasicConstraints(ca=True, path_length=None)
    root = _certificate("Clocks", root_key, root_key, is_root)
    stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    own = _certificate("Harbour Clock", key, root_key, stamps)
    form = serialization.Encoding.DER
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(form, *plain), own.public_bytes(form), root.public_bytes(form)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: rsa.RSAPrivateKey, use: x509.ExtensionType
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clocks")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1000))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(use, critical=True)
        .sign(issuer, hashes.SHA256())
    )
