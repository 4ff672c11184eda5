# Each target sets up what it needs on a fresh machine with Python, then runs.
.PHONY: help setup run test lint bench clean

PYTHON ?= python3

help:    ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:   ## both environments and the web assets
	@$(PYTHON) -m bot.setup.bootstrap

run: setup ## start the service with its simulator, or with real channels when .env names them
	@.venv/bin/lindung run

test:    ## everything: both environments, linters, all tests on SQLite and PostgreSQL
	@$(PYTHON) -m bot.setup.bootstrap --tests
	@bash tests/run.sh

lint:    ## style and types
	@.venv/bin/ruff check . && .venv/bin/mypy

bench:   ## figures of a turn (see bench/README.md)
	@.venv/bin/python -m bench.turn

clean:   ## remove what the set-up made (not the data in var/)
	@rm -rf .venv .venv-rasa .assets .cache
