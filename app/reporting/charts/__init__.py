"""The charts of a report as values, one kind a module."""

from dataclasses import dataclass

from app.reporting.charts.base import Entry
from app.reporting.charts.radar import Radar, radar
from app.reporting.charts.scores import Bars, Columns, Scale, bars, columns, scale
from app.reporting.charts.timeline import Timeline, timeline
from app.reporting.charts.waterfall import Waterfall, waterfall

__all__ = [
    "Charts",
    "Entry",
    "Scale",
    "Timeline",
    "Waterfall",
    "bars",
    "columns",
    "radar",
    "scale",
    "timeline",
    "waterfall",
]


@dataclass(frozen=True, slots=True)
class Charts:
    """The drawings of a report; None where there is nothing to draw."""

    scale: Scale | None
    radar: Radar | None
    bars: Bars | None
    waterfall: Waterfall | None
    measures: Columns | None
    timeline: Timeline | None
