"""Work that starts an event loop of its own, which no thread with a running one may."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def in_own_thread(work: Callable[..., T], *args: Any, **named: Any) -> T:
    """What `work` returns or raises, run to its end in a new thread."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work, *args, **named).result()
