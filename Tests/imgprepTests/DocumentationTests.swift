import Foundation
import TestSupport
import Testing

/// Holds the README and the articles to the command, to the sources and to each other.
@Suite("Documentation")
struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let articles = "Sources/ImagePrep/ImagePrep.docc/"

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The options in the first cells of a page's tables.
  private static func options(in page: String) throws -> Set<String> {
    let rows = try text(page).split(separator: "\n").filter { $0.hasPrefix("| `-") }
    return Set(rows.flatMap { row in longOptions(row.split(separator: " | ").first ?? "") })
  }

  private static func longOptions(_ text: Substring) -> [String] {
    text.matches(of: /--[a-z-]+/).map { String($0.output) }
  }

  @Test("The page of the command has every option of the help, and no other")
  func options() async throws {
    let help = try await TemporaryFolder().run("--help")
    let lines = help.lines.filter { $0.hasPrefix("  -") }.map { $0.prefix(26) }
    // An option's other spelling stands in the text.
    let listed = Set(lines.flatMap { Self.longOptions($0[...]) }).subtracting([
      "--colour", "--version", "--help",
    ])
    #expect(listed.count > 40)
    #expect(try Self.options(in: Self.articles + "Command.md") == listed)
    let inReadme = try Self.options(in: "README.md")
    #expect(inReadme.count > 8 && inReadme.isSubset(of: listed))
  }

  @Test("The page of batches has every option that batch and merge have of their own, and no other")
  func batchOptions() async throws {
    func options(_ command: String...) async throws -> Set<String> {
      let help = try await TemporaryFolder().run(command + ["--help"])
      return Set(help.lines.filter { $0.hasPrefix("  -") }.flatMap { Self.longOptions($0.prefix(26)) })
    }
    let shared = try await options().subtracting(["--output"])
    let own = try await options("batch").subtracting(shared)
    #expect(own.count > 9)
    let page = try Self.text(Self.articles + "Batch.md").split(separator: "\n")
    let cells = page.filter { $0.hasPrefix("| `-") }.flatMap {
      Self.longOptions($0.split(separator: " | ").first ?? "")
    }
    #expect(Set(cells) == own)
    let merge = page.filter { $0.hasPrefix("| `merge -") }.flatMap { Self.longOptions($0) }
    #expect(try await Set(merge) == options("merge").subtracting(["--version", "--help"]))
  }

  /// The names of codes that a source file declares.
  private static func codes(in path: String) throws -> Set<String> {
    Set(try text(path).matches(of: /= Code\("([A-Za-z]+)"/).map { String($0.output.1) })
  }

  @Test("The page of the command has every code of a warning")
  func warnings() throws {
    let codes = try Self.codes(in: "Sources/ImagePrep/Warning.swift")
    let page = try Self.text(Self.articles + "Command.md")
    #expect(codes.count > 5)
    for code in codes { #expect(page.contains("\n| `\(code)` | "), "\(code)") }
  }

  @Test("The page of the command has every code of an error, and no other")
  func errors() throws {
    let codes = try Self.codes(in: "Sources/ImagePrep/ImageError.swift")
    let rows = try Self.text(Self.articles + "Command.md").split(separator: "\n")
    let listed = Set(
      rows.compactMap { $0.firstMatch(of: /^\| `([A-Za-z]+)` \| .* \| [67][0-9] \|$/)?.output.1 })
    #expect(codes.count > 10)
    #expect(Set(listed.map(String.init)) == codes)
  }

  @Test("Every link leads to a file, an article or a heading")
  func links() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: Self.articles).path)
    let pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + names.map { Self.articles + $0 }
    var count = 0
    for page in pages {
      let text = try Self.text(page)
      let folder = Self.root.appending(path: page).deletingLastPathComponent()
      for match in text.matches(of: /\]\(([^)]+)\)/) {
        let target = String(match.output.1)
        if target.hasPrefix("https://") { continue }
        count += 1
        if target.hasPrefix("#") {
          let heading = target.dropFirst().replacing("-", with: " ")
          #expect(text.lowercased().contains("\n## \(heading)\n"), "\(page): \(target)")
        } else {
          #expect(
            FileManager.default.fileExists(atPath: folder.appending(path: target).path), "\(page): \(target)")
        }
      }
      for match in text.matches(of: /<doc:([A-Za-z]+)>/) {
        count += 1
        #expect(names.contains("\(match.output.1).md"), "\(page): \(match.output.1)")
      }
    }
    #expect(count > 20)
  }

  @Test("The tests that the threat model names exist")
  func shownBy() throws {
    let article = try Self.text(Self.articles + "ThreatModel.md")
    let folder = Self.root.appending(path: "Tests")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let sources = files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    let tests = try sources.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    let suites = article.matches(of: /([A-Z][A-Za-z]+Tests)(\.([a-zA-Z]+))?/)
    #expect(suites.count > 20)
    for suite in suites {
      #expect(tests.contains("struct \(suite.output.1) ") || tests.contains("extension \(suite.output.1) "))
      guard let name = suite.output.3 else { continue }
      #expect(tests.contains("func \(name)("), "\(suite.output.0)")
    }
  }
}
