# Two commands matter: `make run` and `make test`. Everything else is in `make help`.
.PHONY: help run test check bench lock clean
.DEFAULT_GOAL := help

BOOTSTRAP = sh scripts/bootstrap.sh
# Not PYTHON: whoever sets that names the Python to begin with, and the bootstrap must hear it.
INSIDE = .venv/bin/python

help:
	@echo "make run     bring everything up on http://127.0.0.1:8000 with the demo country"
	@echo "make test    everything CI runs: checks, unit, system and browser tests"
	@echo "make check   the static checks alone"
	@echo "make bench   measure, and write bench/results.json"
	@echo "make lock    resolve the dependencies anew and write their locks"
	@echo "make clean   remove what was made here: libraries, assets, the demo database"

run:
	@$(BOOTSTRAP) run
	@PANAH_DEMO=$${PANAH_DEMO-1} exec $(INSIDE) -m panah run

test:
	@$(BOOTSTRAP) test
	@exec $(INSIDE) scripts/check.py --tests

check:
	@$(BOOTSTRAP) run
	@exec $(INSIDE) scripts/check.py

bench:
	@$(BOOTSTRAP) run
	@exec $(INSIDE) -m bench

lock:
	@$(BOOTSTRAP) lock

clean:
	@rm -rf .venv node_modules var
