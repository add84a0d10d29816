import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Patterns of paths")
struct GlobTests {
  /// Those without braces and of ASCII are what `git check-ignore` says of the file. ripgrep knows braces and characters.
  @Test(
    "What matches",
    arguments: [
      ("*.jpg", "a.jpg"), ("*.jpg", "x/y/a.jpg"), ("*.jpg", ".jpg"), ("a", "x/a"), ("a*b*c", "aXbYbZc"),
      ("*", "x/y"),
      ("x/*.jpg", "x/a.jpg"), ("/a.jpg", "a.jpg"), ("**/a.jpg", "a.jpg"), ("**/a.jpg", "x/y/a.jpg"),
      ("x/**", "x/a/b"),
      ("x/**/b", "x/b"), ("x/**/b", "x/a/a/b"), ("**/x/**/b", "b/x/x/a/b"), ("x/**/**/b", "x/b"),
      ("?.jpg", "x/é.jpg"),
      ("[a-c].jpg", "b.jpg"), ("[!a-c].jpg", "d.jpg"), ("[^a-c].jpg", "é.jpg"), ("[]-].jpg", "].jpg"),
      ("[]-].jpg", "-.jpg"),
      ("[à-é].jpg", "ç.jpg"), ("\\*.jpg", "*.jpg"), ("[\\]].jpg", "].jpg"), ("a**b", "aXYb"),
      ("x/a**b", "x/ab"),
      ("*.{jpg,jp?g}", "x/a.jpeg"), ("{x,y/z}/*.jpg", "y/z/a.jpg"), ("{a,b{c,d}}", "bd"), ("a{,b}", "a"),
      ("a,b", "a,b"),
      ("a}b", "a}b"), ("[*]", "*"),
    ] as [(SystemPath, SystemPath)])
  func matches(_ pattern: SystemPath, _ path: SystemPath) throws {
    #expect(try Glob(pattern).matches(path))
  }

  @Test(
    "What does not",
    arguments: [
      ("*.jpg", "a.JPG"), ("*.jpg", "a.jpg/b"), ("a", "ab"), ("x/*.jpg", "y/x/a.jpg"),
      ("x/*.jpg", "x/y/a.jpg"),
      ("/a.jpg", "x/a.jpg"), ("x/**", "x"), ("x/**/b", "xb"), ("x/**/b", "y/x/b"), ("?.jpg", "ab.jpg"),
      ("?", ""),
      ("[a-c].jpg", "d.jpg"), ("[!a-c].jpg", "b.jpg"), ("a?b", "a/b"), ("a[!x]b", "a/b"), ("x/a**b", "x/a/b"),
      ("\\*.jpg", "a.jpg"), ("*.{jpg,png}", "a.gif"), ("**/x", "x/y"), ("x[/]y/*", "x[/]y/z"),
    ] as [(SystemPath, SystemPath)])
  func mismatches(_ pattern: SystemPath, _ path: SystemPath) throws {
    #expect(try !Glob(pattern).matches(path))
  }

  @Test("Bytes that are not UTF-8 are characters")
  func bytes() throws {
    let path = SystemPath(bytes: [0xFF, 0x2E, 0xC3])
    #expect(try Glob("?.?").matches(path))
    #expect(try Glob(SystemPath(bytes: [0x2A, 0xC3])).matches(path))
    #expect(try Glob(SystemPath(bytes: [0x5B, 0xFE, 0x2D, 0xFF, 0x5D, 0x2A])).matches(path))
    #expect(try !Glob("??.?").matches(path))
  }

  @Test(
    "Patterns that are wrong",
    arguments: ["", "/", "a[", "a[]", "a[b", "a{b", "a\\", "[z-a]", "{a,{b}", "[a-", "[!"] as [SystemPath])
  func faults(_ pattern: SystemPath) {
    let error = #expect(throws: ImageError.self) { try Glob(pattern) }
    #expect(error?.code == .invalidOptions)
  }

