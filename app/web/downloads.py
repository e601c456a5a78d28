"""Files to take away, named for people."""

import re
from datetime import date
from urllib.parse import quote

from flask import Response

from app.domain.assessment import Assessment
from app.domain.questionnaire import Questionnaire
from app.web.access import draft
from app.web.language import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Characters that file systems refuse in names.
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def download(data: bytes, mimetype: str, ending: str) -> Response:
    """`data` as a file named after the draft's enterprise and the day of assessment."""
    response = Response(data, mimetype=mimetype)
    return named(response, draft().questionnaire, draft().assessment, ending)


def named(
    response: Response, questionnaire: Questionnaire, assessment: Assessment, ending: str
) -> Response:
    """The response as a file named after the enterprise and the day of assessment."""
    enterprise = assessment.enterprise.name.either(language())
    return named_by(response, questionnaire, enterprise, assessment.assessed_on, ending)


def named_by(
    response: Response, questionnaire: Questionnaire, who: str, on: date, ending: str
) -> Response:
    """The response as a file named after whom it is about and a day."""
    day, name = on.isoformat(), _UNFIT.sub(" ", who).strip()[:80]
    title = questionnaire.short_title[language()]
    filename = " ".join(part for part in (title, name, day) if part)
    response.headers.set("Content-Disposition", "attachment", filename=f"readiness-{day}.{ending}")
    response.headers["Content-Disposition"] += _encoded(f"{filename}.{ending}")
    return response


def _encoded(filename: str) -> str:
    """The parameter that carries a name beyond ASCII (RFC 6266)."""
    return f"; filename*=UTF-8''{quote(filename, safe='')}"
