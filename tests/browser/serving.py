"""The app on a free port, with one example enterprise in it, for a real browser to visit."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.catalogue.enterprises import enterprise_as_raw
from app.domain.answers import answer_as_raw
from app.domain.assessment import Assessment
from app.domain.facts import fact_as_raw
from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.queue import prepare
from app.reporting.fonts import Fonts
from app.services import assessments, results
from app.services.context import Services
from app.services.saving import Posted
from app.settings import ROOT, Settings
from app.web import create_web
from tests.jobs.plant import environment

EXAMPLE = ROOT / "questionnaires/exporter-readiness/1.0/examples/aluminium-profiles.yaml"


class Quiet(WSGIRequestHandler):
    """Keeps the test's output to what the test says."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 (its name)
        pass


@dataclass(frozen=True)
class Site:
    """A running app and how to put assessments into it."""

    root: str
    app: Flask
    settings: Settings
    catalogue: Catalogue
    database: Database

    def started(self, assessment: Assessment | None = None, *, submit: bool = False) -> str:
        """Begin an assessment, filled in where one is given; returns its private link."""
        with self.database.session() as session:
            services = Services(session, self.catalogue, self.settings, datetime.now(UTC))
            draft = assessments.start(services)
            if assessment is not None:
                _fill(services, draft.public_id, assessment)
            if submit:
                results.submit(services, draft.public_id)
            token = assessments.resume_token(services, draft)
            session.commit()
        return f"{self.root}/resume/{token}"


def _fill(services: Services, public_id: str, assessment: Assessment) -> None:
    outcomes = (
        assessments.save_enterprise(
            services, public_id, Posted(enterprise_as_raw(assessment.enterprise), "")
        ),
        assessments.save_facts(
            services,
            public_id,
            {key: Posted(fact_as_raw(value), "") for key, value in assessment.facts.items()},
        ),
        assessments.save_answers(
            services,
            public_id,
            {key: Posted(answer_as_raw(value), "") for key, value in assessment.answers.items()},
        ),
    )
    for outcome in outcomes:
        assert not outcome.problems
        assert not outcome.conflicts


@pytest.fixture
def example(catalogue: Catalogue) -> Assessment:
    """A factory that exports aluminium to the EU."""
    return load_assessment(EXAMPLE, catalogue.questionnaire("exporter-readiness"))


@pytest.fixture
def site(
    settings: Settings, catalogue: Catalogue, fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """The app, served on a port of its own until the test ends."""
    monkeypatch.setattr(Settings, "font_cache", fonts.regular.parent)
    database = Database(settings.url)
    migrate(database.engine)
    prepare(settings.url)
    app = create_web(settings, catalogue, database)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", app, settings, catalogue, database)
    server.shutdown()
    thread.join()
    server.server_close()
    database.dispose()


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """A worker process that prints what is asked for on the site."""
    site.settings.data_dir.joinpath("fonts").symlink_to(site.settings.font_cache)
    command = [sys.executable, "-m", "app.cli", "work"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(site.settings)) as process:
        yield
        process.terminate()
