"""A form page of an assessment: what it asks, its forms, and where what was typed is saved."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.domain.answers import NO_ANSWER, Answer
from app.domain.assessment import Result
from app.domain.facts import asked_variables, effective_facts, parse_fact
from app.domain.problems import N_, InvalidInput
from app.domain.questionnaire import Domain, Question, Term, Variable
from app.domain.reasons import reasons, undecided
from app.domain.scoring import Item, State
from app.domain.text import Text
from app.i18n import label
from app.services import assessments, results
from app.services.context import Services
from app.services.drafts import ENTERPRISE, SUBMITTED, Draft
from app.services.saving import Posted, SaveOutcome
from app.web.forms import words
from app.web.forms.answers import answer_data, answer_form
from app.web.forms.enterprise import EnterpriseForm, enterprise_data
from app.web.forms.entries import EntryForm
from app.web.forms.facts import fact_data, fact_form

FormData = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a page is filled in; `waiting` questions hang on facts not given yet."""

    done: int
    total: int
    waiting: int = 0

    @property
    def state(self) -> str:
        """`empty`, `started`, `waiting` or `done`."""
        if self.done < self.total:
            return "started" if self.done else "empty"
        return "waiting" if self.waiting else "done"


class FormPage(ABC):
    """One page of fields. `subjects` are the ids it takes, `shown` those it asks now."""

    template: ClassVar[str]
    endpoint: ClassVar[str]
    title: Text

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @property
    def place(self) -> dict[str, Any]:
        """The parts of the page's address besides the assessment."""
        return {}

    @property
    def takes_posts(self) -> bool:
        """Whether something can be saved here: what was submitted is frozen."""
        return self.draft.status != SUBMITTED

    def url(self, anchor: str | None = None) -> str:
        """The page's address."""
        return url_for(self.endpoint, public_id=self.draft.public_id, _anchor=anchor, **self.place)

    def form(self, subject: str, typed: FormData | None = None) -> EntryForm:
        """The form of one subject, filled with what was typed, else with what is stored."""
        form_class, data = self._form(subject)
        if typed is not None:
            return form_class(formdata=typed, prefix=f"{subject}-")
        return form_class(data=data, prefix=f"{subject}-")

    @property
    @abstractmethod
    def subjects(self) -> tuple[str, ...]: ...

    @property
    @abstractmethod
    def shown(self) -> tuple[str, ...]: ...

    @property
    def rendered(self) -> tuple[str, ...]:
        """The ids that the page holds; those not in `shown` are hidden until they are asked."""
        return self.shown

    @abstractmethod
    def progress(self) -> Progress: ...

    @property
    def is_open(self) -> bool:
        """Whether something is left to answer here."""
        return self.progress().state != "done"

    @abstractmethod
    def again(self, draft: Draft) -> "FormPage":
        """The same page for the assessment as it stands after a change."""

    @abstractmethod
    def save(self, services: Services, posted: Mapping[str, Posted]) -> SaveOutcome: ...

    @abstractmethod
    def topic(self, subject: str) -> Text:
        """A subject's short name, for summaries."""

    @abstractmethod
    def in_words(self, subject: str, raw: object) -> list[words.Line]:
        """A stored value as lines to read."""

    @abstractmethod
    def _form(self, subject: str) -> tuple[type[EntryForm], dict[str, object]]: ...


class EnterprisePage(FormPage):
    """Who is assessed: one subject, saved as a whole."""

    template = "assessment/enterprise.html"
    endpoint = "answering.enterprise"

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.title = label(N_("About the company"))

    @property
    def subjects(self) -> tuple[str, ...]:
        return (ENTERPRISE,)

    shown = subjects

    def progress(self) -> Progress:
        name = self.draft.assessment.enterprise.name
        return Progress(int(bool(name.zh or name.en)), 1)

    def again(self, draft: Draft) -> "EnterprisePage":
        return EnterprisePage(draft)

    def save(self, services: Services, posted: Mapping[str, Posted]) -> SaveOutcome:
        return assessments.save_enterprise(services, self.draft.public_id, posted[ENTERPRISE])

    def topic(self, _: str) -> Text:
        return self.title

    def in_words(self, _: str, raw: object) -> list[words.Line]:
        return words.enterprise(raw, self.draft.questionnaire.provinces)

    def _form(self, _: str) -> tuple[type[EntryForm], dict[str, object]]:
        return EnterpriseForm, enterprise_data(self.draft.enterprise_raw)


