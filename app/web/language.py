"""The language of a request: the reader's own choice, else the browser's, else Chinese."""

from typing import cast

from flask import Flask, g, request
from werkzeug.wrappers import Response

from app.domain.text import LANGS, Lang
from app.web.context import settings

COOKIE = "lang"
_YEAR_S = 365 * 24 * 3600


def language() -> Lang:
    """The language to answer in."""
    if "lang" not in g:
        g.lang = _chosen() or request.accept_languages.best_match(LANGS, default="zh")
    return cast(Lang, g.lang)


def answer_in(lang: Lang) -> None:
    """Answer this request in `lang`, whatever was chosen before."""
    g.lang = lang


def as_lang(value: str | None) -> Lang | None:
    """`value` where it names a language of the interface."""
    return value if value in LANGS else None


def other(lang: Lang) -> Lang:
    """The language to offer a switch to."""
    return "en" if lang == "zh" else "zh"


def remember(response: Response, lang: Lang) -> Response:
    """Answer this browser in `lang` from now on."""
    response.set_cookie(
        COOKIE, lang, max_age=_YEAR_S, httponly=True, samesite="Lax", secure=settings().https
    )
    return response


def install(app: Flask) -> None:
    """Tell caches that pages depend on the reader's language."""
    app.after_request(_vary)


def _chosen() -> Lang | None:
    return as_lang(request.cookies.get(COOKIE))


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    return response
