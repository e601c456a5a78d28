"""Batches whose participants are scored already, for tests of what is made of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from secrets import token_urlsafe

from sqlalchemy import func, select

from app.domain.assessment import Assessment, evaluate
from app.domain.exposure import exposure
from app.domain.portfolio.standing import Standing, standing_of
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.savings import savings
from app.domain.text import Text
from app.persistence.models import BatchRow, OrganisationRow, ParticipantRow
from app.services.context import Services
from app.services.standings import standing_json
from app.spreadsheets.contents import assessment_as_content

DAY = date(2026, 11, 22)


def organisation(services: Services, name: str = "Harbour Chamber") -> OrganisationRow:
    """A new organisation."""
    row = OrganisationRow(public_id=token_urlsafe(9), name=name, created_at=services.now)
    services.session.add(row)
    services.session.flush()
    return row


def scored_batch(
    services: Services,
    organisation_id: int,
    group: Mapping[str, Assessment],
    *,
    previous: BatchRow | None = None,
    name: str = "Spring round",
) -> BatchRow:
    """A batch of these enterprises by key, all of them scored."""
    content = services.catalogue.questionnaire(services.settings.questionnaire)
    batch = BatchRow(
        public_id=token_urlsafe(9),
        organisation_id=organisation_id,
        name=name,
        questionnaire=content.id,
        questionnaire_version=content.version,
        rules_version=services.catalogue.rules(content.id).version,
        assessed_on=DAY,
        run=1,
        created_at=services.now,
        changed_at=services.now,
        previous=previous,
    )
    services.session.add(batch)
    services.session.flush()
    add_scored(services, batch, group)
    return batch


def add_scored(services: Services, batch: BatchRow, group: Mapping[str, Assessment]) -> None:
    """Further participants of the batch, scored at the caller's moment."""
    questionnaire = services.catalogue.questionnaire(batch.questionnaire)
    rules = services.catalogue.rules(batch.questionnaire, batch.rules_version)
    last = select(func.max(ParticipantRow.position)).where(ParticipantRow.batch_id == batch.id)
    start = services.session.scalar(last) or 0
    for position, (key, assessment) in enumerate(group.items(), start + 1):
        row = ParticipantRow(
            public_id=token_urlsafe(9),
            batch_id=batch.id,
            position=position,
            key=key,
            name_zh=assessment.enterprise.name.zh,
            name_en=assessment.enterprise.name.en,
            content=json.dumps(assessment_as_content(assessment), ensure_ascii=False),
        )
        fill_in(row, standing(questionnaire, rules, assessment, key), services)
        services.session.add(row)
    services.session.flush()


def fill_in(row: ParticipantRow, found: Standing, services: Services) -> None:
    """What scoring writes."""
    row.state, row.scored_at = "done", services.now
    row.standing = standing_json(found)
    row.declared, row.proved = found.declared.score, found.proved.score
    row.possible, row.grade = found.possible.score, found.declared.grade
    row.provisional, row.sector, row.province = found.provisional, found.sector, found.province
    row.region, row.size = found.region, found.size


def standing(
    questionnaire: Questionnaire, rules: RuleBook, assessment: Assessment, key: str
) -> Standing:
    """How the enterprise stands."""
    result = evaluate(questionnaire, assessment)
    exposed = None
    if assessment.goods and rules.cbam is not None:
        exposed = exposure(rules.cbam, assessment.goods, assessment.price)
    saved = savings(assessment.trades, result.items) if assessment.trades else None
    return standing_of(questionnaire, rules, assessment, result, exposed, saved, key=key)


def named(assessment: Assessment, zh: str, en: str = "") -> Assessment:
    """The same answers under another name."""
    return replace(assessment, enterprise=replace(assessment.enterprise, name=Text(zh, en)))


def by_number(assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """Keyed by running numbers."""
    return {f"{number:05}": assessment for number, assessment in enumerate(assessments, 1)}
