"""What all tests share."""

import os

from hypothesis import settings

pytest_plugins = ["tests.postgres"]

# The cores may be shared, so no example is judged by its time. CI repeats the same examples each
# time; at a desk they are new each time.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
