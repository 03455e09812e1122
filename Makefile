# What a fresh machine lacks beside Swift: the C libraries of README's dependency table.
PACKAGES := libgsl-dev libopenblas-dev librandom123-dev libglpk-dev libsimdjson-dev zlib1g-dev libarchive-dev libtomlplusplus-dev libsqlite3-dev nettle-dev
# What `ascribe-mpi` is built on, and what the recipes for clusters use besides.
CLUSTER_PACKAGES := libopenmpi-dev openmpi-bin parallel procps
# What tests use besides: a browser that shows reports, and Graphviz, which lays out states.
TEST_PACKAGES := chromium graphviz fonts-dejavu-core
SOURCES := Package.swift Sources Critics Scenarios Tests Fuzzing/Sources Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks \
  Examples/Package.swift Examples/Sources Examples/Tests

.PHONY: documented picture run test test-fast install uninstall image setup setup-tests lint format docs benchmarks examples new-packages fuzz kills-store kills-runs mpi cluster slurm scaling measures sanitize sanitize-commands fuzz-long posterior-table closure-curve label-errors solver-table vendor-vega frontier-article coverage

# Builds in release mode and runs the main job.
run: setup
	swift build -c release --product ascribe
	.build/release/ascribe run relay

# Installs the program, whose Swift runtime is part of it, its manual pages and what shells complete: `make install PREFIX=~/.local`.
# DESTDIR stands before every path, for those who make packages.
PREFIX ?= /usr/local
INSTALLED = $(DESTDIR)$(PREFIX)
MANUAL := .build/manual
install: setup
	swift build -c release --static-swift-stdlib --product ascribe
	swift build --package-path .build/checkouts/swift-argument-parser --scratch-path $(MANUAL) --product generate-manual
	rm -rf $(MANUAL)/pages && mkdir $(MANUAL)/pages
	$(MANUAL)/debug/generate-manual .build/release/ascribe --multi-page --output-directory $(MANUAL)/pages
	install -D --strip --mode=755 .build/release/ascribe $(INSTALLED)/bin/ascribe
	.ci/manual $(MANUAL)/pages $(INSTALLED)/share/man/man1
	for shell in $(COMPLETIONS); do \
	  mkdir -p "$$(dirname "$(INSTALLED)/share/$${shell#*:}")"; \
	  .build/release/ascribe --generate-completion-script $${shell%%:*} > "$(INSTALLED)/share/$${shell#*:}" || exit 1; \
	done

uninstall:
	rm -f $(INSTALLED)/bin/ascribe $(INSTALLED)/bin/ascribe-mpi $(INSTALLED)/share/man/man1/ascribe.1 $(INSTALLED)/share/man/man1/ascribe-*.1 \
	  $(foreach shell,$(COMPLETIONS),$(INSTALLED)/share/$(lastword $(subst :, ,$(shell))))

# Makes an image that runs `ascribe run relay`, where Docker is, and runs it.
image:
	docker build --tag ascribe .
	docker run --rm ascribe run relay

# Where each shell looks for what it completes.
COMPLETIONS := bash:bash-completion/completions/ascribe zsh:zsh/site-functions/_ascribe fish:fish/vendor_completions.d/ascribe.fish

# Builds and runs the whole test suite, with what computes optimised, in a build of its own: it takes longer to build, and the
# suite a third of the time.
TEST_BUILD := --scratch-path .build-test
test: export ASCRIBE_OPTIMISED = 1
test: setup-tests
	swift build --build-tests $(TEST_BUILD)
	swift test --skip-build $(TEST_BUILD)

# The same without the tests that take seconds each: less than half of the time, for use while at work.
test-fast: setup-tests
	swift build --build-tests
	ASCRIBE_SKIP_SLOW=1 swift test --skip-build

# Installs what is missing, with sudo when not root.
setup:
	@missing=; \
	for package in $(PACKAGES); do \
	  dpkg-query --show --showformat='$${Status}' $$package 2>/dev/null | grep --quiet 'ok installed' \
	    || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  sudo=; [ "$$(id -u)" -eq 0 ] || sudo=sudo; \
	  echo "Installing$$missing"; \
	  $$sudo apt-get update --quiet --quiet \
	    && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet --no-install-recommends $$missing; \
	fi

# The same for tests; those that need what cannot be installed are left out, unless ASCRIBE_REQUIRE_BROWSER=1.
setup-tests: setup
	@$(MAKE) --no-print-directory setup PACKAGES="$(TEST_PACKAGES)" \
	  || echo "Not installed: some of $(TEST_PACKAGES). Tests of pages in a browser are left out."

lint:
	swift format lint --strict --recursive --parallel $(wildcard $(SOURCES))

format:
	swift format --in-place --recursive --parallel $(wildcard $(SOURCES))

# Makes one site of the pages of all modules, .build/documentation/site; a warning is an error.
docs: setup
	swift build
	.ci/docs

# Renews the picture of the README by Chromium.
picture: setup-tests
	swift build -c release --product ascribe
	.build/release/ascribe run relay --html .build/relay.html > /dev/null
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1100,1500 --virtual-time-budget=8000 \
	  --screenshot=Sources/AscribeCommand/AscribeCommand.docc/Resources/relay.png file://$(CURDIR)/.build/relay.html

# Runs every command that the README and the articles show, those that take minutes too, and compares what they print.
documented: setup-tests
	swift build -c release --product ascribe
	swift build --build-tests
	ASCRIBE_DOCUMENTED=all ASCRIBE_PROGRAM=$(CURDIR)/.build/release/ascribe swift test --skip-build --filter DocumentedCommandTests

# Builds, tests and runs the package of examples, as a user's package would be.
examples: setup
	swift build --build-tests --package-path Examples
	swift test --skip-build --package-path Examples
	swift run --skip-build --package-path Examples compare-methods
	swift run --skip-build --package-path Examples lighthouse-tool exact lighthouse --top 4
	swift run --skip-build --package-path Examples lighthouse-tool run lighthouse --methods grpo,last-decision,visit-means --batches 4
	swift run --skip-build --package-path Examples lighthouse-tool compare lighthouse --methods grpo,last-decision,visit-means --batches 4
	swift run --skip-build --package-path Examples lighthouse-tool critics lighthouse --critic visit-means --batches 4

# Builds, tests and runs packages that `ascribe new` writes.
new-packages: setup
	swift build --product ascribe
	.ci/new

# Builds the benchmarks, which are a package of their own; Benchmarks/README.md says how to run them.
benchmarks: setup
	swift build -c release --package-path Benchmarks

# Feeds every reader the same variations of its corpus in every run, about two minutes in all; Fuzzing/run takes other numbers.
fuzz: setup
	Fuzzing/run

# The same for an hour each, with other variations every time, in an optimised build of its own: `make fuzz-long FUZZ_SECONDS=600`.
FUZZ_SECONDS ?= 3600
fuzz-long: setup
	Fuzzing/run --seconds $(FUZZ_SECONDS)

# Runs the suite under the sanitizers of addresses and of undefined behaviour, then the tests of what runs in parallel under that of
# threads. Each has a build of its own, with what computes optimised. Undefined behaviour is that of C and C++: Swift traps by
# itself. Tests of pages, of packages that are built and of what a process prints when it is killed are the plain suite's.
SANITIZED := ASCRIBE_SKIP_SLOW=1 SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1 \
  LSAN_OPTIONS=suppressions=$(CURDIR)/Fuzzing/leaks.supp:print_suppressions=0 TSAN_OPTIONS=suppressions=$(CURDIR)/Fuzzing/races.supp
UNDEFINED := --sanitize address -Xcc -fsanitize=undefined -Xcxx -fsanitize=undefined
PARALLEL := ParallelTests|ChunkedGroups|TraceGroups|Reproducibility|StudyTests|AttributeMany|AttributeByTask|AttributeShard|HostileInput|DirectPlayer|Rollout|BatchWork|StateSharing|Journal|ResumeTests|ShardTests|ReadingLimit|/[a-z]*[tT]hreads[A-Z]
sanitize: setup-tests
	ASCRIBE_OPTIMISED=1 swift build --build-tests --scratch-path .build-asan $(UNDEFINED)
	ASCRIBE_OPTIMISED=1 $(SANITIZED) swift test --skip-build --scratch-path .build-asan $(UNDEFINED)
	ASCRIBE_OPTIMISED=1 swift build --build-tests --scratch-path .build-tsan --sanitize thread
	ASCRIBE_OPTIMISED=1 $(SANITIZED) swift test --skip-build --scratch-path .build-tsan --sanitize thread --filter '$(PARALLEL)'

# What CI runs of it: commands that read files, and that play and judge batches, under the sanitizer of addresses, in the build
# of `make fuzz`, which has their modules so already. Their tests are those of `make test`.
sanitize-commands: setup
	ASCRIBE_OPTIMISED=1 swift build --build-tests $(TEST_BUILD)
	Fuzzing/sanitized-commands

# Kills processes that store runs at 50 random moments, and looks at the store after each.
kills-store: setup
	swift build --product ascribe
	Fuzzing/kill-store 50

# Kills commands at 200 random moments, goes on with them, and compares the bytes with those of undisturbed ones.
kills-runs: setup
	swift build --product ascribe
	Fuzzing/kill-runs 200

# Builds the command line for processes that Open MPI starts together, and installs it with PREFIX beside `ascribe`.
mpi: setup
	@$(MAKE) --no-print-directory setup PACKAGES="$(CLUSTER_PACKAGES)"
	ASCRIBE_MPI=1 swift build -c release --static-swift-stdlib --product ascribe-mpi
	install -D --strip --mode=755 .build/release/ascribe-mpi $(INSTALLED)/bin/ascribe-mpi

# Runs the recipes of Examples/cluster on this machine, Open MPI's among them, and compares their results with that of one process.
cluster: setup
	@$(MAKE) --no-print-directory setup PACKAGES="$(CLUSTER_PACKAGES)"
	swift build --product ascribe
	ASCRIBE_MPI=1 swift build --product ascribe-mpi
	.ci/cluster

# The same under Slurm, with a controller and a node of its own; needs root.
slurm: setup
	@$(MAKE) --no-print-directory setup PACKAGES="$(CLUSTER_PACKAGES) slurm-wlm munge"
	swift build --product ascribe
	ASCRIBE_MPI=1 swift build --product ascribe-mpi
	.ci/slurm

# Measures what a study costs, with 1, 2 and 4 processes too, and writes the article on how far it scales; for a quiet machine.
scaling: setup
	@$(MAKE) --no-print-directory setup PACKAGES="$(CLUSTER_PACKAGES)"
	swift build -c release --product rank-scaling
	ASCRIBE_MPI=1 swift build -c release --product ascribe-mpi
	.ci/scaling

# Finds out which measure of credit predicts learning, about 20 minutes on two cores, and writes its article.
measures: setup
	swift build -c release --product ascribe
	.build/release/ascribe measures --json > .build/measures.json
	.build/release/ascribe show .build/measures.json --markdown --details > Sources/Ascribe/Ascribe.docc/WhichMeasure.md

# What turns buy with coarse and with fine credit, some minutes of CPU time beside the build, and writes its article.
frontier-article: setup
	swift build -c release --product ascribe
	rm -rf .build/frontier
	.ci/frontier-article .build/release/ascribe .build/frontier > .build/frontier.md
	mv .build/frontier.md Sources/Ascribe/Ascribe.docc/WhatTurnsBuy.md
# How often every interval that a command prints covers, and its table. The long runs stay in COVERAGE_POOLS, and go on from there.
COVERAGE_POOLS ?= .build/coverage-pools
coverage: setup
	swift build -c release --product interval-coverage
	.build/release/interval-coverage --pools $(COVERAGE_POOLS) --csv .build/coverage.csv > .build/coverage.md
	mv .build/coverage.md Benchmarks/IntervalCoverageTables.md

# How often the intervals of posterior hold the exact credit, two minutes of CPU time beside the build, and writes its article.
posterior-table: setup
	swift build -c release --product posterior-table
	.build/release/posterior-table calibration --repetitions 60 --draws 200 > .build/posterior.md
	mv .build/posterior.md Sources/Ascribe/Ascribe.docc/PosteriorCalibration.md

# How near crbc and graphgpo come to the exact advantage with more episodes, and writes its article.
closure-curve: setup
	swift build -c release --product posterior-table
	.build/release/posterior-table closure > .build/closure.md
	mv .build/closure.md Sources/Ascribe/Ascribe.docc/ClosureCurve.md

# How far labels of N continuations are from exact action values, as an article.
label-errors: setup
	swift build -c release --product posterior-table
	.build/release/posterior-table labels > .build/labels.md
	mv .build/labels.md Sources/Ascribe/Ascribe.docc/LabelErrors.md

# Optimal values of the literature's Dec-POMDPs with CPU time and memory, each with a limit of two minutes.
solver-table: setup
	swift build -c release --product solver-table
	.build/release/solver-table

# Renews Vega, Vega-Lite and Vega-Embed, which draw the charts of HTML reports.
vendor-vega:
	python3 -m venv .build/vega
	.build/vega/bin/pip install --quiet vl-convert-python==1.9.0.post1
	.build/vega/bin/python Sources/Reports/Resources/renew-vega
