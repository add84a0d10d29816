# make help    prints these lines
# make demo    builds the command and normalizes an image
# make test    runs every test
# make install PREFIX=/usr/local
# make picture draws the picture of the README (needs Python)
# make format  formats all Swift sources; make lint checks them
# make parity  compares with Pillow, and presets with timm, OpenCLIP, torchvision, diffusers and ultralytics, byte by byte, on
#              images made for it, and writes the table of Parity.md (needs Python; installs 5 GB; a quarter of an hour)
# make compare FOLDER=photos   shows the results of imgprep, Pillow and libvips for each image of a folder
# make quality FOLDER=photos   measures how far balanced, fast and libvips are from exact on photographs
# make asan    runs the library's tests under the address and leak sanitizers
# make tsan    runs the tests with several threads under the thread sanitizer
# make bench   runs every benchmark, and compares with other libraries (needs Python; a quarter of an hour);
#              PHOTOGRAPHS=photos also measures the photographs of a folder
# make fuzz TIME=60 TARGET=jpeg   runs libFuzzer with the address and undefined sanitizers; all targets without TARGET
# make fuzz-replay   runs the committed seeds of the fuzz targets once; make fuzz-seeds adds to them after a run
# make check-all     runs everything that must pass before a release: lint, test, asan, tsan, neon, parity, fuzz-replay
# make memory  compares the memory bound with the memory that images of every kind take (needs Python; half an hour)
# make allocations  makes every large allocation fail in turn, over the test images (Linux; half a minute)
# make example builds the predictor of Examples/Predictor, and tests it over a socket
# make example-compare   holds its answers against those of Cog's own server (needs Python)
# make example-load      sends it pictures from 64 clients at once, and measures its memory (Linux; needs Python)
# make neon    compares the NEON kernels with the scalar ones, on any processor (needs a cross compiler and qemu)

PREFIX ?= /usr/local
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT_PACKAGES := pkg-config libpng-dev libjpeg-dev libwebp-dev libgif-dev libisal-dev liblcms2-dev libseccomp-dev
BREW_PACKAGES := pkg-config libpng jpeg-turbo webp giflib isa-l little-cms2
# The runtimes are linked into the command, which halves the time of its start. Swift's runtime asks for -lstdc++; the linker
# takes libstdc++.a if it finds that first. The codecs stay shared libraries, so that the system keeps them safe.
STATIC := .build/static
RELEASE := -c release --static-swift-stdlib -Xlinker -L$(CURDIR)/$(STATIC) -Xlinker --no-export-dynamic
TEST := -c release -Xswiftc -enable-testing --scratch-path .build-test
DEMO := .build/demo
BENCH := .build/bench
BENCH_BUILD := .build/bench/swift
PEER_PACKAGES := libvips-tools libjpeg-turbo-progs imagemagick

ifeq ($(shell uname -s),Darwin)
RELEASE := -c release
endif

.PHONY: help memory allocations demo picture test install format lint parity compare quality asan tsan bench peers fuzz fuzz-build fuzz-replay fuzz-seeds fuzz-unpack fuzz-pack check-all neon shells libraries example example-compare example-load example-python

demo: libraries
	@swift build $(RELEASE) --product imgprep
	@swift build $(RELEASE) --product imgprep-worker
	@mkdir -p $(DEMO)
	@cp TestImages/in.webp $(DEMO)/in.webp
	.build/release/imgprep $(DEMO)/in.webp --max 1024 --multiple 8 --force

EXAMPLE := -c release --package-path Examples/Predictor --scratch-path .build-predictor

# The tests ask the program itself, so it is built as it is delivered.
example: libraries
	swift build $(EXAMPLE) --build-tests
	swift test $(EXAMPLE) --skip-build --disable-xctest

example-python:
	python3 -m venv .build/example
	.build/example/bin/pip install --quiet --requirement Examples/Predictor/Checks/requirements.txt

example-compare: libraries example-python
	swift build $(EXAMPLE) --product predictor
	.build/example/bin/python Examples/Predictor/Checks/compare.py .build-predictor/release/predictor

example-load: libraries example-python
	swift build $(EXAMPLE) --product predictor
	.build/example/bin/python Examples/Predictor/Checks/load.py .build-predictor/release/predictor

# Prints the comment at the top of this file.
help:
	@sed -n '/^#/!q; s/^# //p' $(firstword $(MAKEFILE_LIST))

test: libraries
	swift test $(TEST)

