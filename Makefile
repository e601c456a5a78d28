UV ?= .venv/bin/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --custom-compile-command "make lock" --group build

.PHONY: start test lint fmt lock bench messages

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

# Brings the Chinese catalogue up to date with the source strings; then translate what is empty.
messages:
	.venv/bin/pybabel -q extract -F babel.cfg -k N_ -k t -k say -k label -k gettext -k number_of:2,3 \
		--no-location --omit-header -o messages.pot .
	.venv/bin/pybabel -q update -i messages.pot -o app/translations/zh/LC_MESSAGES/messages.po \
		-l zh --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100
	rm messages.pot
