"""How often one address may do what costs the server or helps a guesser.

Counts are kept in each web process: with several, an address gets a little more than stated.
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.web.context import settings

# A training room shares one address, so that the limits suit a class, not a person.
START = "60 per hour"
RESUME = "60 per 10 minutes"
PDF = "12 per minute; 120 per hour"
# Making a workbook takes a second or two.
TEMPLATE = "30 per minute; 300 per hour"
# A workbook of ten thousand enterprises takes some seconds, a ZIP the line for minutes.
OUTPUTS = "12 per minute; 120 per hour"
# Reading a stranger's PDF takes a process of its own for seconds; codes are not to be guessed.
VERIFYING = "20 per minute; 200 per hour"
# A plan may keep a processor busy for seconds.
PLANNING = "30 per minute; 300 per hour"

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def install(app: Flask) -> None:
    """Hold the requests of `app` to the limits."""
    app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(app)
    limiter.request_filter(_unlimited)


def _unlimited() -> bool:
    return not settings().rate_limits
