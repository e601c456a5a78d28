"""Pages of what planner and calculators work on: one form, saved at once, its outcome below it.

They bear on no score, so a submitted assessment takes them too.
"""

from collections.abc import Mapping
from typing import ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.text import Text
from app.i18n import label
from app.services import assessments
from app.services.context import Services
from app.services.drafts import Draft
from app.services.inputs import parse_input
from app.services.saving import Posted, SaveOutcome
from app.web import saving
from app.web.context import services
from app.web.forms.pages import FormPage, Progress
from app.web.language import as_lang, remember

LANGUAGE, OVERVIEW, ROWS = "lang", "overview", "rows"


class InputPage(FormPage):
    """A page of inputs; `names` are those it takes, each a subject, and what each is called."""

    names: ClassVar[Mapping[str, str]]
    title_message: ClassVar[str]

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.title = label(self.title_message)

    @property
    def takes_posts(self) -> bool:
        return True

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(self.names)

    @property
    def shown(self) -> tuple[str, ...]:
        return self.subjects

    def progress(self) -> Progress:
        return Progress(int(next(iter(self.names)) in self.draft.inputs), 1)

    def again(self, draft: Draft) -> "InputPage":
        return type(self)(draft)

    def save(self, services: Services, posted: Mapping[str, Posted]) -> SaveOutcome:
        return assessments.save_inputs(services, self.draft.public_id, posted)

    def topic(self, subject: str) -> Text:
        return label(self.names[subject])

    @property
    def has_outcome(self) -> bool:
        """Whether something is worked out already, to lead to after saving."""
        return bool(self.draft.inputs.get(next(iter(self.names))))

    def stale(self) -> dict[str, tuple[Problem, ...]]:
        """What is wrong by now with what is stored, by name; time and answers move on."""
        found: dict[str, tuple[Problem, ...]] = {}
        for name in self.names:
            raw = self.draft.inputs.get(name)
            if not raw:
                continue
            day = self.draft.assessment.assessed_on
            try:
                parse_input(name, raw, self.draft.questionnaire, day)
            except InvalidInput as error:
                found[name] = error.problems
        return found


def answer(page: InputPage) -> ResponseReturnValue:
    """Show the page, or save what was posted and show what follows from it."""
    if request.method != "POST":
        return saving.show_stored(page, page.stale())
    typed = saving.read(page)
    outcome = saving.save(page, typed)
    after = page.again(assessments.load(services(), page.draft.public_id))
    if outcome.problems or outcome.conflicts:
        return saving.show_outcome(after, typed, outcome)
    action, _, value = request.form.get("then", "").partition(":")
    lang = as_lang(value)
    if action == LANGUAGE and lang:
        return remember(redirect(after.url()), lang)
    flash(N_("Your entries are saved."))
    if action == ROWS and value in after.subjects:
        return redirect(after.url(anchor=f"{value}-next"))
    if action == OVERVIEW:
        return redirect(url_for("drafts.overview", public_id=after.draft.public_id))
    return redirect(after.url(anchor="outcome" if after.has_outcome else None))
