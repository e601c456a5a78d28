"""Who may do what, decided in one place.

Every endpoint declares its rule; one that does not is refused for everybody. Whoever opened an
assessment's private link holds it: the session remembers the link's generation, so that a renewed
link shuts out the old one's holders. A stranger and a missing assessment get the same answer, and
so do a batch of another organisation and a missing one. Who is signed in is for `signing` to say.
"""

from collections.abc import Callable
from enum import Enum
from typing import TypeVar, cast

from flask import Flask, abort, current_app, g, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as PageNotFound

from app.services import assessments, batches
from app.services.accounts import Member
from app.services.batches import Batch
from app.services.drafts import Draft
from app.services.errors import NotFound
from app.web import signing
from app.web.context import looking, services

View = TypeVar("View", bound=Callable[..., object])
HELD = "assessments"
MAX_HELD = 20
# Endpoints that only serve files of the app, of Bootstrap and of the report.
FILES = frozenset({"static", "bootstrap.static", "reporting.static"})


class Rule(Enum):
    """Whom an endpoint lets in."""

    ANYONE = "anyone"
    HOLDER = "holder"
    MEMBER = "member"
    OWNER = "owner"


def open_to(rule: Rule) -> Callable[[View], View]:
    """Declare an endpoint's rule.

    A `HOLDER` endpoint's address holds `public_id`, an `OWNER` endpoint's `batch_id`; the view
    takes neither, but asks for `draft()` or `batch()`. `MEMBER` and `OWNER` lead whoever is not
    signed in to the page where one does.
    """

    def declare(view: View) -> View:
        view.__dict__["access_rule"] = rule
        return view

    return declare


def rule_of(endpoint: str) -> Rule | None:
    """The rule that `endpoint` declares; None where it declares none."""
    if endpoint in FILES:
        return Rule.ANYONE
    view = current_app.view_functions[endpoint]
    return cast("Rule | None", getattr(view, "access_rule", None))


def install(app: Flask) -> None:
    """Let `app` decide on every request."""
    signing.install(app)
    app.url_value_preprocessor(_take_ids)
    app.before_request(_decide)


def hold(draft: Draft) -> None:
    """Let this session into the assessment from now on."""
    held = {key: value for key, value in _held().items() if key != draft.public_id}
    kept = list(held.items())[-(MAX_HELD - 1) :]
    session[HELD] = dict([*kept, (draft.public_id, draft.generation)])
    session.permanent = True


def let_go(public_id: str) -> None:
    """Forget the assessment on this device."""
    session[HELD] = {key: value for key, value in _held().items() if key != public_id}


def held_drafts() -> tuple[Draft, ...]:
    """The assessments that this session holds and that still exist, the latest opened first."""
    found: list[Draft] = []
    for public_id in reversed(_held()):
        try:
            found.append(_holders_draft(public_id))
        except PageNotFound:
            continue
    return tuple(found)


def draft() -> Draft:
    """The assessment of a `HOLDER` endpoint's request."""
    return cast(Draft, g.draft)


def has_draft() -> bool:
    """Whether this request was let into an assessment."""
    return "draft" in g


def member() -> Member:
    """Who is signed in, in a `MEMBER` or `OWNER` endpoint's request."""
    found = signing.signed_in()
    assert found is not None
    return found


def batch() -> Batch:
    """The batch of an `OWNER` endpoint's request."""
    return cast(Batch, g.batch)


def _take_ids(_: str | None, values: dict[str, str] | None) -> None:
    # Views speak of `draft()` and `batch()`; none handles the id from the address itself.
    g.public_id = (values or {}).pop("public_id", None)
    g.batch_id = (values or {}).pop("batch_id", None)


def _decide() -> ResponseReturnValue | None:
    if request.endpoint in FILES:
        return None
    with looking():
        return _decision()


def _decision() -> ResponseReturnValue | None:
    signing.look_who_is_signed_in()
    if request.endpoint is None:
        return None
    match rule_of(request.endpoint):
        case Rule.ANYONE:
            return None
        case Rule.HOLDER:
            g.draft = _holders_draft(str(g.public_id))
            return None
        case Rule.MEMBER | Rule.OWNER if signing.signed_in() is None:
            return signing.to_sign_in()
        case Rule.MEMBER:
            return None
        case Rule.OWNER:
            g.batch = _owners_batch(str(g.batch_id))
            return None
        case None:
            raise LookupError(f"{request.endpoint} declares no access rule")


def _held() -> dict[str, int]:
    return cast("dict[str, int]", session.get(HELD, {}))


def _holders_draft(public_id: str) -> Draft:
    generation = _held().get(public_id)
    if generation is None:
        abort(404)
    try:
        found = assessments.load(services(), public_id)
    except NotFound:
        abort(404)
    if found.generation != generation:
        abort(404)
    return found


def _owners_batch(batch_id: str) -> Batch:
    try:
        return batches.find(services(), member().organisation_id, batch_id)
    except NotFound:
        abort(404)
