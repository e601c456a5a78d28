"""Saving a form page: read what was posted, save each field on its merits, say what remains."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.problems import Problem
from app.services import assessments
from app.services.saving import Conflict, Posted, SaveOutcome
from app.web.context import services
from app.web.forms.entries import EntryForm, names
from app.web.forms.pages import FormPage
from app.web.language import language

# Fields of the page itself: the forgery token and which button was pressed.
CONTROLS = frozenset({"csrf_token", "then"})
# Whether the rest names a field is for the subject's form to say.
_NAME = re.compile(r"(?P<subject>[A-Za-z][A-Za-z0-9_]{0,63})-[A-Za-z0-9_-]{1,80}", re.ASCII)
_ROW = re.compile(r"-[0-9]+(?=-)")


@dataclass(frozen=True, slots=True)
class Shown:
    """One subject on the page: its form, and a colleague's value where both changed it."""

    subject: str
    form: EntryForm
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """What stands above the form: problems with links to their fields, and what happened."""

    problems: tuple[tuple[str, str, str], ...] = ()  # subject, field's HTML id, message
    conflicts: tuple[str, ...] = ()
    saved: int = 0
    expired: bool = False
    stale: bool = False


@dataclass(slots=True)
class Typed:
    """What was posted to a page, by subject."""

    forms: dict[str, EntryForm] = field(default_factory=dict)

    def posted(self) -> dict[str, Posted]:
        """What to save: everything but what the writer gave up for a colleague's value."""
        return {
            subject: Posted(form.raw(), form.settled_base())
            for subject, form in self.forms.items()
            if not form.yields
        }


def read(page: FormPage) -> Typed:
    """The forms that were posted to `page`; answers 400 where anything foreign is among them."""
    data: MultiDict[str, str] = request.form
    subjects: dict[str, None] = {}
    for name in data:
        if name in CONTROLS:
            continue
        match = _NAME.fullmatch(name)
        if match is None or match["subject"] not in page.subjects:
            abort(400)
        subjects[match["subject"]] = None
    typed = Typed({subject: page.form(subject, data) for subject in subjects})
    known = {_any_row(name) for form in typed.forms.values() for name in names(form)}
    if any(_any_row(name) not in known for name in data if name not in CONTROLS):
        abort(400)
    return typed


def _any_row(name: str) -> str:
    # Rows are renumbered without gaps once read, so that their numbers do not compare.
    return _ROW.sub("", name)


def save(page: FormPage, typed: Typed) -> SaveOutcome:
    """Save what was typed."""
    posted = typed.posted()
    if not posted:
        return SaveOutcome((), {}, {})
    return page.save(services(), posted)


def show(page: FormPage, **context: Any) -> str:
    """The page as stored."""
    entries = [Shown(subject, page.form(subject)) for subject in _on_page(page)]
    return _render(page, entries, Notices(), **context)


def show_stored(page: FormPage, stale: Mapping[str, tuple[Problem, ...]]) -> str:
    """The page as stored, with what no longer holds of it."""
    forms = {subject: page.form(subject) for subject in _on_page(page)}
    problems = [
        (subject, *place)
        for subject, found in stale.items()
        for place in forms[subject].attach(found, language())
    ]
    entries = [Shown(subject, form) for subject, form in forms.items()]
    return _render(page, entries, Notices(tuple(problems), stale=bool(problems)))


def show_typed(page: FormPage, typed: Typed, *, expired: bool = False) -> str:
    """The page with what was typed and not saved at all."""
    entries = [
        Shown(subject, typed.forms.get(subject) or page.form(subject))
        for subject in _on_page(page, typed.forms)
    ]
    return _render(page, entries, Notices(expired=expired))


def show_outcome(page: FormPage, typed: Typed, outcome: SaveOutcome) -> ResponseReturnValue:
    """The page after a save that left something open: what was typed there stays as typed."""
    open_subjects = [*outcome.problems, *outcome.conflicts]
    problems = [
        (subject, *place)
        for subject, found in outcome.problems.items()
        for place in typed.forms[subject].attach(found, language())
    ]
    entries: list[Shown] = []
    for subject in _on_page(page, open_subjects):
        conflict = outcome.conflicts.get(subject)
        form = typed.forms[subject] if subject in open_subjects else page.form(subject)
        if conflict is not None:
            form.theirs.data = conflict.digest
            form.resolve.data = None
        entries.append(Shown(subject, form, conflict))
    notices = Notices(tuple(problems), tuple(outcome.conflicts), len(outcome.saved))
    return _render(page, entries, notices), 409 if outcome.conflicts else 422


def reloaded(page: FormPage) -> FormPage:
    """The page for the assessment as it stands now."""
    return page.again(assessments.load(services(), page.draft.public_id))


def _on_page(page: FormPage, also: Iterable[str] = ()) -> list[str]:
    """The subjects to show in the page's order: those asked, and those where something is open."""
    wanted = {*page.rendered, *also}
    return [subject for subject in page.subjects if subject in wanted]


def _render(page: FormPage, entries: list[Shown], notices: Notices, **context: Any) -> str:
    by_subject: Mapping[str, Shown] = {entry.subject: entry for entry in entries}
    for entry in entries:
        entry.form.prepare()
    return render_template(
        page.template, page=page, draft=page.draft, entries=by_subject, notices=notices, **context
    )
