# `make help` lists the targets. A fresh machine needs Python 3.11 or later and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
WHEELS ?= wheels
SRF_DATA_DIR ?= data

BIN := .venv/bin
STAMP := .venv/installed
SOURCES := srf_policy web workflows templates tests bench

# The rules stand here because ruff does not read setup.cfg, the one configuration file. Code is kept
# at 100 columns by the formatter; words may run to 110. Left out: RUF001-3 would refuse Arabic and
# Persian letters; N818 wants every refusal called an error; S101, S404, S603, S607 are asserts and
# fixed commands; the others are taste. Word's XML, the triggers' SQL and the pieces of pages in three
# files of web/ are built from our own names, and what comes from outside is escaped there.
RUFF := $(BIN)/ruff
STYLE := --isolated --target-version py311 --config 'line-length=100'
RULES := --select A,B,C4,C90,DTZ,E,ERA,F,I,ISC,N,PIE,PT,PTH,RET,RUF,S,SIM,T10,T20,UP,W \
	--ignore A002,A005,ISC001,ISC004,N818,PT011,PT018,RUF001,RUF002,RUF003,RUF012,SIM905 \
	--ignore S101,S404,S603,S607 \
	--per-file-ignores 'tests/*:S105,tests/*:S106,tests/*:S108,tests/*:S310,tests/*:S311,tests/*:S608,tests/word/test_template.py:E501' \
	--per-file-ignores 'bench/*:T201,bench/*:S105,bench/*:S106,bench/*:S311,bench/*:S608' \
	--per-file-ignores 'srf_policy/word/*:S704,srf_policy/store/triggers.py:S608' \
	--per-file-ignores 'web/say.py:S704,web/prose.py:S704,web/redline.py:S704,tests/faults/*:T201,tests/wordfiles/*:T201' \
	--per-file-ignores 'srf_policy/store/migrations/versions/*:E501' \
	--config 'lint.pycodestyle.max-line-length=110' \
	--config 'lint.flake8-bugbear.extend-immutable-calls=["markupsafe.Markup"]' \
	--config 'lint.isort.known-first-party=["srf_policy","tests","bench"]'

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check format bench faults validate wheels lock clean again

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1: \2/p' Makefile

demo: $(STAMP) ## start the demo on http://127.0.0.1:8000, keeping what was done before (PORT=…)
	@SRF_DATA_DIR='$(SRF_DATA_DIR)' $(BIN)/srf-policy demo --port '$(PORT)'

demo-reset: $(STAMP) ## start the demo afresh: what was done in it is lost
	@SRF_DATA_DIR='$(SRF_DATA_DIR)' $(BIN)/srf-policy demo --reset --port '$(PORT)'

test: check ## everything that must hold: check, then all tests (WORKERS=2)
	@sh .ci/debian-packages
	@echo 'Running the tests.'
	@$(BIN)/python -m pytest -n '$(WORKERS)'

check: $(STAMP) ## formatting, linter and types
	@echo 'Checking formatting, style and types.'
	@$(RUFF) format --check --quiet $(STYLE) $(SOURCES) \
		|| { echo 'Some files are not formatted: run make format.'; exit 1; }
	@$(RUFF) check --quiet $(STYLE) $(RULES) $(SOURCES)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/types

format: $(STAMP) ## let ruff format the sources
	@$(RUFF) format $(STYLE) $(SOURCES)

bench: $(STAMP) ## benchmarks, each against a peer or a bare floor in the same run
	@$(BIN)/python -m bench $(BENCH)

faults: $(STAMP) ## faults planted on purpose, at length: docs/reliability.md (FAULTS=…)
	@$(BIN)/python -m tests.faults $(FAULTS)

validate: $(STAMP) ## every kind of Word file in every language: OpenXML SDK and LibreOffice
	@sh .ci/validator
	@$(BIN)/python -m tests.wordfiles build/wordfiles --validate --open

wheels: $(STAMP) ## a folder of wheels, for a machine without a network (WHEELS=wheels)
	@sh .ci/wheels '$(WHEELS)'

lock: ## renew requirements.lock from the ranges of setup.cfg
	@PYTHON='$(PYTHON)' sh .ci/lock

clean: ## remove the environment and everything that is made; the data folder stays
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp names the folder: a checkout that was moved or copied makes its environment again,
# because scripts in an environment hold its full path.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): again
endif

$(STAMP): requirements.lock setup.cfg pyproject.toml
	@PYTHON='$(PYTHON)' sh .ci/environment
