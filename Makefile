UV ?= .venv/bin/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" --group build

.PHONY: start test lint fmt lock bench

start:
	./scripts/start

test:
	./scripts/test

lint:
	./scripts/lint

fmt:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# Rewrites the two locks; versions already locked stay unless LOCK_FLAGS=--upgrade is given.
lock:
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --output-file requirements.txt
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt

bench:
	.venv/bin/python -m tests.bench