install: libraries
	swift build $(RELEASE) --product imgprep
	install -d "$(DESTDIR)$(PREFIX)/bin"
	swift build $(RELEASE) --product imgprep-worker
	install -s .build/release/imgprep .build/release/imgprep-worker "$(DESTDIR)$(PREFIX)/bin/"
	@for place in bash:bash-completion/completions/imgprep zsh:zsh/site-functions/_imgprep \
	    fish:fish/vendor_completions.d/imgprep.fish; do \
	  file="$(DESTDIR)$(PREFIX)/share/$${place#*:}"; install -d "$$(dirname "$$file")" && \
	  .build/release/imgprep --generate-completion-script $${place%%:*} >"$$file" || exit 1; \
	done
	install -d "$(DESTDIR)$(PREFIX)/share/man/man1"
	.build/release/imgprep --generate-manual-page >"$(DESTDIR)$(PREFIX)/share/man/man1/imgprep.1"

SWIFT_SOURCES := Sources Tests Benchmarks Package.swift $(addprefix Examples/Predictor/,Sources Tests Package.swift)

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)

picture: libraries
	@swift build $(RELEASE) --product imgprep
	python3 -m venv .build/picture
	.build/picture/bin/pip install --quiet --requirement TestImages/requirements.txt
	.build/picture/bin/python Examples/BeforeAndAfter/picture.py .build/release/imgprep \
	  Examples/BeforeAndAfter/before-and-after.png

parity: libraries
	@swift build $(RELEASE) --product imgprep
	python3 -m venv .build/parity
	.build/parity/bin/pip install --quiet --requirement TestImages/requirements.txt
	.build/parity/bin/python Tests/Parity/parity.py .build/release/imgprep
	python3 -m venv .build/packages
	.build/packages/bin/pip install --quiet --requirement Tests/Parity/requirements-packages.txt
	.build/packages/bin/python Tests/Parity/packages.py .build/release/imgprep

compare: libraries
	@swift build $(RELEASE) --product imgprep
	python3 -m venv .build/compare
	.build/compare/bin/pip install --quiet --requirement Tests/Parity/requirements-folder.txt
	.build/compare/bin/python Tests/Parity/folder.py .build/release/imgprep $(FOLDER)

quality: libraries
	@swift build $(RELEASE) --product imgprep
	python3 -m venv .build/compare
	.build/compare/bin/pip install --quiet --requirement Tests/Parity/requirements-folder.txt
	.build/compare/bin/python Tests/Parity/photographs.py .build/release/imgprep $(FOLDER)

MEMORY := .build/memory

memory: libraries
	@swift build $(RELEASE) --product imgprep
	python3 -m venv $(MEMORY)
	$(MEMORY)/bin/pip install --quiet --requirement Tests/Memory/requirements.txt
	cc -O1 Tests/Memory/peak.c -o $(MEMORY)/peak
	$(MEMORY)/bin/python Tests/Memory/bound.py $(MEMORY)/peak .build/release/imgprep

allocations: libraries
	@swift build $(RELEASE) --product imgprep
	@mkdir -p $(MEMORY)
	cc -O1 -shared -fPIC Tests/Memory/fail_allocation.c -o $(MEMORY)/fail_allocation.so
	python3 Tests/Memory/allocations.py .build/release/imgprep $(CURDIR)/$(MEMORY)/fail_allocation.so TestImages/images

# One test asks for more memory than there is. Workers are built without sanitizers, whose own system calls the sandbox forbids;
# the tests that are left out have a worker of their own.
asan: libraries
	@swift build $(RELEASE) --product imgprep-worker
	ASAN_OPTIONS=allocator_may_return_null=1 IMGPREP_WORKER=.build/release/imgprep-worker swift test -c release -Xswiftc -enable-testing \
	  --sanitize=address --scratch-path .build-asan --disable-xctest --filter ImagePrep --skip "IsolationTests/(misbehaving|gone)"

tsan: libraries
	@swift build $(RELEASE) --product imgprep-worker
	IMGPREP_WORKER=.build/release/imgprep-worker swift test -c release -Xswiftc -enable-testing --sanitize=thread --scratch-path .build-tsan --disable-xctest \
	  --filter "ThreadsTests|WorkQueue|ColorConversionTests|concurrency|IsolationTests/threads|IsolationTests/kept"

# Sanitizers and fuzz targets have builds of their own, so this takes long.
check-all:
	@for check in lint test asan tsan neon parity fuzz-replay; do \
	  echo "== $$check"; $(MAKE) --no-print-directory $$check || exit 1; \
	done

