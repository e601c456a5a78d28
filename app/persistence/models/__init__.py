"""The tables, by noun."""

from app.persistence.models.accounts import FailedSignInRow, OrganisationRow, UserRow
from app.persistence.models.assessments import AnswerRow, AssessmentRow, FactRow, InputRow, PlanRow
from app.persistence.models.base import Base, UtcDateTime
from app.persistence.models.batches import BatchRow, ParticipantRow, UploadRow
from app.persistence.models.issued import IssuedReportRow
from app.persistence.models.reports import ReportRow

__all__ = [
    "AnswerRow",
    "AssessmentRow",
    "Base",
    "BatchRow",
    "FactRow",
    "FailedSignInRow",
    "InputRow",
    "IssuedReportRow",
    "OrganisationRow",
    "ParticipantRow",
    "PlanRow",
    "ReportRow",
    "UploadRow",
    "UserRow",
    "UtcDateTime",
]