class ProfilePage(FormPage):
    """One group of the profile's variables."""

    template = "assessment/profile.html"
    endpoint = "answering.profile"

    def __init__(self, draft: Draft, group: Term) -> None:
        super().__init__(draft)
        self.group = group
        self.title = group.text
        profile = draft.questionnaire.profile
        self.variables = {v.id: v for v in profile.variables if v.group == group.id}
        asked = asked_variables(profile, draft.assessment.facts)
        self.asked = tuple(v.id for v in asked if v.id in self.variables)

    @property
    def place(self) -> dict[str, Any]:
        return {"group": self.group.id}

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(self.variables)

    @property
    def shown(self) -> tuple[str, ...]:
        return self.asked

    @property
    def rendered(self) -> tuple[str, ...]:
        return self.subjects

    def asked_with(self, typed: Mapping[str, object]) -> tuple[str, ...]:
        """The variables of this page to ask once `typed` raw values hold besides what is stored.

        A value that cannot be read yet leaves its variable unknown.
        """
        profile = self.draft.questionnaire.profile
        facts = dict(self.draft.assessment.facts)
        for subject, raw in typed.items():
            facts.pop(subject, None)
            with suppress(InvalidInput):
                value = parse_fact(self.variables[subject], raw)
                if value is not None:
                    facts[subject] = value
        return tuple(v.id for v in asked_variables(profile, facts) if v.id in self.variables)

    def progress(self) -> Progress:
        facts = self.draft.assessment.facts
        return Progress(sum(v in facts for v in self.asked), len(self.asked))

    def again(self, draft: Draft) -> "ProfilePage":
        return ProfilePage(draft, self.group)

    def save(self, services: Services, posted: Mapping[str, Posted]) -> SaveOutcome:
        return assessments.save_facts(services, self.draft.public_id, posted)

    def topic(self, subject: str) -> Text:
        return self.variables[subject].topic

    def in_words(self, subject: str, raw: object) -> list[words.Line]:
        return words.fact(self.variables[subject], raw)

    def _form(self, subject: str) -> tuple[type[EntryForm], dict[str, object]]:
        variable = self.variables[subject]
        return fact_form(variable), fact_data(self.draft.assessment.facts.get(subject))


class QuestionsPage(FormPage):
    """The questions of one domain that apply, and those that may once a fact is given."""

    template = "assessment/questions.html"
    endpoint = "answering.questions"

    def __init__(self, draft: Draft, domain: Domain, result: Result | None = None) -> None:
        super().__init__(draft)
        self.domain = domain
        self.title = domain.title
        result = result or results.evaluated(draft)
        items = [item for item in result.items if item.question.domain == domain.id]
        self.items = {item.question.id: item for item in items}
        self.facts = effective_facts(draft.questionnaire.profile, draft.assessment.facts)

    @property
    def place(self) -> dict[str, Any]:
        return {"domain": self.domain.id}

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(self.items)

    @property
    def shown(self) -> tuple[str, ...]:
        hidden = (State.NA_AUTO, State.UNKNOWN)
        return tuple(key for key, item in self.items.items() if item.state not in hidden)

    def question(self, subject: str) -> Question:
        """The question with that id."""
        return self.items[subject].question

    def answer(self, subject: str) -> Answer:
        """What is stored for a question."""
        return self.draft.assessment.answers.get(subject, NO_ANSWER)

    def is_answered(self, subject: str) -> bool:
        """Whether somebody has said something, “don't know” included."""
        answer = self.answer(subject)
        return answer.has_value or answer.unknown or answer.not_applicable is not None

    def because(self, subject: str) -> tuple[Text, ...]:
        """The facts that make a conditional question apply."""
        profile = self.draft.questionnaire.profile
        return reasons(self.question(subject).applies_if, profile, self.facts)

    def waiting(self) -> list[tuple[Item, tuple[Variable, ...]]]:
        """The questions that hang on facts not given yet, with those facts."""
        profile = self.draft.questionnaire.profile
        return [
            (item, undecided(item.question.applies_if, profile, self.facts))
            for item in self.items.values()
            if item.state is State.UNKNOWN and item.question.applies_if is not None
        ]

    def progress(self) -> Progress:
        shown = self.shown
        waiting = sum(item.state is State.UNKNOWN for item in self.items.values())
        return Progress(sum(map(self.is_answered, shown)), len(shown), waiting)

    def again(self, draft: Draft) -> "QuestionsPage":
        return QuestionsPage(draft, self.domain)

    def save(self, services: Services, posted: Mapping[str, Posted]) -> SaveOutcome:
        return assessments.save_answers(services, self.draft.public_id, posted)

    def topic(self, subject: str) -> Text:
        return self.question(subject).topic

    def in_words(self, subject: str, raw: object) -> list[words.Line]:
        return words.answer(self.draft.questionnaire, self.question(subject), raw)

    def _form(self, subject: str) -> tuple[type[EntryForm], dict[str, object]]:
        question = self.question(subject)
        return answer_form(question), answer_data(self.answer(subject))


def form_pages(draft: Draft, result: Result | None = None) -> tuple[FormPage, ...]:
    """Every form page of the assessment in the order in which to fill them in."""
    questionnaire = draft.questionnaire
    result = result or results.evaluated(draft)
    return (
        EnterprisePage(draft),
        *(ProfilePage(draft, group) for group in questionnaire.profile.groups),
        *(QuestionsPage(draft, domain, result) for domain in questionnaire.domains),
    )