bench: libraries peers
	swift build $(RELEASE) --product imgprep
	swift build -c release --package-path Benchmarks --scratch-path $(BENCH_BUILD) --product worker
	$(BENCH)/python/bin/python Benchmarks/peers/compare.py --imgprep .build/release/imgprep \
	  --worker $(BENCH_BUILD)/release/worker --python $(BENCH)/python/bin/python \
	  --simd-python $(BENCH)/python-simd/bin/python --inputs .build/bench-inputs --output Benchmarks/results \
	  $(if $(PHOTOGRAPHS),--photographs $(PHOTOGRAPHS))
	swift package --package-path Benchmarks --scratch-path $(BENCH_BUILD) benchmark --target Stages \
	  --grouping metric --no-progress

# Installs the other libraries, in environments of their own. Pillow-SIMD is built from source, and left out if that fails.
peers:
	@{ command -v vipsthumbnail && command -v djpeg && command -v convert; } >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) env \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PEER_PACKAGES); }
	python3 -m venv $(BENCH)/python
	$(BENCH)/python/bin/pip install --quiet --requirement Benchmarks/peers/requirements.txt
	python3 -m venv $(BENCH)/python-simd
	-CC="cc -mavx2" $(BENCH)/python-simd/bin/pip install --quiet --no-binary pillow-simd \
	  --requirement Benchmarks/peers/requirements-simd.txt

FUZZ := .build/fuzz
SEEDS := $(FUZZ)/seeds
# Inputs of people: they are given to every target.
NAMED := TestImages/images Tests/Fuzz/Regressions
TIME := 60
TARGETS := jpeg huffman png gif webp exif icc options answer pipeline
TARGET := $(TARGETS)

# Swift would take a minute for the trace of a crash.
FUZZ_OPTIONS := SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=max_allocation_size_mb=256:allocator_may_return_null=1:quarantine_size_mb=32
FUZZ_LIBRARIES := png16 jpeg gif z

# Every run begins with the committed seeds, the test images and the inputs that earlier runs found. A crash leaves its input
# in .build/fuzz/findings.
fuzz: fuzz-build fuzz-unpack
	@for target in $(TARGET); do \
	  mkdir -p $(FUZZ)/corpus/$$target $(FUZZ)/findings; \
	  echo "== $$target"; \
	  FUZZ_TARGET=$$target $(FUZZ_OPTIONS) \
	    $(FUZZ)/fuzz -max_total_time=$(TIME) -timeout=5 -rss_limit_mb=512 -max_len=65536 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ)/findings/$$target- $(FUZZ)/corpus/$$target $(SEEDS)/$$target $(NAMED) \
	    2>$(FUZZ)/$$target.log || { tail -40 $(FUZZ)/$$target.log; exit 1; }; \
	  grep -E "DONE|stat::number_of_executed|stat::peak_rss|stat::slowest" $(FUZZ)/$$target.log; \
	done

# Runs the committed seeds, the named inputs and the test images once each.
fuzz-replay: fuzz-build fuzz-unpack
	@for target in $(TARGET); do \
	  FUZZ_TARGET=$$target $(FUZZ_OPTIONS) $(FUZZ)/fuzz -runs=0 -timeout=5 -rss_limit_mb=512 \
	    -artifact_prefix=$(FUZZ)/$$target- $(SEEDS)/$$target $(NAMED) 2>$(FUZZ)/$$target.log || \
	    { tail -40 $(FUZZ)/$$target.log; exit 1; }; \
	  echo "$$target: $$(ls $(SEEDS)/$$target | wc -l) seeds replayed"; \
	done

