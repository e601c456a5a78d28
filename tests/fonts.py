"""The report's fonts, cut once and kept for the next run of the tests."""

import pytest

from app.reporting.fonts import Fonts, prepare_fonts


@pytest.fixture(scope="session")
def fonts(pytestconfig: pytest.Config) -> Fonts:
    """The real fonts, from the system's Noto Sans CJK."""
    return prepare_fonts(pytestconfig.cache.mkdir("fonts"))
