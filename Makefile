# `make help` lists what there is. Every target installs what it needs below .tools, once.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: run test race proof lint audit build deploy bench load clean help

TOOLS     := .tools
RESULTS   := $(TOOLS)/results
SAM       := $(TOOLS)/sam-1.170.0/bin/sam
GOTESTSUM := go run gotest.tools/gotestsum@v1.13.0
GOLANGCI  := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUNCTIONS := $(notdir $(wildcard functions/*))
WIDGET    := $(if $(wildcard widget/package.json),widget/dist/hashmytag.js)
DASHBOARD := dashboard/dist/index.html
STAGE     := dev

# $(call need,command,what to install)
need = @command -v $(1) >/dev/null || { echo 'make $(MAKECMDGOALS) needs $(2): please install it'; exit 1; }

run: $(WIDGET) $(DASHBOARD) ## Start the whole platform on this machine (PORT=8080)
	$(call need,go,Go 1.26 or later)
	$(call need,npm,Node.js 20 or later)
	@go build -o .local/bin/hashmytag ./cmd/hashmytag
	@exec .local/bin/hashmytag local

test: test-go test-contract test-published test-audit test-widget test-dashboard test-e2e test-template test-infra ## All that a contributor should trust, in minutes

# The simulations of many ticks and the drawing of hostile pictures are left out: the race detector makes them ten times
# slower, and what runs at once in them is raced by smaller tests.
race: $(WIDGET) browser ## The Go tests again, under the race detector
	$(call need,go,Go 1.26 or later)
	$(call need,cc,a C compiler)
	$(GOTESTSUM) --format pkgname --jsonfile $(call results,race) -- -race -shuffle=on -timeout 20m \
	  -skip '^(TestStorm|TestAMonthOfDeletedAndEditedPosts|TestThePlatformNeverBreaksALimit|TestHostilePictures)$$' ./...

proof: $(WIDGET) $(DASHBOARD) e2e/node_modules/.package-lock.json browser $(SAM) ## The long proofs: attacks, faults, load
	$(call need,go,Go 1.26 or later)
	npm --prefix e2e run proof
	$(GOTESTSUM) --format pkgname --jsonfile $(call results,proof) -- -tags proof -timeout 45m ./...
	@cat $(RESULTS)/*.md

lint: ## Style and mistakes, in Go and in the template
	$(call need,go,Go 1.26 or later)
	$(GOLANGCI) run ./...
	cd local/upstream/published && $(GOLANGCI) run ./...
	cd api/compatible && $(GOLANGCI) run ./...
	cd audit && $(GOLANGCI) run ./...
	cd infra && $(GOLANGCI) run ./...

audit: ## Known vulnerabilities and licences of what we build on
	$(call need,go,Go 1.26 or later)
	$(call need,npm,Node.js 20 or later)
	cd audit && go build -o ../.tools/audit .
	@.tools/audit

build: $(FUNCTIONS:%=.build/%/bootstrap) $(WIDGET) $(DASHBOARD) ## The functions for AWS (linux/arm64), widget and dashboard

deploy: build $(SAM) ## Bring all of it to AWS (STAGE=dev; DEPLOY=--no-confirm-changeset asks nothing)
	SAM_CLI_TELEMETRY=0 $(SAM) deploy --config-env $(STAGE) $(DEPLOY)
	go run ./cmd/hashmytag site upload --stage $(STAGE) dashboard/dist widget/dist

bench: ## The budgets of docs/benchmarks.md, measured
	$(call need,go,Go 1.26 or later)
	go run ./bench

load: ## How the platform bears load: docs/proof/load.md (about 5 minutes)
	$(call need,go,Go 1.26 or later)
	go run ./bench load

clean: ## Remove all that was built, installed or stored here
	rm -rf .build .local $(TOOLS) widget/dist widget/node_modules dashboard/dist dashboard/node_modules e2e/node_modules e2e/results infra/cdk.out

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# ── The parts of make test ──────────────────────────────────────────────────────────────────────────────────────
.PHONY: test-go test-contract release-contract test-published test-audit test-widget test-dashboard test-e2e test-template test-infra browser FORCE

results = $(shell mkdir -p $(RESULTS))$(RESULTS)/$(1).json

test-go: $(WIDGET) browser
	$(call need,go,Go 1.26 or later)
	$(GOTESTSUM) --format pkgname --jsonfile $(call results,go) -- -shuffle=on -timeout 10m ./...

# The contract against that of the last release, which a release replaces: a module of its own. Go's cache of results
# does not see files outside of it.
test-contract:
	$(call need,go,Go 1.26 or later)
	cd api/compatible && $(GOTESTSUM) --format pkgname --jsonfile $(CURDIR)/$(call results,contract) -- -count=1 ./...

release-contract: test-contract
	cp api/openapi.yaml api/released.yaml

# The simulated networks against what their vendors publish: a module of its own.
test-published:
	$(call need,go,Go 1.26 or later)
	cd local/upstream/published && $(GOTESTSUM) --format pkgname --jsonfile $(CURDIR)/$(call results,published) -- ./...

# What looks up vulnerabilities and licences: a module of its own, so that the platform does not depend on it.
test-audit:
	$(call need,go,Go 1.26 or later)
	cd audit && $(GOTESTSUM) --format pkgname --jsonfile $(CURDIR)/$(call results,audit) -- ./...

test-widget: $(if $(WIDGET),widget/node_modules/.package-lock.json)
	$(if $(WIDGET),npm --prefix widget test)

test-dashboard: dashboard/node_modules/.package-lock.json
	npm --prefix dashboard test

test-e2e: $(if $(wildcard e2e/package.json),e2e/node_modules/.package-lock.json browser) $(WIDGET) $(DASHBOARD)
	$(if $(wildcard e2e/package.json),npm --prefix e2e test)

test-template: $(SAM)
	AWS_DEFAULT_REGION=us-east-1 SAM_CLI_TELEMETRY=0 $(SAM) validate --lint
	$(dir $(SAM))cfn-lint infra/delivery.yaml

# What the CDK app deploys, after SAM's expansion: a module of its own. Node.js runs the CDK. Go's cache of results does
# not see the template.
test-infra: $(SAM)
	$(call need,go,Go 1.26 or later)
	$(call need,node,Node.js 20 or later)
	cd infra && JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 $(GOTESTSUM) --format pkgname --jsonfile $(CURDIR)/$(call results,infra) -- -count=1 -timeout 10m ./...

# ── What the targets need ───────────────────────────────────────────────────────────────────────────────────────
# Go knows by itself what has changed. The tags: Lambda's old protocol is left out, and libwebp is never looked for on the
# machine, so that every function is a static binary.
.build/%/bootstrap: FORCE
	$(call need,go,Go 1.26 or later)
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -tags lambda.norpc,nodynamic -trimpath -ldflags '-s -w' -o $@ ./functions/$*

widget/dist/hashmytag.js: widget/node_modules/.package-lock.json $(shell find widget/src -type f 2>/dev/null)
	npm --prefix widget run build

dashboard/dist/index.html: dashboard/node_modules/.package-lock.json api/openapi.yaml $(shell find dashboard/src dashboard/public -type f ! -name schema.ts 2>/dev/null) dashboard/index.html dashboard/vite.config.ts
	npm --prefix dashboard run build && touch $@

%/node_modules/.package-lock.json: %/package.json
	$(call need,npm,Node.js 20 or later)
	npm --prefix $* ci --no-audit --no-fund && touch $@

$(SAM):
	$(call need,python3,Python 3.10 or later with venv)
	python3 -m venv $(@D)/.. && $(@D)/pip install --quiet aws-sam-cli==1.170.0

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	{ echo 'make $(MAKECMDGOALS) needs Chromium: please install it'; exit 1; }
