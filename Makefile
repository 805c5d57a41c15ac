# Every target works from a bare checkout: it makes .venv and installs what the lock files name, once.
#   make run PORT=8001      make test ARGS="tests/sessions -n 0"      make run PYTHON=python3.12
PYTHON ?= python3
ARGS ?=

LOCAL = command -v "$(PYTHON)" >/dev/null || { echo "Myoplan needs Python 3.11 or newer, and there is no $(PYTHON) here."; exit 1; }; \
	exec "$(PYTHON)" -m deploy.local
COMPILE = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

.PHONY: run test check fix bench lock

run:    ## start everything and print the address and the demo logins
	@$(LOCAL) run

test:   ## the whole test suite on a real PostgreSQL and a real Redis
	@$(LOCAL) test -- $(ARGS)

check:  ## style, types, import contracts, templates, missing migrations; changes nothing
	@$(LOCAL) check

fix:    ## repair what a machine can repair
	@$(LOCAL) fix

bench:  ## the benchmarks, each beside its floor
	@$(LOCAL) bench -- $(ARGS)

lock:   ## write both lock files anew from pyproject.toml; UPGRADE=--upgrade takes newer releases
	@"$(PYTHON)" -m deploy.local install-to-develop
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
