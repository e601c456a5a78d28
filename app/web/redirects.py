"""Where an answer may lead on to: never to another site."""

from urllib.parse import urlsplit


def local(address: str, otherwise: str) -> str:
    """`address` where it is a path of this site, else `otherwise`: no open redirect."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    safe = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not safe or parts.scheme or parts.netloc or "\\" in address:
        return otherwise
    return address
