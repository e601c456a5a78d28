"""Mail and requests to the outside, each within seconds or refused."""

import hmac
import ipaddress
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from app.settings import Settings

SECONDS = 15
TOTAL_SECONDS = 30
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
SIGNATURE = "X-Readiness-Signature"


class Refused(OSError):
    """The other side answered with something else than success, or may not be asked."""


def send_mail(settings: Settings, mail: EmailMessage) -> None:
    """Hand the mail to the operator's server. Raises OSError, of which SMTP's errors are some."""
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    with server:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(mail)


def post_json(settings: Settings, url: str, content: bytes) -> None:
    """Post `content` to `url`, signed with HMAC-SHA256 over the body.

    The name is looked up once, and an address inside our own network is refused, so that nobody
    can have the server knock at doors that only it can reach. Redirects are not followed. Raises
    OSError.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"{url}: no address to post to")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(parts.hostname, port, private=settings.webhook_private)
    connection = _connection(parts.scheme, parts.hostname, port, address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    digest = hmac.new(settings.webhook_signing_key.encode(), content, "sha256").hexdigest()
    headers = {"Content-Type": "application/json", SIGNATURE: f"sha256={digest}"}
    # Each wait on the socket is bounded, and so is the whole: a drip of bytes ends with this.
    deadline = threading.Timer(TOTAL_SECONDS, _hang_up, [connection])
    deadline.start()
    try:
        connection.request("POST", path, content, headers)
        status = connection.getresponse().status
    except (HTTPException, ValueError) as error:
        raise Refused(f"{url}: {error}") from None
    finally:
        deadline.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise Refused(f"{url}: answered {status}")


def _hang_up(connection: HTTPConnection) -> None:
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _address(host: str, port: int, *, private: bool) -> str:
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    allowed = sorted(a for a in found if private or _is_public(ipaddress.ip_address(a)))
    if not allowed or (len(allowed) < len(found)):
        raise Refused(f"{host}: not an address of the open internet")
    return allowed[0]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address is one of the open internet, also where it wraps another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        packed = int(address)
        if inner is None and (address in _NAT64 or packed >> 32 == 0):
            inner = ipaddress.IPv4Address(packed & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local or address.teredo is not None:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _connection(scheme: str, host: str, port: int, address: str) -> HTTPConnection:
    """A connection to `address` that speaks to `host`."""
    made = socket.create_connection((address, port), timeout=SECONDS)
    if scheme == "http":
        connection = HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = made
        return connection
    context = ssl.create_default_context()
    secure = HTTPSConnection(host, port, timeout=SECONDS, context=context)
    secure.sock = context.wrap_socket(made, server_hostname=host)
    return secure
