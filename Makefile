# Everything one does with the project. `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= auto
COURSES := content $(dir $(wildcard content/packages/*/course.yml))
UV := $(shell command -v uv 2>/dev/null)

.PHONY: help install demo test check gates format lint types layers templates content \
	chromium bench media catalogues policy screenshots lock clean

help: ## list what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

install: $(VENV)/.product ## make .venv with everything, and build the front end
	@$(BIN)/python frontend/build.py

demo: install ## a school in the middle of its year, on HOST and PORT
	$(BIN)/courseengine demo --host $(HOST) --port $(PORT)

test: install chromium ## all tests, on SQLite and PostgreSQL, browser tests among them
	$(BIN)/pytest -n $(WORKERS)

check: test gates ## what a change has to pass

gates: format lint types layers templates content ## the checks beside the tests

format: install
	$(BIN)/ruff format --check .

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

layers: install
	$(BIN)/lint-imports

templates: install
	$(BIN)/djlint --lint --quiet courseengine/web/templates

content: install
	$(BIN)/courseengine course check --strict $(COURSES)

bench: install ## measure the busiest pages against the floor page
	$(BIN)/python -m benchmarks

media: install ## make the sample films and podcasts from their manuscripts (needs ffmpeg and espeak-ng)
	$(BIN)/python tools/media.py $(COURSES)

catalogues: install ## gather the texts of the interface into the catalogues
	$(BIN)/python -m tools.catalogues

policy: install ## write the tables of docs/policy.md from the code
	$(BIN)/python -m tools.policy

screenshots: install chromium ## take the pictures in docs/screenshots
	$(BIN)/python tools/screenshots.py

lock: ## pin the dependencies again, after a change in pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11.2 pyproject.toml --extra postgres -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11.2 pyproject.toml --extra postgres --group dev -o requirements-dev.lock

clean: ## remove what make made; what an installation keeps in var/ stays
	rm -rf $(VENV) courseengine/web/static/dist frontend/node_modules frontend/.build
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find courseengine tests migrations tools -name __pycache__ -type d -prune -exec rm -rf {} +

# The packages, exactly as locked.
$(VENV)/.packages: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 2))' \
		|| { echo "Python 3.11.2 or newer is needed; PYTHON=python3.11 make install names another." >&2; exit 1; }
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements-dev.lock
else
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
endif
	@touch $@

# The product itself, linked to this folder; its build hook builds the front end.
$(VENV)/.product: $(VENV)/.packages pyproject.toml hatch_build.py
ifdef UV
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

# One sentence where the browser cannot be had; the programs that make films are welcome, not needed.
chromium:
	@command -v chromium >/dev/null || { $(call apt,chromium); } \
	|| { echo "The browser tests need Chromium: install your system's package chromium and try again." >&2; exit 1; }
	@{ command -v ffmpeg && command -v espeak-ng; } >/dev/null \
	|| { $(call apt,ffmpeg espeak-ng fonts-dejavu-core); } || true

apt = test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null