# Adds to the committed seeds the fewest short inputs of earlier runs that reach further into the code than they and the
# named inputs do. Without such inputs, the archives stay as they are, byte for byte.
fuzz-seeds: fuzz-build fuzz-unpack
	@for target in $(TARGET); do \
	  [ -d $(FUZZ)/corpus/$$target ] || continue; \
	  known=$(FUZZ)/known/$$target; rm -rf $$known; mkdir -p $$known; \
	  for folder in $(NAMED) $(SEEDS)/$$target; do cp $$folder/* $$known; done; \
	  FUZZ_TARGET=$$target $(FUZZ_OPTIONS) $(FUZZ)/fuzz -set_cover_merge=1 -max_len=2048 -timeout=5 \
	    $$known $(FUZZ)/corpus/$$target 2>$(FUZZ)/$$target.log || { tail -40 $(FUZZ)/$$target.log; exit 1; }; \
	  for name in $$(ls $$known | grep -E '^[0-9a-f]{40}$$'); do cp $$known/$$name $(SEEDS)/$$target/; done; \
	done
	@$(MAKE) --no-print-directory fuzz-pack

# The committed seeds of a target are an archive. To change them by hand: make fuzz-unpack, change the files, make fuzz-pack.
fuzz-unpack:
	@for target in $(TARGETS); do \
	  rm -rf $(SEEDS)/$$target && mkdir -p $(SEEDS)/$$target && \
	    tar -xf Tests/Fuzz/Seeds/$$target.tar -C $(SEEDS)/$$target || exit 1; \
	done

# Order, times, owners and modes are fixed: equal seeds make equal archives. Needs GNU tar.
fuzz-pack:
	@for target in $(TARGETS); do \
	  tar --create --file Tests/Fuzz/Seeds/$$target.tar --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner \
	    --mode=644 --directory $(SEEDS)/$$target -- $$(cd $(SEEDS)/$$target && LC_ALL=C ls) || exit 1; \
	done

# Codecs are linked statically, so that their allocations can be made to fail (Tests/Fuzz/entry.c). Three are not: libwebp
# crashes then (1.2.4, VP8LHuffmanTablesDeallocate), Little CMS has no static library, and ISA-L allocates nothing.
fuzz-build: libraries
	swift build -c release --package-path Tests/Fuzz --scratch-path $(FUZZ)/swift --product Fuzz \
	  -Xswiftc -enable-testing -Xswiftc -sanitize=address -Xswiftc -sanitize=fuzzer \
	  -Xcc -fsanitize=fuzzer-no-link,address,undefined -Xcc -fno-sanitize-recover=undefined
	clang -c -O1 Tests/Fuzz/entry.c -o $(FUZZ)/entry.o
	clang -c -O1 -fsanitize=address -ISources/CImageCodecs/include Tests/Fuzz/huffman.c -o $(FUZZ)/huffman.o
	@swiftc -sanitize=address -sanitize=fuzzer $(FUZZ)/entry.o $(FUZZ)/huffman.o $(FUZZ)/swift/release/libFuzz.a -o $(FUZZ)/fuzz \
	  $$(for name in $(FUZZ_LIBRARIES); do cc -print-file-name=lib$$name.a; done) -lwebpdemux -lwebp -llcms2 -lisal -lubsan -lm \
	  $(foreach function,malloc calloc realloc,-Xlinker --wrap=$(function)) 2>$(FUZZ)/link.log || \
	  { cat $(FUZZ)/link.log; exit 1; }

neon:
	@{ command -v aarch64-linux-gnu-gcc && command -v qemu-aarch64; } >/dev/null || { $(SUDO) apt-get update -qq && \
	  $(SUDO) apt-get install -y -qq --no-install-recommends gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user; }
	@mkdir -p .build/neon
	@# Compiled by clang, whose vector functions the kernels use; linked by the cross compiler, which knows its libraries.
	for file in Tests/Kernels/neon_equals_scalar.c Sources/CResampleKernels/*.c; do \
	  clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -std=c11 -O2 -Wall -Wextra \
	    -ISources/CResampleKernels/include -c $$file -o .build/neon/$$(basename $$file .c).o || exit 1; done
	aarch64-linux-gnu-gcc -static .build/neon/*.o -o .build/neon-equals-scalar
	qemu-aarch64 .build/neon-equals-scalar

# Installs the shells that completions are tried in. Tests skip a shell that is missing.
shells:
	@{ command -v zsh && command -v fish; } >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) env \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends zsh fish; }

# Installs the codec libraries where they are missing.
libraries:
ifeq ($(shell uname -s),Darwin)
	@for package in $(BREW_PACKAGES); do brew list --versions $$package >/dev/null || brew install $$package; done
else
	@pkg-config --exists libpng libjpeg libwebpdemux libisal libseccomp 'lcms2 >= 2.9' 2>/dev/null && [ -e /usr/include/gif_lib.h ] || \
	  { $(SUDO) apt-get update -qq && \
	    $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(APT_PACKAGES); }
	@mkdir -p $(STATIC)
	@library=$$(cc -print-file-name=libstdc++.a); [ ! -e "$$library" ] || ln -sf "$$library" $(STATIC)/libstdc++.a
endif
