# Every command of the project. `make` alone prints this list.

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOLANGCI := v2.15.0
FUZZTIME ?= 5s

# The folders that hold code; some may not stand yet.
CODE := $(wildcard cmd campaign experiment scheduler consent ui internal)

# What the race detector runs over, and how: all but the assets and the sample
# workspace, which is made of the rest. Suites shorten themselves under -short,
# and what needs a browser is left to make test. SQLite is compiled anew for it,
# and sooner when it is optimised less.
RACE_PKGS ?= $(shell go list ./... | grep -vE '/ui/assets|/demo$$')
RACE_FLAGS ?= -short
# More for the tests: make test TEST_FLAGS=-v names every case of both engines.
TEST_FLAGS ?=
# What the other commands are given: make demo DEMO='--seed 3', make bench BENCH=Wilson.
DEMO ?=
BENCH ?=
SHOTS ?= .cache/shots
SEEDS ?= 1 2 3 4 5 6 7 8 9 10

# The shared test data; the tests want it as an absolute path.
ACCORD_TEST_DATA ?= ../shared/data
override ACCORD_TEST_DATA := $(abspath $(ACCORD_TEST_DATA))
export ACCORD_TEST_DATA

LINT := bin/golangci-lint-$(GOLANGCI)

.DEFAULT_GOAL := help
.PHONY: help assets build demo test check fmt vet lint arch race fuzz bench sdks openapi shots pg pg-stop seeds clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

assets: ui/assets/dist/manifest.json ## style and scripts from npm, into the binary

build: assets ## build bin/accord
	go build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/accord ./cmd/accord

demo: build ## build, then run the sample workspace and print its address
	bin/accord demo $(DEMO)

test: assets ## bring what is missing, start a PostgreSQL, run every test on both engines
	@.ci/install postgresql npm chromium nginx
	.ci/pg run go test $(TEST_FLAGS) ./...

check: fmt lint arch race fuzz ## format, static analysis (vet is a part of it), arch, race, short fuzz

# What the bundle is made from. A change of the lock file alone asks npm.
ASSET_SOURCES := $(shell find ui/assets/css ui/assets/js ui/assets/icons ui/assets/icons.txt ui/assets/bundle -type f)

ui/assets/dist/manifest.json: ui/assets/node_modules/.package-lock.json $(ASSET_SOURCES)
	go run ./ui/assets/bundle

ui/assets/node_modules/.package-lock.json: ui/assets/package-lock.json
	@.ci/install npm
	cd ui/assets && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

fmt: ## fail when a file is not in gofmt's format
	@files=$$(find $(CODE) -name node_modules -prune -o -name '*.go' -exec gofmt -l {} +) && \
	{ [ -z "$$files" ] || { echo "Run gofmt -w on:"; echo "$$files"; exit 1; }; }

vet: ## go vet
	go vet ./...

lint: $(LINT) ## golangci-lint with the rules of .golangci.yml
	$(LINT) run

$(LINT):
	GOBIN=$(abspath bin) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
	mv bin/golangci-lint $@

arch: ## floors, doors and limits of the house
	go test ./internal/arch

race: assets ## the race detector over RACE_PKGS
	@.ci/install postgresql npm nginx
	CGO_CFLAGS=-O1 .ci/pg run go test -race $(RACE_FLAGS) $(RACE_PKGS)

fuzz: ## every fuzz target for FUZZTIME each
	.ci/fuzz $(FUZZTIME)

bench: ## run the Go benchmarks; make bench BENCH=BetaBinomial runs some
	go test -run '^$$' -bench '$(or $(BENCH),.)' -benchmem ./...

sdks: ## WhatsApp SDKs from npm, in a temporary folder, against accord simulate
	@.ci/install npm
	go test -count=1 -v -run SDK ./cmd/accord

openapi: ## a public validator from npm, in a temporary folder, against the description of the API
	@.ci/install npm
	go test -count=1 -v -run OpenAPI ./ui

shots: assets ## every page of the sample on every screen, as pictures in SHOTS
	@.ci/install chromium
	ACCORD_SHOTS=$(abspath $(SHOTS)) go test -count=1 -run EveryPage ./cmd/accord/demo

pg: ## print the URL of a throw-away PostgreSQL that stays up
	@.ci/install postgresql
	@.ci/pg start

pg-stop: ## stop it
	@.ci/pg stop

seeds: build ## over SEEDS, count how often the truly best variant ranks first
	.ci/seeds $(SEEDS)

clean: pg-stop ## remove what was built and stop the PostgreSQL of make pg
	rm -rf bin .cache ui/assets/node_modules
	find ui/assets/dist -type f ! -name .keep -delete
