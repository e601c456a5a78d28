"""Endpoints whose forms carry a file, larger than any other form may be."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., object])


class Expected(NamedTuple):
    """A file of some kind, in a request of at most `limit` bytes."""

    kind: str
    limit: int


def takes_file(kind: str, limit: int) -> Callable[[View], View]:
    """Let an endpoint's forms carry a file of that kind."""

    def declare(view: View) -> View:
        view.__dict__["takes_file"] = Expected(kind, limit)
        return view

    return declare


def file_expected() -> Expected | None:
    """What this request's endpoint takes; None where it takes no file."""
    view = current_app.view_functions.get(request.endpoint or "")
    return cast("Expected | None", getattr(view, "takes_file", None))


def allow_file() -> None:
    """Raise the limit of this request where its endpoint takes a file; before the form is read."""
    expected = file_expected()
    if expected is not None:
        request.max_content_length = expected.limit
