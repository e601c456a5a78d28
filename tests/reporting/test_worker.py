"""Printing in a worker: it ends in time, says why it failed, and goes on afterwards."""

import pytest

from app.reporting import worker
from app.reporting.fonts import Fonts
from app.reporting.worker import RenderFailed, render_in_worker
from tests.reporting.making import example, report_of


def test_prints_as_here_and_recovers_from_a_report_that_took_too_long(fonts: Fonts) -> None:
    report, folder = report_of(example("trading-company")), fonts.regular.parent
    with pytest.raises(RenderFailed, match="seconds"):
        render_in_worker(report, "zh", "standard", 0.01, folder)
    pdf = render_in_worker(report, "zh", "summary", 120, folder)
    assert pdf.startswith(b"%PDF-")


def test_a_failure_is_told_without_its_stack(fonts: Fonts) -> None:
    report = report_of(example("trading-company"))
    with pytest.raises(RenderFailed, match="KeyError"):
        render_in_worker(report, "fr", "standard", 120, fonts.regular.parent)  # type: ignore[arg-type]


def test_memory_of_a_worker_is_bounded() -> None:
    assert worker.MEMORY_BYTES < 2_000_000_000
