import Foundation
import ImagePrep
import TestSupport
import Testing

#if os(Linux)
  /// The command, with system calls that fail: see `Tests/Faults/faults.c`.
  @Suite("System calls that fail")
  struct FaultTests {
    let folder: TemporaryFolder

    init() async throws {
      folder = try TemporaryFolder()
      try folder.draw("a.png", 120, 80)
      let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Faults/faults.c").path
      let built = try await folder.shell("exec ${CC:-clang} -shared -fPIC -o faults.so '\(source)'")
      #expect(built.code == 0, "\(built.errors)")
    }

    private func run(_ faults: String, _ arguments: String...) async throws -> Finished {
      try await folder.run(
        arguments,
        environment: [
          "LD_PRELOAD": folder.place("faults.so"), "FAULTS": faults, "FAULTS_LOG": folder.place("log"),
        ])
    }

    private var log: [String] {
      get throws {
        String(decoding: try folder.bytes("log"), as: UTF8.self).split(separator: "\n").map(String.init)
      }
    }

    private var hidden: [String] { get throws { try folder.files.filter { $0.contains(".imgprep-") } } }

    @Test("A write that takes nothing is an error and no endless loop")
    func writeNothing() async throws {
      let run = try await run("write-nothing", "a.png", "-o", "b.png")
      #expect(run.code == 74 && !folder.exists("b.png"))
    }

    @Test("An interrupted close has closed the file", arguments: ["", "no-nameless"])
    func closeInterrupted(_ other: String) async throws {
      #expect(try await run("close-interrupted \(other)", "a.png", "-o", "b.png").code == 0)
      #expect(try await run("close-interrupted \(other)", "a.png", "-o", "b.png", "--force").code == 0)
      #expect(try folder.size("b.png") == Size(120, 80))
    }

    @Test("With --sync files, a file is on the disk before it has its name, and its name after that")
    func syncOrder() async throws {
      #expect(try await run("", "a.png", "-o", "b.png").code == 0)
      #expect(try log == ["name"])
      try FileManager.default.removeItem(atPath: folder.place("log"))
      #expect(try await run("", "a.png", "-o", "c.png", "--sync", "files").code == 0)
      #expect(try log == ["sync file", "name", "sync folder"])
      try FileManager.default.removeItem(atPath: folder.place("log"))
      #expect(try await run("no-nameless", "a.png", "-o", "c.png", "--sync", "files", "--force").code == 0)
      #expect(try log == ["sync file", "rename", "sync folder"])
    }

    @Test("A folder that is made has its own name synced")
    func syncNewFolder() async throws {
      #expect(try await run("", "a.png", "-o", "new/deep/", "--sync", "files").code == 0)
      #expect(try log == ["sync folder", "sync folder", "sync file", "name", "sync folder"])
    }

    @Test("Where syncing fails, the output is not there", arguments: ["", "no-nameless"])
    func syncFails(_ other: String) async throws {
      try folder.write("earlier work", to: "b.png")
      let run = try await run("sync-fails \(other)", "a.png", "-o", "b.png", "--sync", "files", "--force")
      #expect(run.code == 74 && run.errors.contains("b.png: syncing it failed: "))
      #expect(try folder.bytes("b.png") == Array("earlier work".utf8))
      #expect(try hidden == [])
    }

    @Test(
      "A call that waits for the test ends by itself", arguments: ["write-waits", "no-nameless rename-waits"])
    func waitingEnds(_ faults: String) async throws {
      try folder.write("earlier work", to: "b.ppm")
      let run = try await folder.shell(
        """
        export LD_PRELOAD="$PWD/faults.so" FAULTS='\(faults)' FAULTS_SECONDS=1
        "$imgprep" a.png -o b.ppm --force
        """)
      #expect(run.code == 97)
    }

    @Test("What a killed run has left is removed by the next one; what a living one is writing is not")
    func leftovers() async throws {
      try folder.makeFolder("out")
      let killed = try await folder.shell(
        """
        export LD_PRELOAD="$PWD/faults.so"
        begun() { until ls -A out | grep -q '^.imgprep-'; do sleep 0.02; done; }
        FAULTS="no-nameless write-waits" "$imgprep" a.png -o out/killed.ppm & first=$!
        begun; kill -9 $first; wait $first
        ls -A out | grep -c '^.imgprep-'
        left=$(ls -A out)
        FAULTS="no-nameless write-waits" "$imgprep" a.png -o out/living.ppm -q & second=$!
        until test -n "$(ls -A out | grep -v "$left")"; do sleep 0.02; done
        FAULTS="no-nameless" "$imgprep" a.png -o out/next.ppm -q
        ls -A out | grep -c '^.imgprep-'
        touch go; wait $second; echo $?
        ls -A out
        """)
      #expect(killed.lines == ["1", "1", "0", "living.ppm", "next.ppm"], "\(killed.errors)")
    }

    @Test(
      "An output that is about to get its name is not taken for left over", arguments: ["", "no-nameless"])
    func aboutToBeNamed(_ other: String) async throws {
      try folder.makeFolder("out")
      let run = try await folder.shell(
        """
        export LD_PRELOAD="$PWD/faults.so"
        FAULTS="rename-waits \(other)" FAULTS_LOG=log "$imgprep" a.png -o out/first.ppm --force -q & first=$!
        until grep -q rename log 2>/dev/null; do sleep 0.02; done
        FAULTS="no-nameless" "$imgprep" a.png -o out/second.ppm -q
        touch go; wait $first; echo $?
        ls -A out
        """)
      #expect(run.lines == ["0", "first.ppm", "second.ppm"], "\(run.errors)")
    }
  }
#endif
