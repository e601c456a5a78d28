"""The pages open to everybody, headers, languages, limits, errors."""

import re
from html.parser import HTMLParser

import pytest
from werkzeug.test import TestResponse

from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.web import create_web, saving

PUBLIC = ["/", "/method", "/privacy"]


class Inline(HTMLParser):
    """Finds what the Content-Security-Policy would stop."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if "style" in names or any(name.startswith("on") for name in names):
            self.found.append((tag, attrs))
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append((tag, attrs))
        for name in ("src", "href"):
            foreign = (names.get(name) or "").startswith(("http:", "https:", "//", "data:"))
            if foreign and tag != "a":
                self.found.append((tag, attrs))


def inline(response: TestResponse) -> list:
    parser = Inline()
    parser.feed(response.text)
    return parser.found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("where", PUBLIC)
def test_public_pages_in_both_languages(visitor, where, lang):
    me = visitor()
    me.client.set_cookie("lang", lang)
    page = me.get(where)
    assert page.status_code == 200
    assert f'<html lang="{ {"zh": "zh-CN", "en": "en"}[lang] }">' in page.text


@pytest.mark.parametrize(
    ("accepts", "lang"),
    [(None, "zh-CN"), ("en-GB,en;q=0.9", "en"), ("zh-TW,zh;q=0.9", "zh-CN"), ("fr,de", "zh-CN")],
)
def test_the_browser_decides_on_the_first_visit(web, accepts, lang):
    headers = {"Accept-Language": accepts} if accepts else {}
    assert f'<html lang="{lang}">' in web.test_client().get("/", headers=headers).text


def test_the_chosen_language_stays(visitor):
    me = visitor()
    answer = me.post("/language", {"lang": "zh", "back": "/method?x=1"})
    assert answer.location == "/method?x=1"
    assert '<html lang="zh-CN">' in me.get("/").text


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "x"],
)
def test_the_switch_leads_nowhere_else(visitor, back):
    assert visitor().post("/language", {"lang": "en", "back": back}).location == "/"


@pytest.mark.parametrize("where", [*PUBLIC, "~/result", "~/questions/fta", "", "~/submit", "/no"])
def test_every_page_is_safe_by_its_headers_and_needs_nothing_inline(holder, where):
    page = holder.get(where)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert inline(page) == []


def test_files_may_be_kept_by_browsers(visitor):
    cache = visitor().get("/static/app.css").headers["Cache-Control"]
    assert "max-age=2592000" in cache


def test_health(visitor):
    assert visitor().get("/healthz").json == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "where", "code"),
    [("GET", "/nothing", 404), ("GET", "/assessments", 405), ("DELETE", "/", 405)],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_errors_are_pages(visitor, method, where, code, lang):
    me = visitor()
    me.client.set_cookie("lang", lang)
    answer = me.client.open(where, method=method)
    assert answer.status_code == code
    assert "<h1>" in answer.text


def test_an_error_of_ours_shows_no_trace_and_saves_nothing(web, holder, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(saving, "_render", fail)
    where = "~/questions/carbon_data"
    holder.post("~/profile/firm", {"has_factory-base": "", "has_factory-value": "yes"})
    answer = holder.post(where, {"CD01-base": "", "CD01-choice": "9", "CD02-base": "",
                                 "CD02-choice": "1"})  # fmt: skip
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    monkeypatch.undo()
    assert 'id="CD02-choice-1" name="CD02-choice" value="1" checked' not in holder.get(where).text


class TestLimits:
    """One address may not create or guess without end."""

    @pytest.fixture
    def client(self, settings, catalogue):
        limited = settings.model_copy(update={"rate_limits": True})
        database = Database(limited.url)
        migrate(database.engine)
        yield create_web(limited, catalogue, database).test_client()
        database.dispose()

    def test_guessing_links(self, client):
        codes = [client.get(f"/resume/guess{n}").status_code for n in range(61)]
        assert codes == [404] * 60 + [429]

    def test_another_address_is_not_concerned(self, client):
        for _ in range(61):
            client.get("/resume/guess")
        other = client.get("/resume/guess", environ_base={"REMOTE_ADDR": "192.0.2.7"})
        assert other.status_code == 404


def test_a_link_in_a_template_leads_somewhere(holder):
    """Every own address on the start page, the overview and the pages behind them answers."""
    seen, waiting = set(), {holder.home, "/"}
    while waiting:
        where = waiting.pop()
        seen.add(where)
        if "report.pdf" in where:
            continue
        page = holder.get(where)
        assert page.status_code in (200, 302), where
        if page.mimetype != "text/html":
            continue
        found = {
            link.partition("#")[0].replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"]*)"', page.text)
        }
        waiting |= found - seen - {""}
    assert f"{holder.home}/questions/fta" in seen
