"""A real worker process, as `readiness work` starts it, but for how often it sweeps.

Its renderer dies over the enterprise named in `crashing`.
"""

import logging
import sys

from app.jobs.worker import work
from app.reporting import worker as rendering
from app.settings import Settings
from tests.jobs.crashing import render_or_die

EACH_SECOND = "* * * * * *"

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    rendering.render_pdf = render_or_die
    work(Settings(), int(sys.argv[1]), sweeping=EACH_SECOND)
