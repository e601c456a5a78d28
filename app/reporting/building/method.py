"""How the figures came about: readings, evidence, grades, versions, sources."""

from app.domain.problems import N_
from app.reporting.building.calendar import link
from app.reporting.building.source import Source
from app.reporting.building.standing import acts, certainty
from app.reporting.values import AddresseeLine, EvidenceStep, GradeStep, Method, StandingLine
from app.reporting.wording import percent_shown, say


def method(source: Source) -> Method:
    """The constants as the document holds them, the texts as the questionnaire words them."""
    questionnaire, document = source.questionnaire, source.document
    rules, paper = document.scoring, source.questionnaire.document
    texts = {grade.id: grade.text for grade in questionnaire.scoring.grades}
    best = N_(
        "Grade {grade} also asks at least {minimum} points in every domain that counts and an "
        "evidence share of at least {share}; otherwise the grade is one lower."
    )
    floor = N_(
        "A domain counts in full once questions with {share} of its weight apply, and less below."
    )
    provisional = N_(
        "A result is provisional while less than {complete} of the weight that may apply is "
        "settled, or more than {declared} of a domain was declared not to apply."
    )
    return Method(
        readings=tuple(questionnaire.readings.values()),
        evidence=tuple(
            EvidenceStep(
                level.level,
                level.label,
                level.test,
                percent_shown(rules.evidence_factors[level.level]),
            )
            for level in questionnaire.evidence_levels
        ),
        grades=tuple(GradeStep(g.id, f"{g.minimum:g}", texts[g.id]) for g in rules.grades),
        standings=tuple(
            StandingLine(certainty(questionnaire, key), text)
            for key, text in questionnaire.standings.items()
        ),
        addressees=tuple(
            AddresseeLine(acts(key), text) for key, text in questionnaire.addressees.items()
        ),
        best_grade=say(
            best,
            grade=rules.grades[0].id,
            minimum=f"{rules.domain_minimum:g}",
            share=percent_shown(rules.evidence_share),
        ),
        floor=say(floor, share=percent_shown(rules.applicability_floor)),
        provisional=say(
            provisional,
            complete=percent_shown(rules.completeness_below),
            declared=percent_shown(rules.declared_na_above),
        ),
        questionnaire=f"{document.questionnaire.id} {document.questionnaire.version}",
        rules_version=document.rules_version,
        schema=document.schema,
        document=paper.title,
        document_short=paper.short_title,
        document_issuer=paper.issuer,
        document_published=paper.published.isoformat(),
        document_addressed_to=paper.addressed_to,
        document_nature=paper.nature,
        document_checked_on=paper.checked_on.isoformat(),
        sources=tuple(link(reference) for reference in paper.sources),
        not_stated=source.rules.not_stated,
    )
