"""Whether the figures that a report shows are those of the data it carries."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import floor
from typing import Any

from app.reporting.rendering import parts
from tests.reporting.readback.due import Due
from tests.reporting.readback.printed import Printed, Tag, squeezed

READINGS = ("proved", "declared", "possible")
NONE = "–"
Plain = Mapping[str, Any]


def score(points: float | None) -> str:
    """A score, cut to one decimal."""
    return NONE if points is None else f"{floor(round(points, 9) * 10) / 10:.1f}"


def gain(points: float | None) -> str:
    """Points lost or gained, rounded to one decimal; a trace is more than nothing."""
    if points is None:
        return NONE
    return "<0.1" if 0 < points < 0.05 else f"{points:.1f}"


def amount(value: float | None, places: str = "1") -> str:
    """An amount with thousands apart."""
    if value is None:
        return NONE
    return f"{Decimal(str(value)).quantize(Decimal(places), ROUND_HALF_UP):,}"


def span(band: Mapping[str, float] | None) -> str:
    """A range of whole amounts."""
    if band is None:
        return NONE
    low, high = amount(band["low"]), amount(band["high"])
    return low if low == high else f"{low}–{high}"


def yuan(band: Mapping[str, float]) -> str:
    """A range of whole yuan in Chinese: by the ten thousand where two places say it exactly."""
    ends = sorted({band["low"], band["high"]})
    if any(end % 100 or 0 < end < 10_000 for end in ends):
        return f"{'–'.join(map(amount, ends))}元"
    tens = [f"{Decimal(str(end)) / 10_000:,.2f}".rstrip("0").rstrip(".") for end in ends]
    return f"{'–'.join(f'{ten}万' if ten != '0' else ten for ten in tens)}元"


@dataclass(frozen=True)
class Row:
    """A row of a table: its heading cells as one, and the others."""

    head: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.head + "".join(self.cells)


def rows(tags: Iterable[Tag]) -> list[Row]:
    """The rows among the tags."""
    return [
        Row(
            "".join(cell.text for cell in row.tags("TH")),
            tuple(cell.text for cell in row.tags("TD")),
        )
        for row in tags
        if row.role == "TR"
    ]


def figures(printed: Printed, due: Due) -> Iterator[str]:
    """Each figure of the data that this length shows stands where it belongs."""
    plain = due.plain
    for reading in READINGS:
        if score(plain["score"][reading]) not in printed.said:
            yield f"score {reading}: {score(plain['score'][reading])} is not said"
    yield from _drawn(printed, due)
    yield from _evidence(printed, due)
    if due.length == "summary":
        return
    names = [part.name for part in parts(due.report, due.length)]
    sections = dict(zip(names, printed.sections[1:], strict=True))
    table = {name: rows(section.tags) for name, section in sections.items()}
    yield from _domains(table["domains"], due)
    yield from _measures(table["measures"], due)
    yield from _steps(sections["sheets"].tags, table.get("steps", []), due)
    for gate in plain["gates"]:
        lines = [row for row in table["gates"] if row.head.startswith(gate["question"])]
        if not any(gate["cap"] in row.cells for row in lines):
            yield f"gate {gate['question']}: cap {gate['cap']} is not said"
    if plain["plan"]:
        cost = yuan if due.langs[0] == "zh" else span
        yield from _plan(table["roadmap"], plain["plan"], cost)
    if plain["exposure"]:
        yield from _exposure(table["exposure"], plain["exposure"], due)
    if plain["savings"]:
        yield from _savings(table["savings"], sections["savings"].text, plain["savings"])
    if "rules" in sections:
        yield from _rules(sections["rules"].tags, plain["rules"])


def _drawn(printed: Printed, due: Due) -> Iterator[str]:
    """Domains and measures as their drawings are described."""
    described = [squeezed(figure.alt) for figure in printed.tree.tags("Figure")]
    if due.plain["score"]["declared"] is None:
        return
    for page, domain in zip(due.report.domains, due.plain["domains"], strict=True):
        shown = [score(domain[reading]["score"]) for reading in READINGS]
        for lang in due.langs:
            title = squeezed(page.title.either(lang))
            if not any(title in one and all(s in one for s in shown) for one in described):
                yield f"domain {domain['id']}: no drawing says {shown} in {lang}"


def _evidence(printed: Printed, due: Due) -> Iterator[str]:
    """How many answers stand on each level."""
    if due.length == "full":
        return
    answered = [one for one in due.plain["questions"] if one["state"] == "answered"]
    counted = Counter(one["evidence"] for one in answered)
    found = rows(printed.tree.tags("TR"))
    for level in due.report.brief.evidence:
        label = squeezed(level.label.either(due.langs[0]))
        lines = [row for row in found if f"{level.level}{label}" in row.head]
        if not any(row.cells[-1:] == (str(counted[level.level]),) for row in lines):
            yield f"evidence {level.level}: {counted[level.level]} answers are not said"


def _domains(table: list[Row], due: Due) -> Iterator[str]:
    """The scores of the domains and the points lost by each question."""
    for page, domain in zip(due.report.domains, due.plain["domains"], strict=True):
        title = squeezed(page.title.either(due.langs[0]))
        low, middle, high = (score(domain[reading]["score"]) for reading in READINGS)
        said = middle if high == NONE else f"{middle}({low}–{high})"
        if not any(title in row.head and said in row.cells for row in table):
            yield f"domain {domain['id']}: {said} is not said"
    for question in due.plain["questions"]:
        if question["state"] == "na_auto":
            continue
        lines = [row for row in table if row.head.startswith(question["id"])]
        lost = gain(question["points_lost"])
        if [row.cells[-1] for row in lines] != [lost]:
            yield f"question {question['id']}: lost {lost} is not said once"


def _measures(table: list[Row], due: Due) -> Iterator[str]:
    scored = {one["id"]: one for one in due.plain["measures"]}
    for group in due.report.measures:
        for row in group.measures:
            title = squeezed(row.title.either(due.langs[0]))
            lines = [line for line in table if title in line.head]
            one = scored[row.id]
            shown = [score(one[reading]) for reading in ("proved", "declared")] * one["scored"]
            if not any(
                all(any(cell.startswith(s) for cell in line.cells) for s in shown) for line in lines
            ):
                yield f"measure {row.id}: {shown} is not said"


def _steps(tags: Iterable[Tag], table: list[Row], due: Due) -> Iterator[str]:
    """What each open step brings, on its sheet or in the table of the others."""
    sheets = [tag.text for tag in tags if tag.role == "Art"]
    for action in due.plain["actions"]:
        if action["step"] != "next":
            continue
        brings = gain(action["gain"])
        on_sheet = [sheet for sheet in sheets if action["id"] in sheet and brings in sheet]
        in_row = [row.cells[-1] for row in table if row.head.startswith(action["id"])]
        if not on_sheet and in_row != [f"+{brings}"]:
            yield f"step {action['id']}: {brings} points are not said"


def _plan(
    table: list[Row], plan: Plain, cost: Callable[[Mapping[str, float]], str]
) -> Iterator[str]:
    for quarter in plan["quarters"]:
        line = next((row.text for row in table if quarter["start"] in row.text), "")
        reached = f"{score(quarter['score'])}{quarter['grade'] or ''}"
        if reached not in line or cost(quarter["cost"]) not in line:
            yield f"quarter {quarter['number']}: {reached} at {cost(quarter['cost'])} is not said"


def _exposure(table: list[Row], exposure: Plain, due: Due) -> Iterator[str]:
    if due.length == "full":
        lines = [(str(total["year"]), span(total["eur"])) for total in exposure["totals"]]
    else:
        first = exposure["totals"][0]["year"] if exposure["totals"] else None
        lines = [
            (good["cn"], span(year["eur"]))
            for good in exposure["goods"]
            for year in good["years"]
            if year["year"] == first and year["basis"] == "default"
        ]
    for head, eur in lines:
        if not any(row.head.startswith(squeezed(head)) and eur in row.cells for row in table):
            yield f"exposure {head}: EUR {eur} is not said"


def _savings(table: list[Row], text: str, savings: Plain) -> Iterator[str]:
    for trade in savings["trades"]:
        due = {amount(trade[what], "0.01") for what in ("saved", "left")}
        if not any(row.head == trade["hs"] and due <= set(row.cells) for row in table):
            yield f"trade {trade['hs']}: {sorted(due)} is not said"
    for total in savings["totals"]:
        for what in ("saved", "left", "possible"):
            if amount(total[what], "0.01") not in text:
                yield f"savings in {total['currency']}: {what} {amount(total[what], '0.01')}"


def _rules(tags: Iterable[Tag], published: Iterable[Plain]) -> Iterator[str]:
    """Every rule that concerns the enterprise with its next date, and no other."""
    entries = [tag for tag in tags if tag.role in ("TR", "Art")]
    heads = [(next(entry.tags("TH", "H3"), entry).text, entry.text) for entry in entries]
    for rule in published:
        texts = [text for head, text in heads if head.startswith(rule["id"])]
        if rule["scope"] == "not_in_scope":
            if texts:
                yield f"rule {rule['id']} does not concern the enterprise"
        elif not texts:
            yield f"rule {rule['id']} is not said"
        elif (coming := rule["next_milestone"]) and coming["date"] not in texts[0]:
            yield f"rule {rule['id']}: {coming['date']} is not said"
