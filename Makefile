# Every start goes through deploy/bootstrap.py, which makes .venv once and then takes a fraction of a second.

SHELL = /bin/sh
HOST = 127.0.0.1
PORT = 8000
STAGE = open
ENGINE = both
PYTHON =
QUICK =
STEPS = 5000
VOTES = 40000
EXAMPLES = 20
CASES = 10000
T =
SBOM = answerable.cdx.json

# Some systems forbid Python to keep its byte code; every start would then take three times as long.
export PYTHONDONTWRITEBYTECODE =

# The first Python that really runs (a pyenv shim may not) reads the bootstrap, which then chooses for itself.
define bootstrap
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
		if $$python -c "" >/dev/null 2>&1; then \
			PYTHON="$(PYTHON)" exec $$python deploy/bootstrap.py $(1); \
		fi; \
	done; \
	echo "Answerable needs Python 3.11 or newer, and none was found (on Debian or Ubuntu: apt-get install python3 python3-venv)." >&2; \
	exit 1
endef

EMBEDDED = .venv/bin/python -m deliberation.embedded

.PHONY: help run demo test soak lint bench messages lock sbom clean

help:
	@echo "make run [PORT=8001] [HOST=0.0.0.0]     start everything on this machine"
	@echo "make demo STAGE=open|closed|answered|overdue"
	@echo "                                        the same, with a fresh made-up world at that stage"
	@echo "make test [ENGINE=postgres|sqlite|both] [T='-k word']"
	@echo "                                        every test, on PostgreSQL and on SQLite"
	@echo "make soak [STEPS=5000] [VOTES=40000]    at length: random histories of obligations; the largest import; every part killed while people vote"
	@echo "make lint                               ruff, mypy, import contracts, templates"
	@echo "make bench [QUICK=1]                    measured figures, each beside a floor: half an hour, or some minutes"
	@echo "make messages                           renew the message files of all languages from the sources"
	@echo "make lock                               renew the pinned versions and hashes (needs uv)"
	@echo "make sbom [SBOM=answerable.cdx.json]    the list of all parts, as CycloneDX 1.6"
	@echo "make clean                              remove .venv and caches; var/ (your data) stays"
	@echo "Any of them takes PYTHON=python3.12 to choose the Python."

run:
	$(call bootstrap,runtime)
	@exec $(EMBEDDED) run --host $(HOST) --port $(PORT)

demo:
	$(call bootstrap,runtime)
	@exec $(EMBEDDED) run --host $(HOST) --port $(PORT) --stage $(STAGE)

test:
	$(call bootstrap,dev)
	@exec $(EMBEDDED) test --engine $(ENGINE) $(T)

soak:
	$(call bootstrap,dev)
	@ANSWERABLE_SOAK_STEPS=$(STEPS) $(EMBEDDED) test --engine sqlite -n 0 -s \
		tests/obligations/test_invariants.py tests/obligations/test_years.py tests/commands/test_import_real.py $(T)
	@ANSWERABLE_SOAK_EXAMPLES=$(EXAMPLES) $(EMBEDDED) test --engine sqlite -n 0 -s tests/web/test_parsers_fuzzed.py \
		tests/faces/test_hostile_inputs.py
	@ANSWERABLE_SOAK_CASES=$(CASES) $(EMBEDDED) test --engine sqlite -n 0 -s tests/api/test_asked_by_schemathesis.py
	@ANSWERABLE_UPGRADE_ROWS=2000000 $(EMBEDDED) test --engine postgres -n 0 -s tests/deploy/test_upgrading.py
	@exec .venv/bin/python -m tests.durability --votes $(VOTES)

lint:
	$(call bootstrap,dev)
	@.venv/bin/python -m pytest -q -n 0 tests/house

bench:
	$(call bootstrap,dev)
	@exec .venv/bin/python -m tests.bench $(if $(QUICK),quick)

messages:
	$(call bootstrap,dev)
	@ANSWERABLE_DEBUG=yes DJANGO_SETTINGS_MODULE=deliberation.settings exec .venv/bin/python -m tests.messages

# No addresses of package indexes may get into the lock files: everybody has their own.
LOCK = UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate $(UPGRADE)

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(LOCK) pyproject.toml -o deploy/requirements.txt
	$(LOCK) pyproject.toml --group dev -c deploy/requirements.txt -o deploy/requirements-dev.txt
	$(LOCK) --group bench -c deploy/requirements.txt -o deploy/requirements-bench.txt

sbom:
	$(call bootstrap,dev)
	@exec .venv/bin/python deploy/sbom.py $(SBOM)

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path "./node_modules/*" -prune -exec rm -rf {} +
