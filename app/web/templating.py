"""What templates may call besides the views' own values: texts, dates, addresses of files."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for
from markupsafe import Markup, escape

from app import i18n
from app.domain.answers import OTHER_DOCUMENT
from app.domain.figures import Note, cents, digits
from app.domain.problems import N_, Problem
from app.domain.questionnaire import Question, Questionnaire
from app.domain.reading import shown
from app.domain.scoring import displayed
from app.domain.text import Text
from app.i18n import HTML_LANGS, LANGUAGE_NAMES
from app.reporting.wording import signed_tenths
from app.web.context import catalogue, settings
from app.web.language import language, other
from app.web.signing import signed_in


def install(app: Flask) -> None:
    """Give the templates of `app` their filters and functions."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        text=own_text, day=day, moment=moment, paragraphs=paragraphs, points=displayed,
        figure=shown, problem=problem,
        note=note, digits=digits, cents=money, tenths=signed_tenths,
    )  # fmt: skip
    app.jinja_env.globals.update(
        _=say, ngettext=say_count, asset=asset, lang=language, other_lang=lambda: other(language()),
        html_lang=HTML_LANGS, language_names=LANGUAGE_NAMES, app_title=app_title,
        draft_days=lambda: settings().draft_days, newest=newest,
        provinces=provinces, document_kinds=document_kinds, signed_in=signed_in,
    )  # fmt: skip


def say(message: str, **params: object) -> Markup:
    """`message` in the reader's language; what fills its `{placeholders}` is escaped."""
    translated = i18n.gettext(language(), message)
    return Markup(translated).format(**params)  # noqa: S704 (our own message, escaped parameters)


def say_count(singular: str, plural: str, n: int, **params: object) -> Markup:
    """The message for `n` things; `{n}` is filled."""
    translated = i18n.translations(language()).ngettext(singular, plural, n)
    return Markup(translated).format(n=n, **params)  # noqa: S704 (as above)


def own_text(text: Text | None) -> str:
    """A text in the reader's language."""
    return "" if text is None else text.either(language())


def day(value: date) -> str:
    """A date as people write it."""
    return i18n.shown_date(value, language())


def moment(value: datetime) -> str:
    """A moment where the operator is: the day and the time."""
    local = value.astimezone(settings().zone)
    return f"{day(local.date())} {local:%H:%M}"


def problem(value: Problem) -> str:
    """What is wrong, in the reader's language."""
    return i18n.translate(value, language())


def note(value: Note) -> str:
    """A calculator's sentence, in the reader's language."""
    return i18n.translate(Problem(value.message, value.params), language())


def money(value: Decimal) -> str:
    """An amount to hundredths, its thousands set apart."""
    return f"{cents(value):,f}"


def paragraphs(text: str) -> Markup:
    """Plain text with blank lines between its paragraphs, as HTML."""
    parts = (part.strip() for part in text.split("\n\n"))
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(part)) for part in parts if part)


def asset(filename: str, endpoint: str = "static") -> str:
    """The address of a static file; it changes with the file, so that no copy goes stale."""
    blueprint = endpoint.rpartition(".")[0]
    owner = current_app.blueprints[blueprint] if blueprint else current_app
    assert owner.static_folder is not None
    digest = _digest(Path(owner.static_folder, filename))
    return url_for(endpoint, filename=filename, v=digest)


def newest() -> Questionnaire:
    """The questionnaire that a new assessment would use."""
    return catalogue().questionnaire(settings().questionnaire)


def provinces(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """The provinces to choose from, with an empty first line."""
    return [("", ""), *((p.id, own_text(p.text)) for p in questionnaire.provinces.values())]


def document_kinds(question: Question) -> list[tuple[str, str]]:
    """What a document of this question's answer may be."""
    kinds = [(item.id, own_text(item.text)) for item in question.evidence]
    return [("", say(N_("Choose …"))), *kinds, (OTHER_DOCUMENT, say(N_("Another document")))]


def app_title() -> str:
    """The product's name."""
    return own_text(newest().title)


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
