"""The bench of batches still works: its smallest size, judged by what it did, not by its time."""

from tests.bench.scale import SQLITE, chains
from tests.bench.scale_watching import READER, WORKER


def test_ten_enterprises_go_through_the_chain() -> None:
    run = chains(SQLITE, 1, (10,), 0)
    (chain,) = run.chains
    assert list(chain.phases) == ["reading", "storing", "scoring"]
    assert all(ledger["worker"] >= 0 for ledger in chain.phases.values())
    assert run.peaks[WORKER] > 0
    assert run.peaks[READER] > 0
    assert chain.file_bytes > 0
