"""Checked files to the domain's frozen value: the last step, when nothing is wrong any more."""

from collections.abc import Iterable, Mapping

from app.catalogue.building_profile import build_profile
from app.catalogue.files import Files
from app.catalogue.shapes import actions, measures, questionnaire, sections
from app.catalogue.shapes.base import Reference, Term, text_of
from app.domain import questionnaire as domain
from app.domain.expressions import And, Expression, parse
from app.domain.text import Text


def build_questionnaire(files: Files) -> domain.Questionnaire:
    """The questionnaire; every file must be whole and every check passed."""
    head, shape = files.questionnaire.sound, files.measures.sound
    profile = build_profile(files.profile.sound)
    order = [d.id for d in head.domains]
    parts = sorted((s.sound for s in files.sections), key=lambda s: order.index(s.domain))
    questions = tuple(
        build_question(q, part, profile.conditions) for part in parts for q in part.questions
    )
    return domain.Questionnaire(
        id=head.id,
        version=head.version,
        published=head.published,
        title=head.title.words,
        short_title=head.short_title.words,
        intro=head.intro.words,
        how_to_answer=head.how_to_answer.words,
        minutes=head.minutes,
        currency=head.currency,
        domains=tuple(_domain(d) for d in head.domains),
        questions=questions,
        actions=_actions(files, [q.id for q in questions]),
        profile=profile,
        scoring=_scoring(head),
        checks=tuple(_check(c, profile.conditions) for c in files.checks.sound.checks),
        document=_document(shape),
        measures=tuple(_measure(m) for m in shape.measures),
        measure_sections=tuple(
            domain.MeasureSection(s.id, s.title.words, s.standing) for s in shape.sections
        ),
        standings={key: text.words for key, text in shape.standings.items()},
        addressees={key: text.words for key, text in shape.addressees.items()},
        evidence_levels=tuple(
            domain.EvidenceLevel(e.level, e.label.words, e.test.words) for e in head.evidence_levels
        ),
        readings={
            "proved": head.readings.proved.words,
            "declared": head.readings.declared.words,
            "possible": head.readings.possible.words,
        },
        roles=_texts(head.roles),
        cost_bands={b.id: _cost_band(b) for b in head.cost_bands},
        sectors=_texts(head.sectors),
        regions=_texts(head.regions),
        provinces={p.id: domain.Province(p.id, p.text.words, p.region) for p in head.provinces},
        glossary=tuple(
            domain.GlossaryTerm(t.words, text_of(t.note)) for t in files.glossary.sound.terms
        ),
    )


def reference(shape: Reference) -> domain.Reference:
    """A source; one that is not on the web has an empty address."""
    return domain.Reference(shape.title, shape.url or "", shape.kind, text_of(shape.covers))


def applicability(
    question: sections.Question, section: sections.SectionFile, conditions: Mapping[str, Expression]
) -> Expression | None:
    """The section's `applies_if` and the question's own, together."""
    sources = (section.applies_if, question.applies_if)
    parts = [parse(source, conditions) for source in sources if source is not None]
    if len(parts) == 2:
        return And(tuple(parts))
    return parts[0] if parts else None


def build_question(
    shape: sections.Question, section: sections.SectionFile, conditions: Mapping[str, Expression]
) -> domain.Question:
    """One question; a condition of its section is part of its own."""
    number = shape if isinstance(shape, sections.NumberQuestion) else None
    levels = shape.levels if isinstance(shape, sections.MaturityQuestion) else ()
    return domain.Question(
        id=shape.id,
        domain=section.domain,
        topic=shape.topic.words,
        text=shape.text.words,
        help=shape.help.words,
        kind=domain.Kind(shape.kind),
        weight=shape.weight,
        evidence=tuple(domain.EvidenceItem(e.id, e.words, e.valid_months) for e in shape.evidence),
        measures=tuple(sorted(shape.measures.items())),
        levels=tuple(level.words for level in levels),
        unit=number.unit.words if number else None,
        minimum=number.minimum if number else None,
        maximum=number.maximum if number else None,
        points=tuple((x, v) for x, v in number.points) if number else (),
        applies_if=applicability(shape, section, conditions),
        na_allowed=shape.na_allowed,
        gate=domain.Gate(shape.gate.need, shape.gate.cap, shape.gate.words) if shape.gate else None,
        rules=tuple(shape.rules),
        seed=shape.seed or "",
        blocks_claim=shape.blocks_claim,
    )


def build_action(shape: actions.Action) -> domain.Action:
    """One action."""
    written_for, target = shape.raises
    return domain.Action(
        id=shape.id,
        question=shape.question,
        written_for=written_for,
        target=target,
        title=shape.title.words,
        steps=tuple(step.words for step in shape.steps),
        result=shape.result.words,
        effort_days=shape.effort_days,
        elapsed_weeks=shape.elapsed_weeks,
        cost_band=shape.cost_band,
        role=shape.role,
        after=tuple(shape.after),
        rules=tuple(shape.rules),
        support=text_of(shape.support),
        evidence=shape.evidence,
    )


def _actions(files: Files, order: list[str]) -> tuple[domain.Action, ...]:
    """All actions in the order of their questions."""
    place = {question: number for number, question in enumerate(order)}
    found = [build_action(a) for checked in files.actions for a in checked.sound.actions]
    return tuple(sorted(found, key=lambda a: place[a.question]))


def _scoring(head: questionnaire.QuestionnaireFile) -> domain.ScoringRules:
    return domain.ScoringRules(
        grades=tuple(domain.Grade(g.id, g.minimum, g.words) for g in head.grades),
        evidence_factors=tuple(head.evidence_factors),
        applicability_floor=head.applicability_floor,
        domain_minimum=head.grade_a_asks.domain_minimum,
        evidence_share=head.grade_a_asks.evidence_share,
        completeness_below=head.provisional.completeness_below,
        declared_na_above=head.provisional.declared_na_above,
    )


def _texts(terms: Iterable[Term]) -> dict[str, Text]:
    return {term.id: term.text.words for term in terms}


def _domain(shape: questionnaire.Domain) -> domain.Domain:
    texts = shape.title.words, shape.short.words, shape.about.words
    return domain.Domain(shape.id, *texts, shape.weight)


def _cost_band(shape: questionnaire.CostBand) -> domain.CostBand:
    return domain.CostBand(shape.id, shape.low, shape.high, shape.text.words, shape.open_ended)


def _check(shape: measures.Check, conditions: Mapping[str, Expression]) -> domain.Check:
    when = parse(shape.when, conditions)
    return domain.Check(shape.id, when, shape.severity, shape.message.words)


def _measure(shape: measures.Measure) -> domain.Measure:
    return domain.Measure(
        id=shape.id,
        section=shape.section,
        title=shape.title.words,
        summary=shape.summary.words,
        note=text_of(shape.note),
        standing=shape.standing,
        addressee=shape.addressee,
        scored=shape.scored,
    )


def _document(shape: measures.MeasuresFile) -> domain.PolicyDocument:
    document = shape.document
    return domain.PolicyDocument(
        title=document.title.words,
        short_title=document.short_title.words,
        issuer=document.issuer.words,
        published=document.published,
        addressed_to=document.addressed_to.words,
        nature=document.nature.words,
        sources=tuple(reference(source) for source in document.sources),
        checked_on=shape.checked_on,
    )
