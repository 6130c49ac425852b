# Everything starts here. `make run` and `make test` need only python3 (3.11+), pip and make.
PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 8001
TEST_POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
# PYTEST_WORKERS: as many test processes as this machine has cores.
PYTEST_WORKERS ?= auto
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: run test test-postgres test-browser check bench faults lock clean messages

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Remitdesk needs Python 3.11 or newer.")'
	$(PYTHON) -m venv --without-pip .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/installed-test: requirements-test.txt .venv/installed
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r requirements-test.txt
	@touch $@

.env:
	@$(PYTHON) config/new_env.py

run: .venv/installed .env  ## the dashboard, the sandboxes and a worker, with demo people
	@$(BIN)/python manage.py run_desk --port $(PORT) --sandbox-port $(SANDBOX_PORT)

test: .venv/installed-test  ## everything that needs no more than this machine has
	$(BIN)/python -m pytest -q -n $(PYTEST_WORKERS)

test-postgres: .venv/installed-test  ## the same tests on PostgreSQL
	@DATABASE_URL="$(TEST_POSTGRES_URL)" $(BIN)/python -m tests.needs postgres
	DATABASE_URL="$(TEST_POSTGRES_URL)" $(BIN)/python -m pytest -q -n $(PYTEST_WORKERS)

test-browser: .venv/installed-test  ## the desk in a real browser
	@$(BIN)/python -m tests.needs browser
	$(BIN)/python -m pytest -q tests/browser

check: .venv/installed-test .env  ## format, lint, types, import contracts, migrations, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy manage.py config accounts wallet remittance
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2 --check

bench: .venv/installed-test  ## how fast it is, against a floor measured in the same run
	$(BIN)/python -m pytest -q -s tests/bench

messages: .venv/installed  ## collect every string a person reads
	$(BIN)/python manage.py makemessages --all --ignore .venv

lock: .venv/installed-test  ## pin requirements again, with hashes
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements-test.in -o requirements-test.txt

clean:  ## remove what was built; books and keys stay
	rm -rf .venv build var/static
