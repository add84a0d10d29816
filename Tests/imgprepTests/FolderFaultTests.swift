import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("What is wrong with one file or folder costs that one")
struct FolderFaultTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.draw("in/good.png")
  }

  #if os(Linux)
    @Test("A name that is not UTF-8 is a name like any other, in a folder and on the command line")
    func notUTF8() async throws {
      let run = try await folder.shell(
        """
        b=$(printf 'b\\377.png'); o=$(printf 'o\\351.webp')
        cp in/good.png "in/$b"; cp in/good.png "$(printf 'in/\\351')"; echo words > "$(printf 'in/w\\377.txt')"
        "$imgprep" in -o out/ --json && "$imgprep" "in/$b" -o "$o" --json && "$imgprep" "in/$b" || exit 1
        for f in "out/$b" "$(printf 'out/\\351.png')" "$o" "in/$(printf 'b\\377.prep.png')"; do
          test -s "$f" || { echo missing "$f" >&2; exit 2; }
        done
        """)
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.errors.contains("1 file passed over"))
      let lines = try NameLine.all(in: run)
      #expect(lines.map(\.input) == ["in/b\\xFF.png", "in/good.png", "in/\\xE9", nil, "in/b\\xFF.png"])
      #expect(
        lines[0].inputBase64.map { Data(base64Encoded: $0) } == Data("in/b".utf8 + [0xFF] + ".png".utf8))
      #expect(
        lines[0].outputBase64.map { Data(base64Encoded: $0) } == Data("out/b".utf8 + [0xFF] + ".png".utf8))
      #expect(lines[1].inputBase64 == nil && lines[1].outputBase64 == nil)
      #expect(lines[4].output == "o\\xE9.webp")
      #expect(run.text.contains("in/b\\xFF.png  40×24"))
    }

    @Test("A name that begins with a combining mark is given with an equals sign, too")
    func combiningMark() async throws {
      try folder.draw("in/\u{301}a.png")
      #expect(try await folder.run("in/\u{301}a.png", "--output=\u{301}out.webp").code == 0)
      #expect(try await folder.run("in", "-o", "new/").code == 0)
      #expect(folder.exists("\u{301}out.webp") && folder.exists("new/\u{301}a.png"))
    }

    @Test("Two names that are equal as text are two files")
    func normalForms() async throws {
      for name in ["in/\u{E9}.png", "in/e\u{301}.png"] { try folder.draw(name) }
      let run = try await folder.run("in", "-o", "out/", "--json")
      #expect(run.code == 0)
      #expect(try Line.all(in: run).count == 3)
      #expect(try folder.files.filter { $0.hasPrefix("out/") }.count == 3)
    }
  #endif

  @Test(
    "--skip-existing needs no folder that can be written to where all outputs are there",
    .enabled { try await Unprivileged.isPossible() })
  func skippingInReadOnlyFolder() async throws {
    try folder.draw("out/good.png")
    let run = try await folder.shell(
      """
      chmod 555 out; \(Unprivileged.prefix) "$imgprep" in -o out/ --skip-existing; echo $?
      \(Unprivileged.prefix) "$imgprep" in/good.png -o out/ --skip-existing; echo $?
      cp in/good.png in/other.png
      \(Unprivileged.prefix) "$imgprep" in -o out/ --skip-existing; echo $?; chmod 755 out
      """)
    let skipped = "in/good.png → out/good.png  skipped, as it exists"
    #expect(run.lines == ["0", skipped, "0", "73"], "\(run.errors)")
    #expect(run.errors.contains("0 done, 1 skipped"))
  }

  @Test(
    "A folder that cannot be read, or not searched, fails by itself",
    .enabled { try await Unprivileged.isPossible() })
  func permissions() async throws {
    for name in ["in/locked/a.png", "in/listed/b.png", "in/listed/c.png", "in/unread.png", "in/unread"] {
      try folder.draw(name)
    }
    let run = try await folder.shell(
      """
      chmod 700 in/locked; chmod 744 in/listed; chmod 600 in/unread in/unread.png
      test -n "\(Unprivileged.prefix)" || chmod 0 in/locked in/unread in/unread.png
      test -n "\(Unprivileged.prefix)" || chmod 444 in/listed
      mkdir -m 777 out; \(Unprivileged.prefix) "$imgprep" in -o out/ --json; code=$?
      chmod -R 777 in; exit $code
      """)
    #expect(run.code == 1)
    let lines = try Line.all(in: run)
    #expect(
      lines.map(\.input) == [
        "in/good.png", "in/listed/b.png", "in/listed/c.png", "in/locked", "in/unread", "in/unread.png",
      ])
    #expect(lines.map(\.error?.kind) == [nil] + Array(repeating: "unreadable", count: 5))
    for line in lines.dropFirst() { #expect(run.errors.contains("\(line.input): ")) }
    #expect(run.errors.contains("5 of 6 failed (5 unreadable)"))
    #expect(folder.exists("out/good.png"))
  }

  @Test("A path that is too long fails by itself")
  func longPath() async throws {
    let run = try await folder.shell(
      """
      name=$(printf 'd%.0s' $(seq 200)); top=$PWD; cd in
      for i in $(seq 25); do mkdir $name && cd -P $name || exit 9; done
      cp "$top/in/good.png" deep.png; cd "$top"
      "$imgprep" in -o out/ --json; code=$?; rm -r in; exit $code
      """)
    #expect(run.code == 1, "\(run.errors)")
    let lines = try Line.all(in: run)
    #expect(lines.count == 2)
    #expect(lines.first?.error?.kind == "unreadable")
    #expect(lines.last?.input == "in/good.png" && lines.last?.error == nil)
  }

  @Test(
    "A folder that nothing can be created in is one error, not one for each image",
    .enabled { try await Unprivileged.isPossible() })
  func readOnlyFolder() async throws {
    for index in 1...20 { try folder.draw("in/\(index).png") }
    let run = try await folder.shell(
      """
      mkdir -m 555 ready; chmod 555 in
      \(Unprivileged.prefix) "$imgprep" in -o ready/; echo $?
      \(Unprivileged.prefix) "$imgprep" in; echo $?
      chmod 755 ready in
      """)
    #expect(run.text == "73\n1\n")
    let complaints = run.errors.split(separator: "\n")
    #expect(complaints.count == 4, "\(run.errors)")
    #expect(complaints[0].contains("error: ready: ") && complaints[0].contains("Permission denied"))
    #expect(complaints[1].contains("error: in/1.prep.png: ") && complaints[1].contains("Permission denied"))
    #expect(complaints[2].contains("20 more outputs failed for the same reason"))
    #expect(complaints[3].contains("21 of 21 failed (21 uncreatable)"))
  }

  @Test(
    "With --sync files, a folder that cannot be read gets no output: it could not be synced",
    .enabled { try await Unprivileged.isPossible() })
  func unreadableFolderToSync() async throws {
    let run = try await folder.shell(
      """
      mkdir out; test -n "\(Unprivileged.prefix)" && chmod 333 out || chmod 300 out
      \(Unprivileged.prefix) "$imgprep" in/good.png -o out/synced.png --sync files; echo $?
      \(Unprivileged.prefix) "$imgprep" in/good.png -o out/plain.png -q; echo $?
      chmod 755 out; ls -A out
      """)
    #expect(run.lines == ["74", "0", "plain.png"], "\(run.errors)")
    #expect(run.errors.contains("synced.png: its folder cannot be opened to be synced: Permission denied"))
  }

  @Test(
    "What a killed run has left is removed though nobody may write to it",
    .enabled { try await Unprivileged.isPossible() })
  func readOnlyLeftover() async throws {
    let run = try await folder.shell(
      """
      mkdir out; chmod 777 out; echo half > out/.imgprep-1a2b3c.tmp; chmod 444 out/.imgprep-1a2b3c.tmp
      \(Unprivileged.prefix) "$imgprep" in/good.png -o out/next.png --force -q; echo $?
      ls -A out
      """)
    #expect(run.lines == ["0", "next.png"], "\(run.errors)")
  }

  @Test("A message has the system's words for why a folder cannot be made")
  func systemWords() async throws {
    try folder.write("a file", to: "out")
    let run = try await folder.run("in", "-o", "out/deep/")
    #expect(run.code == 73)
    #expect(run.errors.contains("out/deep: its folder cannot be created: Not a directory"))
    #expect(!run.errors.contains("POSIX"))
  }
}

/// The names in a line of JSON; the summary has none.
struct NameLine: Decodable {
  var input: String?
  var inputBase64: String?
  var output: String?
  var outputBase64: String?

  static func all(in run: Finished) throws -> [NameLine] {
    try run.lines.filter { $0.hasPrefix("{") }.map {
      try JSONDecoder().decode(NameLine.self, from: Data($0.utf8))
    }
  }
}
