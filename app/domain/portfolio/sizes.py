"""The size of an enterprise by its head count.

The limits are those for industry in China's standard for small and medium-sized enterprises
(MIIT document 300 of 2011). The standard also looks at revenue, which nobody is asked here.
"""

from bisect import bisect_right

from app.domain.problems import N_

SIZES: tuple[str, ...] = ("micro", "small", "medium", "large")
SIZE_TEXTS = {
    "micro": N_("Micro: under 20 staff"),
    "small": N_("Small: 20 to 299 staff"),
    "medium": N_("Medium: 300 to 999 staff"),
    "large": N_("Large: 1,000 staff and more"),
}
# The head counts from which the next size begins.
_FROM = (20, 300, 1000)


def size_of(employees: int | None) -> str:
    """The id of the size, empty where the head count is not known."""
    return "" if employees is None else SIZES[bisect_right(_FROM, employees)]
