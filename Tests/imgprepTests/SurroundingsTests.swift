import ImagePrep
import TestSupport
import Testing

@Suite("Readers that go away, files that may not grow, names that lead elsewhere")
struct SurroundingsTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<12 { try folder.draw("in/\(index).png", 120, 80) }
    try folder.draw("a.png", 120, 80)
  }

  @Test(
    "A reader of the report that has gone does not stop the work", arguments: ["", "--json", "--isolate"])
  func reportReader(_ options: String) async throws {
    let run = try await folder.shell(
      "{ \"$imgprep\" in -o out/ --jobs 2 \(options); echo $? >code; } | head -1 >/dev/null; sleep 0.1; cat code"
    )
    #expect(run.text == "0\n")
    #expect(try folder.files.filter { $0.hasPrefix("out/") }.count == 12)
    // The exit code stays that of the work.
    try folder.write("no image", to: "in/5.png")
    let failed = try await folder.shell(
      "{ \"$imgprep\" in -o again/ \(options) 2>/dev/null; echo $? >code; } | true; cat code")
    #expect(failed.text == "1\n")
    #expect(try folder.files.filter { $0.hasPrefix("again/") }.count == 11)
  }

  @Test("A reader of the image that has gone is an error of that output")
  func imageReader() async throws {
    try folder.draw("large.png", 600, 400)
    let run = try await folder.shell(
      "{ \"$imgprep\" large.png --max none -o - --format ppm; echo $? >code; } | head -c 10 >/dev/null; cat code"
    )
    #expect(run.text == "74\n")
    #expect(run.errors.contains("standard output: writing failed: "))
  }

  @Test("A report that cannot be written is an error, for another reason")
  func fullDisk() async throws {
    #if os(Linux)
      #expect(try await folder.shell("exec \"$imgprep\" in -o out/ >/dev/full").code == 74)
    #endif
  }

  @Test("A file that becomes larger than it may is an error of that output")
  func fileSize() async throws {
    try folder.draw("in/large.png", 300, 200)
    // Blocks of 512 bytes.
    let run = try await folder.shell("ulimit -f 128; exec \"$imgprep\" in -o out/ --max none --format ppm")
    #expect(run.code == 1)
    #expect(run.errors.contains("out/large.ppm: writing failed: ") && run.errors.contains("1 of 13 failed"))
    #expect(try folder.files.filter { $0.hasPrefix("out/") }.count == 12)
    for input in ["in/large.png", "in/large.png --isolate", "- --isolate <in/large.png"] {
      let single = try await folder.shell(
        "ulimit -f 128; exec \"$imgprep\" --max none -o large.ppm \(input)")
      #expect(single.code == 74, "\(single.errors)")
    }
    // What goes from one process to the other counts too.
    let apart = try await folder.shell(
      "ulimit -f 128; exec \"$imgprep\" in/large.png --isolate --max none -o large.jpg")
    #expect(apart.code == 74 && apart.errors.contains("ulimit -f"), "\(apart.errors)")
  }

  @Test("Standard output and input may be non-blocking")
  func nonBlocking() async throws {
    #expect(try await folder.run("a.png", "-o", "a.ppm").code == 0)
    // A reader that sets the flag for both of them, and then takes its time.
    let script = """
      import fcntl, os, subprocess, sys, time
      def loosen(end): fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_NONBLOCK)
      input, feed = os.pipe(); output, sink = os.pipe()
      for end in (input, sink): loosen(end)
      child = subprocess.Popen([os.environ["imgprep"], "-", "-o", "-", "--format", "ppm", *sys.argv[1:]], stdin=input, stdout=sink)
      os.close(input); os.close(sink)
      time.sleep(0.2)
      picture = open("a.png", "rb").read()
      for start in range(0, len(picture), 500): os.write(feed, picture[start:start + 500]); time.sleep(0.005)
      os.close(feed)
      received = b""
      while part := os.read(output, 5000): received += part; time.sleep(0.002)
      assert child.wait() == 0
      assert received == open("a.ppm", "rb").read()
      """
    try folder.write(script, to: "reader.py")
    for options in ["", "--isolate", "--limit-seconds 30"] {
      let run = try await folder.shell("exec python3 reader.py \(options)")
      #expect(run.code == 0, "\(run.errors)")
    }
  }

  @Test("A pipe without anybody at its other end is held to --limit-seconds", arguments: ["", "--isolate"])
  func lonelyPipes(_ options: String) async throws {
    let run = try await folder.shell(
      """
      mkfifo pipe
      "$imgprep" pipe -o out.png --limit-seconds 0.5 \(options); echo $?
      "$imgprep" a.png -o pipe --limit-seconds 0.5 \(options); echo $?
      sleep 5 | "$imgprep" - -o out.png --limit-seconds 0.5 \(options); echo $?
      """)
    #expect(run.lines == ["65", "65", "65"])
    #expect(run.errors.contains("--limit-seconds"))
  }

  @Test(
    "/dev/stdout is standard output", arguments: ["-", "/dev/stdout", "/dev/fd/1", "mine"], ["", "--isolate"])
  func devStdout(_ name: String, _ options: String) async throws {
    try folder.link("mine", to: "/dev/stdout")
    #expect(try await folder.run("a.png", "-o", "expected.ppm").code == 0)
    let expected = try folder.bytes("expected.ppm")
    for target in ["> got", ">> got", "| cat > got"] {
      let run = try await folder.shell(
        "rm -f got; \"$imgprep\" a.png -o \(name) --format ppm \(options) \(target); echo $?")
      #expect(run.lines.last == "0")
      #expect(try folder.bytes("got") == expected)
      #expect(run.errors.contains("a.png"))
    }
  }

  @Test("In a folder, outputs replace links, with --force only; one that is named by itself is followed")
  func links() async throws {
    try folder.write("precious", to: "precious")
    for (name, target) in [
      ("out/0.png", "../precious"), ("out/1.png", "../nowhere"), ("in/2.prep.png", "../precious"),
    ] {
      try folder.makeFolder("out")
      try folder.link(name, to: target)
    }
    for arguments in [["in/0.png", "-o", "out/"], ["in/1.png", "-o", "out/"], ["in/2.png"]] {
      #expect(try await folder.run(arguments).code == 73)
      #expect(try await folder.run(arguments + ["--force"]).code == 0)
    }
    #expect(try folder.bytes("precious") == Array("precious".utf8) && !folder.exists("nowhere"))
    #expect(try folder.size("out/0.png") == folder.size("out/1.png"))

    try folder.link("there", to: "precious")
    try folder.link("made", to: "out/made.png")
    #expect(try await folder.run("a.png", "-o", "there", "--format", "ppm").code == 73)
    #expect(try await folder.run("a.png", "-o", "there", "--format", "ppm", "--force").code == 0)
    #expect(try await folder.run("a.png", "-o", "made").code == 0)
    #expect(try Pixmap(folder.bytes("precious"))?.size == Size(120, 80))
    #expect(try folder.size("out/made.png") == Size(120, 80))
  }

  @Test("A link to a folder is not followed out of the output's folder, which may be a link itself")
  func folderLinks() async throws {
    try folder.makeFolder("elsewhere")
    try folder.makeFolder("real")
    try folder.draw("in/sub/deep/b.png")
    try folder.link("real/sub", to: "../elsewhere")
    try folder.link("out", to: "real")
    let run = try await folder.run("in", "-o", "out/", "--force")
    #expect(
      run.code == 1 && run.errors.contains("out/sub is a link") && run.errors.contains("1 of 13 failed"))
    #expect(try folder.files.filter { $0.hasPrefix("real/") && $0.hasSuffix(".png") }.count == 12)
    #expect(try folder.files.filter { $0.hasPrefix("elsewhere/") }.isEmpty)
  }

  @Test("--force keeps the permissions of the file it replaces", arguments: ["600", "640", "755"])
  func permissions(_ mode: String) async throws {
    let run = try await folder.shell(
      """
      mkdir out; cp a.png out/0.png; cp a.png named.png; chmod \(mode) out/0.png named.png
      "$imgprep" in -o out/ --force -q && "$imgprep" a.png -o named.png --force -q
      ls -l out/0.png named.png | cut -c1-10
      umask 027; "$imgprep" a.png -o new.png -q; ls -l new.png | cut -c1-10
      """)
    let words = ["600": "-rw-------", "640": "-rw-r-----", "755": "-rwxr-xr-x"][mode]
    #expect(run.lines == [words, words, "-rw-r-----"])
  }

  @Test("--sync", arguments: ["none", "files"])
  func sync(_ policy: String) async throws {
    #expect(try await folder.run("in", "-o", "out/", "--sync", policy).code == 0)
    #expect(try folder.files.filter { $0.hasPrefix("out/") }.count == 12)
    #expect(try await folder.run("in", "-o", "out/", "--sync", "all").code == 64)
  }
}
