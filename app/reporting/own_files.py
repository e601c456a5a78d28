"""Fetching for the renderer: the report's own fonts and nothing else."""

from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.reporting.fonts import Fonts


class Refused(ValueError):
    """The report asked for something that is not one of its own files."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Fetches the report's fonts and nothing else, whatever the address or protocol."""

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.allowed = frozenset((fonts.regular.as_uri(), fonts.bold.as_uri()))

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file at `url`; raises Refused unless it is one of the fonts."""
        if url not in self.allowed:
            raise Refused(url)
        return super().fetch(url, headers)
