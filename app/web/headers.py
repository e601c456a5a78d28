"""What every answer tells the browser about safety and caching."""

from flask import Flask, Response, request

from app.web.access import FILES

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_FILE_SECONDS = 30 * 24 * 3600


def install(app: Flask) -> None:
    """Add the headers to every answer of `app`."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint in FILES:
        # Addresses carry the file's digest (see templating), so that a copy never goes stale.
        response.cache_control.max_age = _FILE_SECONDS
        response.cache_control.public = True
    else:
        # Pages hold what an enterprise said: no copy stays on the way or on the disk.
        headers["Cache-Control"] = "no-store"
    return response
