# The only door: every command of this project. `make help` lists them.
# Needs make and a Python of 3.12 or newer, and nothing else; all the rest goes into .venv.

SHELL := /bin/sh
PY    := .venv/bin/python
# Whatever this shell says: without bytecode each of a hundred processes would compile all its packages anew.
unexport PYTHONDONTWRITEBYTECODE
STATE := $(if $(CITY_STATE),$(CITY_STATE),.city)

# Python is found by running each candidate, not by its name: version managers put shims on the PATH that exist and fail.
define FIND_PYTHON
good() { "$$1" -c 'import sys, ssl, sqlite3, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }
managed="$${PYENV_ROOT:-$$HOME/.pyenv}/versions"
set -- "$$PYTHON" python3.13 python3.12
[ -f .python-version ] && set -- "$$@" "$$managed/$$(head -n 1 .python-version)/bin/python3"
for found in "$$managed"/3.13* "$$managed"/3.12* "$$managed"/3.*; do set -- "$$@" "$$found/bin/python3"; done
for name in "$$@" python3 python; do
  if [ -n "$$name" ] && good "$$name"; then "$$name" -c 'import sys; print(sys.executable)'; exit 0; fi
done
echo "No Python of 3.12 or newer was found. Install Python 3.13 with its venv module (Debian and Ubuntu: python3-venv)" >&2
echo "and run the command again, or name one: make PYTHON=/path/to/python3.13 run" >&2
exit 1
endef
export FIND_PYTHON

# The stamp holds a checksum of the requirement files. Without it the environment is half-made and is made anew;
# with another one the difference is installed.
define SET_UP
wanted=$$(cat requirements.txt requirements-pictures.txt requirements-dev.txt | cksum)
if [ "$$(cat .venv/.installed 2>/dev/null)" = "$$wanted" ] && $(PY) -c '' 2>/dev/null; then exit 0; fi
started=$$(date +%s)
if [ ! -f .venv/.installed ] || ! $(PY) -c '' 2>/dev/null; then
  python=$$(sh -c "$$FIND_PYTHON") || exit 1
  echo "Setting up .venv with $$("$$python" -V), once; the packages come from the package registry …"
  rm -rf .venv
  "$$python" -m venv .venv || { echo "The virtual environment could not be made; see above." >&2; exit 1; }
else
  echo "The requirements have changed; updating .venv …"
  rm -f .venv/.installed
fi
$(PY) -m pip install --quiet --quiet --no-compile --disable-pip-version-check --progress-bar off -r requirements-dev.txt || {
  echo "Installing the packages failed; see above. Is the package registry reachable, and is the disk full?" >&2
  exit 1
}
echo "$$wanted" > .venv/.installed
echo "The environment is ready ($$(( $$(date +%s) - started )) s)."
endef
export SET_UP

.DEFAULT_GOAL := help
.PHONY: help run stop url token outbox import demo test test-long check format bench openapi build deploy redrive migrate-units clean venv python

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: # what every other target stands on
	@sh -c "$$SET_UP"

python: # which Python a new environment would be made with
	@sh -c "$$FIND_PYTHON"

run: venv ## Bring the whole city up on this machine, or resume it; CITY_PORT=… for another port than 8080, CITY_DAY_SECONDS=… for short days
	@$(PY) -m infra.local.run up

stop: ## Stop the city; its data is kept
	@[ ! -f "$(STATE)/city.json" ] || $(PY) -m infra.local.run down

url: ## Print the running city's base URL; print nothing and fail while none is up
	@[ -s "$(STATE)/url" ] && kill -0 "$$(cat "$(STATE)/pid" 2>/dev/null)" 2>/dev/null && cat "$(STATE)/url"

token: ## Log in and print an access token: AS=citizen|operator|handler|supervisor|editor|approver|admin [NAME=…] [FORMAT=json]
	@[ -s "$(STATE)/url" ] && kill -0 "$$(cat "$(STATE)/pid" 2>/dev/null)" 2>/dev/null && \
	  AS='$(AS)' NAME='$(NAME)' FORMAT='$(FORMAT)' $(PY) -m infra.local.token

outbox: ## Print what was sent to phones: [FOLLOW=1] [FORMAT=json]; print nothing and fail while no city is up
	@[ -s "$(STATE)/url" ] && kill -0 "$$(cat "$(STATE)/pid" 2>/dev/null)" 2>/dev/null && \
	  FOLLOW='$(FOLLOW)' FORMAT='$(FORMAT)' $(PY) -m infra.local.outbox

import: ## Publish a file in the running city and wait until it answers from it: KIND=schools FILE=schools.csv
	@KIND='$(KIND)' FILE='$(FILE)' $(PY) -m infra.local.importing

demo: ## Walk through a day in the running city, told in colour; fail loudly where something does not happen
	@$(PY) -m infra.local.demo

test: venv ## Run every test but the long ones, end-to-end on the embedded AWS included (≤ 5 minutes)
	@$(PY) -m pytest -n 2 -m 'not long' $(ARGS)

test-long: venv ## Run the long tests: properties, faults, load (≤ 60 minutes)
	@$(PY) -m pytest -m long $(ARGS) || { code=$$?; [ $$code = 5 ] || exit $$code; }

check: venv .venv-checkov/.installed ## Check form, types, layers, templates, the city pack and the API description
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy app.py chalicelib infra
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@$(PY) -m infra.city.schema infra/city/hcmc
	@$(PY) -m infra.build templates
	@.venv/bin/cfn-lint build/templates/data.json build/templates/messaging.json \
	  build/templates/workflows.json build/templates/edge.json build/templates/api.json build/templates/operations.json
	@.venv-checkov/bin/checkov --config-file infra/checkov.yaml --directory build/templates
	@$(PY) -m infra.openapi --check
	@$(PY) -m infra.datasets_page --check

# A checker with a hundred packages of its own, some of which contradict ours: it lives apart.
.venv-checkov/.installed: requirements-checkov.txt | venv
	@echo "Setting up .venv-checkov, once …"
	@rm -rf .venv-checkov && $(PY) -m venv .venv-checkov
	@.venv-checkov/bin/python -m pip install --quiet --quiet --disable-pip-version-check --progress-bar off -r requirements-checkov.txt
	@touch $@

format: venv ## Put the code into its form
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: venv ## Measure how fast the city is
	@$(PY) -m tests.bench $(ARGS)

openapi: venv ## Write docs/openapi.json and docs/datasets.md from the code
	@$(PY) -m infra.openapi
	@$(PY) -m infra.datasets_page

build: venv ## Make the artefact for AWS (Python 3.13, arm64) in build/
	@$(PY) -m infra.build aws

deploy: venv ## Deploy to AWS with this shell's credentials: STAGE=… names a file of infra/stages
	@[ -n "$(STAGE)" ] || { echo "Say which stage: make deploy STAGE=test (described in infra/stages/test.yaml)" >&2; exit 1; }
	@$(PY) -m infra.deploy '$(STAGE)'

migrate-units: venv ## Move what is stored by abolished wards: [FROM=old_units.csv] [DRY_RUN=1] [DIVIDED=file] [STAGE=…]
	@STAGE='$(STAGE)' $(PY) -m infra.migrate_units $(if $(FROM),--from '$(FROM)') $(if $(DRY_RUN),--dry-run) \
	  $(if $(DIVIDED),--divided '$(DIVIDED)')

redrive: venv ## Send a follower's dead letters again: FOLLOWER=statistics [STAGE=…]; see docs/runbook.md
	@[ -n "$(FOLLOWER)" ] || { echo "Say whose: make redrive FOLLOWER=statistics" >&2; exit 1; }
	@STAGE='$(STAGE)' $(PY) -m infra.redrive '$(FOLLOWER)'

clean: stop ## Stop the city and remove what was built here, its data included; .venv stays
	@rm -rf build "$(STATE)" .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
