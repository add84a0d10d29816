import Foundation
import TestSupport
import Testing

@Suite("Completions")
struct CompletionTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.draw("photos/a.png")
    try folder.draw("in.png")
    try folder.draw("my photos/b.png")
  }

  /// What is typed, what is proposed in the end, and what must not be.
  private static let cases: [(typed: String, proposed: [String], absent: [String])] = [
    ("imgprep phot", ["photos"], ["inspect"]),
    ("imgprep insp", ["inspect"], []),
    ("imgprep --fi", ["--fit", "--filter"], ["--format"]),
    ("imgprep --max 512 --fi", ["--fit", "--filter"], []),
    ("imgprep in.png --max 512 phot", ["photos"], []),
    ("imgprep normalize --fi", ["--fit", "--filter"], []),
    ("imgprep normalize phot", ["photos"], []),
    ("imgprep inspect --fi", ["--fit", "--filter"], []),
    ("imgprep inspect --form", [], ["--format"]),
    ("imgprep inspect phot", ["photos"], []),
    ("imgprep rem", ["remap"], []),
    ("imgprep batch --sh", ["--shard-size"], []),
    ("imgprep batch --reencode al", ["always"], ["photos"]),
    ("imgprep batch --only-a", ["--only-animated"], ["--only-still"]),
    ("imgprep batch phot", ["photos"], []),
    ("imgprep --sh", [], ["--shard-size"]),
    ("imgprep mer", ["merge"], []),
    ("imgprep remap --rec", ["--receipts"], []),
    ("imgprep remap --format y", ["yolo"], ["photos"]),
    ("imgprep remap --format ", ["coco", "yolo"], ["webp"]),
    ("imgprep --format c", [], ["coco"]),
    ("imgprep remap --receipts phot", ["photos"], []),
    ("imgprep --fit co", ["cover"], ["photos"]),
    ("imgprep --format we", ["webp"], []),
    ("imgprep --color ", ["srgb", "keep"], ["photos"]),
    ("imgprep --color ", ["srgb", "keep"], []),
    ("imgprep --quality ", [], ["photos"]),
    ("imgprep in.png -o phot", ["photos"], []),
    ("imgprep in.png --output phot", ["photos"], []),
    ("imgprep --isolate phot", ["photos"], []),
    ("imgprep --lenient phot", ["photos"], []),
    ("imgprep my", ["my photos"], []),
  ]

  private func script(_ shell: String) async throws -> String {
    let run = try await folder.run("--generate-completion-script", shell)
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(try await folder.run("--generate-completion-script=\(shell)").text == run.text)
    return run.text
  }

  private func check(_ answer: String, _ typed: String, _ proposed: [String], _ absent: [String]) {
    for word in proposed { #expect(answer.contains(word), "\(typed): \(answer)") }
    for word in absent { #expect(!answer.contains(word), "\(typed): \(answer)") }
  }

  @Test("bash", .enabled(if: Shell.isInstalled("bash"), "bash is not installed"))
  func bash() async throws {
    try folder.write(try await script("bash"), to: "script")
    // As bash splits words, and calls the function that is registered.
    try folder.write(
      """
      source ./script
      function=$(complete -p imgprep); function=${function#*-F }; function=${function%% *}
      IFS=$'\\t' read -r -a COMP_WORDS <<< "$1"
      [[ "$1" == *$'\\t' ]] && COMP_WORDS+=("")
      COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
      "$function" imgprep "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """, to: "driver")
    func complete(_ words: String) async throws -> String {
      try await Shell.run("bash", ["driver", words.replacing(" ", with: "\t")], in: folder)
    }
    for (typed, proposed, absent) in Self.cases {
      check(try await complete(typed), typed, proposed, absent)
    }
    // Bash takes --option=value and 4:2:0 apart, and replaces the last part only.
    for (words, answer) in [
      ("imgprep --fit = co", "cover\n"), ("imgprep --fit =", "inside\ncover\npad\nstretch\nclosest\n"),
      ("imgprep --subsampling 4 : 2", "2:0\n"), ("imgprep --subsampling = 4 : 4 :", "4\n"),
      ("imgprep --fit=co", "--fit=cover\n"), ("imgprep --isolate = r", "require\n"),
      ("imgprep --output = phot", "photos\n"), ("imgprep -- phot", "photos\n"), ("imgprep -- --fi", "\n"),
    ] {
      #expect(try await complete(words) == answer, "\(words)")
    }
  }

  @Test("zsh", .enabled(if: Shell.isInstalled("zsh"), "zsh is not installed"))
  func zsh() async throws {
    try folder.write(try await script("zsh"), to: "script")
    // An interactive shell behind a terminal of its own, where Tab is pressed. Control-X shows the line.
    try folder.write(
      """
      zmodload zsh/zpty
      zpty shell zsh -f -i
      answer() {
        local part
        REPLY=""
        while zpty -r shell part "*$1*"; do REPLY+="$part"; [[ "$REPLY" == *$1* ]] && break; done
      }
      zpty -w shell "PS1='' PS2='' LISTMAX=0; autoload -Uz compinit && compinit -u -D; source ./script
      show() { print -r -- \\"<\\$BUFFER>\\"; BUFFER=''; print -r EN''D }
      zle -N show; bindkey '^X' show; bindkey '^I' complete-word; unsetopt auto_menu; print -r REA''DY"
      answer READY
      while IFS= read -r line; do
        zpty -n -w shell "$line"$'\\t\\x18'
        answer END
        print -r -- "$REPLY" | tr -d '\\r' | tr '\\n' ' '
        print
      done < lines
      zpty -d shell
      """, to: "driver")
    try folder.write(Self.cases.map(\.typed).joined(separator: "\n") + "\n", to: "lines")
    let answers = try await Shell.run("zsh", ["-f", "driver"], in: folder).split(separator: "\n")
    #expect(answers.count == Self.cases.count)
    for (answer, (typed, proposed, absent)) in zip(answers, Self.cases) {
      // The shell escapes the space of a name; what was typed is no proposal.
      check(
        String(answer).replacing("\\ ", with: " "), typed, proposed, absent.filter { !typed.contains($0) })
    }
  }

  @Test("fish", .enabled(if: Shell.isInstalled("fish"), "fish is not installed"))
  func fish() async throws {
    try folder.write(try await script("fish"), to: "script")
    for (typed, proposed, absent) in Self.cases {
      let answer = try await Shell.run(
        "fish", ["--no-config", "-c", "source script; complete -C '\(typed)'"], in: folder)
      let words = answer.split(separator: "\n").map { $0.prefix { $0 != "\t" } }.joined(separator: "\n")
      check(words.replacing("\\ ", with: " "), typed, proposed, absent)
    }
    let joined = try await Shell.run(
      "fish", ["--no-config", "-c", "source script; complete -C 'imgprep --fit=co'"], in: folder)
    #expect(joined.hasPrefix("--fit=cover"))
  }

  @Test("A shell that is not known is wrong usage")
  func unknown() async throws {
    #expect(try await folder.run("--generate-completion-script", "dish").code == 64)
  }
}

/// Programs that scripts are tried in.
private enum Shell {
  static func isInstalled(_ name: String) -> Bool { path(name) != nil }

  private static func path(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What it prints, within half a minute.
  static func run(_ name: String, _ arguments: [String], in folder: TemporaryFolder) async throws -> String {
    guard let path = path(name) else { return "" }
    return try await Binary.run(arguments, in: folder.path, program: path).text
  }
}
