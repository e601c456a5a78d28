"""`python -m tests.jobs.reliability`: every story once, its figures in docs/reliability.md."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.catalogue import Catalogue
from app.reporting.fonts import prepare_fonts
from app.settings import ROOT, Settings
from tests.jobs import scenarios
from tests.jobs.plant import Plant, plant
from tests.jobs.scenarios import Story
from tests.postgres import DURABLE, Cluster, server

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->\n", "<!-- /figures -->\n"
HEAD = (
    "| killed | database | items | done | failed | cancelled | begun again "
    "| first item after, s | last item after, s |\n|---|---|---|---|---|---|---|---|---|\n"
)
HASTY = {"chunk_seconds": 1, "render_seconds": 5}


def main() -> None:
    """Tell all stories and write their figures."""
    lines = [HEAD]
    for name, story in _told():
        line = (
            f"| {story.title} | {name} | {story.items} | {story.done} | {story.failed} "
            f"| {story.cancelled} | {story.reruns} | {story.first_s:.1f} | {story.last_s:.1f} |\n"
        )
        print(line, end="", flush=True)  # noqa: T201 (a command's output)
        lines.append(line)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "".join(lines) + END + after, encoding="utf-8")


def _told() -> Iterator[tuple[str, Story]]:
    for tell in (
        scenarios.one_worker,
        scenarios.all_workers,
        scenarios.worker_printing,
        scenarios.renderer,
        scenarios.cancelled,
        scenarios.disk_full,
    ):
        with _planted() as made:
            yield "SQLite", tell(made)
    for tell in (scenarios.one_worker, scenarios.all_workers):
        with _on_postgres(tell) as story:
            yield "PostgreSQL", story
    with _on_postgres(scenarios.worker_for_good, **HASTY) as story:
        yield "PostgreSQL", story
    with server(DURABLE) as cluster, _planted(cluster) as made:
        yield "PostgreSQL", scenarios.postgres(made, cluster)


@contextmanager
def _on_postgres(tell: Callable[[Plant], Story], **limits: int) -> Iterator[Story]:
    with server(DURABLE) as cluster, _planted(cluster, **limits) as made:
        yield tell(made)


@contextmanager
def _planted(cluster: Cluster | None = None, **limits: int) -> Iterator[Plant]:
    settings = Settings()
    fonts = prepare_fonts(settings.font_cache)
    with tempfile.TemporaryDirectory() as name:
        url = cluster.url if cluster else f"sqlite:///{name}/readiness.db"
        catalogue = Catalogue(settings.questionnaires)
        with plant(Path(name), url, fonts.regular.parent, catalogue, **limits) as made:
            yield made


if __name__ == "__main__":
    main()
