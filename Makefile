# Every chore of the house. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
DATA ?=
DATA_ARGUMENT = $(if $(DATA),--data "$(DATA)")
TERMINALS ?= 20
MINUTES ?= 1
SALES ?= 150
DATABASE ?=
DATABASE_ARGUMENT = $(if $(DATABASE),--database "$(DATABASE)")
UNBUFFERED := PYTHONUNBUFFERED=1
# A server with two tills: `make server`, then `make tills` in a second terminal.
CHAIN ?= chain
LISTEN ?= 127.0.0.1:8731
# How many tests run at a time: `make test WORKERS=1` for one after another.
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --dist=worksteal

.PHONY: help setup develop run demo server tills test quick check lint bench bench-quick bench-scale load faults screenshots build lock

help:            ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup:           ## make .venv with what the till needs
	@tools/bootstrap.sh runtime

develop:         ## the same, with what tests and builds need
	@tools/bootstrap.sh dev

run: setup       ## open the checkout of the demo shop (DATA=dir chooses the data folder)
	@$(PYTHON) -m pos_app run $(DATA_ARGUMENT)

demo: setup      ## ring up the scripted demo sale (DATA=dir chooses the data folder)
	@$(PYTHON) -m pos_app demo $(DATA_ARGUMENT)

server: setup    ## start a server in chain/server (CHAIN=dir chooses the folder, LISTEN=host:port where)
	@echo "When the server listens, type in a second terminal: make tills"
	@$(PYTHON) -m pos_app server --data "$(CHAIN)/server" --listen $(LISTEN)

tills: setup     ## two demo tills of that server, in two windows; without a display they play
	@$(PYTHON) -m pos_app demo --tills --data "$(CHAIN)"

test: lint       ## everything CI needs: checks, tests, short fault campaigns
	@$(UNBUFFERED) $(PYTHON) -m pytest $(PARALLEL)

quick: develop   ## the inner loop: lint, house tests, unit tests
	@$(PYTHON) -m ruff check --quiet
	@$(UNBUFFERED) $(PYTHON) -m pytest -q $(PARALLEL) tests/house tests/unit

check: lint      ## format, lint, strict types, import contracts, house tests
	@$(UNBUFFERED) $(PYTHON) -m pytest -q tests/house

lint: develop    ## the same without the house tests
	@$(PYTHON) -m ruff format --check --quiet || { echo "Not formatted: run .venv/bin/ruff format"; exit 1; }
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports

bench: develop   ## every figure beside its limit
	@$(PYTHON) -m bench

bench-quick: develop  ## the figures that need no large shop
	@$(PYTHON) -m bench --quick

bench-scale: develop  ## the figures at a million members
	@$(PYTHON) -m bench --scale

load: develop    ## simulated terminals at a server (TERMINALS=20 MINUTES=1 SALES=150 DATABASE=postgresql://...)
	@$(PYTHON) -m bench.load --terminals $(TERMINALS) --minutes $(MINUTES) --sales $(SALES) $(DATABASE_ARGUMENT)

faults: develop  ## the long fault campaigns
	@$(UNBUFFERED) $(PYTHON) -m pytest -m faults --campaign=long --timeout=3600

screenshots: develop  ## every screen as a picture in docs/screenshots
	@$(PYTHON) -m pos_app.ui.screenshots docs/screenshots

build: develop   ## the bundle with the Debian package made from it
	@$(PYTHON) installer/build.py

lock: develop    ## pin requirements/*.in with hashes, naming no registry
	@$(PYTHON) tools/lock.py
