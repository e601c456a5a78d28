"""A renderer that dies over one enterprise, for workers started by the tests alone."""

import os
from typing import Any

from app.reporting.pdf import render_pdf

CRASHES = "撞毁有限公司"


def render_or_die(report: Any, *arguments: Any) -> bytes:
    """Render, unless the report is of the enterprise at which the process dies."""
    if report.enterprise.name.zh == CRASHES:
        os._exit(7)
    return render_pdf(report, *arguments)