  @Test("Braces are bounded in number and in depth")
  func bounds() {
    #expect(throws: Never.self) { try Glob(String(repeating: "{a,b}", count: 9)) }
    #expect(throws: ImageError.self) { try Glob(String(repeating: "{a,b}", count: 10)) }
    #expect(throws: ImageError.self) { try Glob(String(repeating: "{", count: 100_000)) }
    #expect(throws: ImageError.self) { try Glob("{" + String(repeating: ",", count: 1000) + "}") }
  }

  @Test("Patterns that take other programs for ever", .timeLimit(.minutes(1)))
  func time() throws {
    let name = SystemPath(String(repeating: "a", count: 2000))
    #expect(try !Glob(String(repeating: "*a", count: 200) + "*b").matches(name))
    #expect(
      try !Glob(String(repeating: "**/a/", count: 100) + "b").matches(
        SystemPath(String(repeating: "a/", count: 500) + "a")))
  }

  /// The plainest way to match a pattern of stars, question marks and letters, which may take for ever.
  private static func plain(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    let slash = UInt8(ascii: "/")
    guard let first = pattern.first else { return text.isEmpty }
    if pattern.starts(with: "**/".utf8) {
      let rest = pattern.dropFirst(3)
      if plain(rest, text) { return true }
      return text.indices.contains { text[$0] == slash && plain(rest, text[($0 + 1)...]) }
    }
    if first == UInt8(ascii: "*") {
      if plain(pattern.dropFirst(), text) { return true }
      return text.first.map { $0 != slash && plain(pattern, text.dropFirst()) } ?? false
    }
    guard let character = text.first else { return false }
    return first == character || first == UInt8(ascii: "?") && character != slash
      ? plain(pattern.dropFirst(), text.dropFirst()) : false
  }

  @Test("Random patterns match what the plainest way matches")
  func random() throws {
    var generator = SeededGenerator(23)
    let parts = ["a", "b", "*", "?", "*a", "ab", "a*b*", "**"]
    for _ in 0..<4000 {
      var pattern = "a"
      while pattern.hasPrefix("**/") == false, pattern.contains("/") == false {
        let count = Int.random(in: 2...5, using: &generator)
        // A pattern of folders at its end means what is inside, which the plain way does not know.
        let names = (0..<count).map { _ in parts.randomElement(using: &generator) ?? "a" }
        pattern = (names.last == "**" ? names + ["a"] : names).joined(separator: "/")
      }
      let text = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        ["a", "b", "ab", "abab", "ba"].randomElement(using: &generator) ?? "a"
      }.joined(separator: "/")
      let expected = Self.plain(Array(pattern.utf8)[...], Array(text.utf8)[...])
      #expect(try Glob(pattern).matches(SystemPath(text)) == expected, "\(pattern) \(text)")
    }
    for _ in 0..<3000 {
      let characters = Array("ab*?/[]!-{},\\".utf8) + [0xFF, 0xC3, 0xA9]
      let pattern = (0..<12).map { _ in characters.randomElement(using: &generator) ?? 0 }
      guard let glob = try? Glob(SystemPath(bytes: pattern)) else { continue }
      _ = glob.matches(SystemPath(bytes: generator.bytes(8)))
    }
  }

  @Test("Files are included by their own path, and excluded by any folder around them")
  func filter() throws {
    let filter = PathFilter(
      include: [try Glob("*.jpg"), try Glob("raw/**")], exclude: [try Glob("tmp/"), try Glob("/x/old")])
    for file in ["a.jpg", "y/a.jpg", "raw/b.png", "tmp.jpg", "x/a.jpg", "y/x/old/a.jpg"] as [SystemPath] {
      #expect(filter.allows(file), "\(file)")
    }
    for file in ["a.png", "tmp/a.jpg", "y/tmp/z/a.jpg", "x/old/a.jpg", "x/old"] as [SystemPath] {
      #expect(!filter.allows(file), "\(file)")
    }
    #expect(try PathFilter(exclude: [Glob("tmp/")]).allows("tmp"))
    #expect(!filter.allowsFolder("tmp") && !filter.allowsFolder("y/tmp") && !filter.allowsFolder("x/old"))
    #expect(filter.allowsFolder("x") && filter.allowsFolder("anything"))
    #expect(PathFilter().allows("a") && PathFilter().allowsFolder("a"))
  }
}
