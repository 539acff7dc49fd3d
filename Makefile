# What a person runs; CI runs the same. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SWAGGER_UI := 5.35.0
export OMFORENT_HOME ?= $(CURDIR)/var

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(VENV)/.run: pyproject.toml
	@echo "Setting up $(VENV) (once) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Omforent needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

serve: $(VENV)/.run ## load, check, release, build and serve on http://127.0.0.1:8000 (PORT=…)
	@$(BIN)/omforent serve --port $(PORT)

catalogue: $(VENV)/.run ## build the static catalogue only
	@$(BIN)/omforent catalogue

test: $(VENV)/.dev lint ## every check and test
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not soak'

lint: $(VENV)/.dev ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev ## measure, as ratios in one run
	$(BIN)/python -m bench

bench-tools: $(VENV)/.dev ## install what `make bench` asks with and is compared to (Debian, as root)
	apt-get install -y --no-install-recommends wrk
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'oxigraph>=0.5.13,<0.6'

soak-tools: ## install the proxy of `make soak` (Debian, as root)
	apt-get install -y --no-install-recommends nginx-light

soak: $(VENV)/.dev ## the long loops
	$(BIN)/python -m pytest -m soak

vendor: ## fetch Swagger UI anew into site/vendor (needs npm; what it makes is committed)
	@rm -rf build/swagger-ui && mkdir -p build/swagger-ui site/vendor/swagger-ui
	@cd build/swagger-ui && npm pack --silent swagger-ui-dist@$(SWAGGER_UI) && tar -xzf swagger-ui-dist-$(SWAGGER_UI).tgz
	@cd build/swagger-ui/package && cp LICENSE NOTICE swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt $(CURDIR)/site/vendor/swagger-ui/
	@sed '/^\/\*# sourceMappingURL=/d' build/swagger-ui/package/swagger-ui.css > site/vendor/swagger-ui/swagger-ui.css
	@echo $(SWAGGER_UI) > site/vendor/swagger-ui/VERSION

clean: ## remove what the project has made (not var/)
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: help serve catalogue test lint bench bench-tools soak soak-tools vendor clean
