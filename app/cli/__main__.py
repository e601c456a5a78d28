"""`python -m app.cli` is `readiness`, where no script is installed."""

from app.cli import main

main()
