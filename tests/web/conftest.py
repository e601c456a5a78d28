"""A web app on a database of its own, and visitors with a browser's manners."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.domain.assessment import Assessment
from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.persistence.models import OrganisationRow
from app.queue import prepare
from app.services import accounts
from app.services.batches import Batch, find
from app.services.context import Door
from app.settings import Settings
from app.web import create_web
from tests.conftest import QUESTIONNAIRES
from tests.portfolios import named, scored_batch

EXAMPLES = sorted((QUESTIONNAIRES / "exporter-readiness" / "1.0" / "examples").glob("*.yaml"))
PASSWORD = "four words nobody joins"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(r'id="private-link" readonly value="([^"]+)"')


@dataclass
class Clock:
    """The app's time, set by the test."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Visitor:
    """Somebody with a browser: keeps cookies, sends the forgery token of the page they saw."""

    client: FlaskClient
    home: str = ""

    def get(self, address: str = "", **options: object) -> TestResponse:
        return self.client.get(self._full(address), buffered=True, **options)

    def post(self, address: str = "", data: dict | None = None, **options: object) -> TestResponse:
        """Post with a token taken from the start page."""
        token = TOKEN.search(self.client.get("/").text)[1]
        sent = {"csrf_token": token, **(data or {})}
        return self.client.post(self._full(address), data=sent, **options)

    def post_and_look(self, address: str, data: dict | None = None) -> TestResponse:
        """Post, and see the page that this leads to."""
        return self.post(address, data, follow_redirects=True)

    def start(self) -> "Visitor":
        response = self.post("/assessments")
        assert response.status_code == 302
        self.home = response.location
        return self

    @property
    def private_link(self) -> str:
        return html.unescape(LINK.search(self.get().text)[1])

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/sign-in", {"email": email, "password": password, **more})

    def open(self, link: str) -> TestResponse:
        response = self.client.get(link.removeprefix("http://localhost"))
        if response.status_code == 302:
            self.home = response.location
        return response

    def base(self, address: str, subject: str) -> str:
        """The digest that the form at `address` was shown with."""
        found = re.search(rf'name="{subject}-base" value="([^"]*)"', self.get(address).text)
        return found[1]

    def _full(self, address: str) -> str:
        own = address.removeprefix("~")
        return f"{self.home}{own}" if address == "" or address.startswith("~") else address


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web(settings: Settings, catalogue: Catalogue, clock: Clock) -> Iterator[Flask]:
    """The app on SQLite; what differs on PostgreSQL is proved at the services."""
    database = Database(settings.url)
    migrate(database.engine)
    prepare(settings.url)
    app = create_web(settings, catalogue, database)
    app.config.update(CLOCK=clock, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    yield app
    database.dispose()


@pytest.fixture
def visitor(web: Flask) -> Callable[[], Visitor]:
    """Makes somebody new, whose browser asks for English."""

    def make() -> Visitor:
        client = web.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return Visitor(client)

    return make


@pytest.fixture
def holder(visitor: Callable[[], Visitor]) -> Visitor:
    """Somebody who has started an assessment."""
    return visitor().start()


@pytest.fixture
def door(web: Flask, clock: Clock) -> Door:
    """The app's own database, for what a page cannot bring about."""
    settings, catalogue, database = web.extensions["readiness"]
    return Door(database, catalogue, settings, clock)


@pytest.fixture
def signed_in(visitor: Callable[[], Visitor], door: Door) -> Callable[[str], Visitor]:
    """Makes somebody new who is signed in for the organisation of that name."""

    def make(organisation: str) -> Visitor:
        email = f"{uuid4().hex}@example.com"
        with door.transaction() as services:
            accounts.create_user(services, email, "", PASSWORD, organisation)
        member = visitor()
        assert member.sign_in(email).status_code == 302
        return member

    return make


@pytest.fixture
def member(signed_in: Callable[[str], Visitor]) -> Visitor:
    """Somebody signed in for an organisation."""
    return signed_in("Harbour Chamber")


@pytest.fixture
def rival(signed_in: Callable[[str], Visitor]) -> Visitor:
    """Somebody signed in for another organisation."""
    return signed_in("River Consulting")


@pytest.fixture(scope="session")
def examples(catalogue: Catalogue) -> dict[str, Assessment]:
    """The example enterprises under their files' names, which are their keys and names."""
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    found = {path.stem: load_assessment(path, questionnaire) for path in EXAMPLES}
    return {key: named(assessment, "", key) for key, assessment in found.items()}


@pytest.fixture
def scored(member: Visitor, door: Door) -> Callable[..., tuple[Batch, str]]:
    """Makes a batch of the member's organisation; returns it and its address."""

    def make(
        group: Mapping[str, Assessment],
        before: Mapping[str, Assessment] | None = None,
        name: str = "Autumn round",
    ) -> tuple[Batch, str]:
        with door.transaction() as services:
            query = services.session.query(OrganisationRow)
            owner = query.filter_by(name="Harbour Chamber").one().id
            earlier = before and scored_batch(services, owner, before, name="Spring <round>")
            row = scored_batch(services, owner, group, previous=earlier, name=name)
            return find(services, owner, row.public_id), f"/batches/{row.public_id}"

    return make
