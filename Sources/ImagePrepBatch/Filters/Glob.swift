import ImagePrep

/// A pattern of paths, as `.gitignore` and ripgrep's `--glob` have them, over bytes.
///
/// | pattern | matches |
/// |---|---|
/// | `*` | any characters of one name, or none |
/// | `**` | as a whole name: any number of folders, or none (`**/raw`, `a/**/b`); at the end everything inside (`a/**`) |
/// | `?` | one character: of UTF-8, or a byte that is not UTF-8 |
/// | `[a-z]` `[!a-z]` | a character of a set, or none of it |
/// | `{a,b}` | either |
/// | `\*` | the character itself |
///
/// A pattern with a slash matches the whole relative path; a slash at its start says nothing more. Without one it matches
/// the last name of the path. Letters are matched as they are written.
///
/// Matching takes time in proportion to the length of the pattern and of the path, never an exponential one.
public struct Glob: Sendable, Equatable {
  /// A pattern without braces: what each name of the path must be.
  struct Alternative: Sendable, Equatable {
    /// False: it is for the last name alone.
    var isPath: Bool
    var parts: [Part]
  }

  enum Part: Sendable, Equatable {
    /// `**`: any number of names.
    case anyNames
    case name([GlobToken])
  }

  /// The most patterns that braces may stand for.
  static let mostAlternatives = 1000

  /// The pattern as it was given.
  public let text: SystemPath
  /// True for a pattern with a slash at its end: only folders match.
  public let isForFolders: Bool
  private let alternatives: [Alternative]

  /// - Throws: `ImageError` with the code `invalidOptions` for a bracket or a brace that is not closed, a backslash at the
  ///   end, an empty pattern, and braces that stand for more than 1000 patterns.
  public init(_ pattern: some PathConvertible) throws(ImageError) {
    text = pattern.systemPath
    var parser = GlobParser(text)
    let tokens = try parser.alternatives()
    isForFolders = tokens.allSatisfy { $0.last == .slash }
    alternatives = tokens.map(Self.alternative)
    guard alternatives.allSatisfy({ !$0.parts.isEmpty }) else {
      throw ImageError(.invalidOptions, "the pattern \"\(text)\" is empty", advice: "leave it out")
    }
  }

  private static func alternative(_ tokens: [GlobToken]) -> Alternative {
    // A slash at the end says that folders are meant, and nothing about where they are.
    let isPath = tokens.dropLast().contains(.slash)
    let names = tokens.split(separator: .slash)
    var parts: [Part] = []
    for name in names {
      // Several in a row are one.
      if name.elementsEqual([.star, .star]) {
        if parts.last != .anyNames { parts.append(.anyNames) }
      } else {
        var simple: [GlobToken] = []
        for token in name where token != .star || simple.last != .star { simple.append(token) }
        parts.append(.name(simple))
      }
    }
    return Alternative(isPath: isPath, parts: parts)
  }

  /// - Parameter path: Relative, with single slashes between its names.
  public func matches(_ path: SystemPath) -> Bool {
    let names = path.bytes.split(separator: UInt8(ascii: "/"))
    return matches(names[...])
  }

  func matches(_ names: ArraySlice<ArraySlice<UInt8>>) -> Bool {
    alternatives.contains { alternative in
      if alternative.isPath { return Self.matches(alternative.parts, names) }
      return names.last.map { Self.matches(alternative.parts, [$0]) } ?? false
    }
  }

  /// Only the last `**` ever takes more names: those before it have the fewest, which leaves the most to the rest.
  private static func matches(_ parts: [Part], _ names: ArraySlice<ArraySlice<UInt8>>) -> Bool {
    var part = 0
    var name = names.startIndex
    var retry: (part: Int, name: Int)?
    while true {
      if part < parts.count, parts[part] == .anyNames {
        // At the end it stands for what is inside: one name at least.
        if part == parts.count - 1 { return name < names.endIndex || parts.count == 1 }
        retry = (part + 1, name)
        part += 1
      } else if part < parts.count, name < names.endIndex, case .name(let tokens) = parts[part],
        GlobToken.match(tokens, names[name])
      {
        part += 1
        name += 1
      } else if part == parts.count, name == names.endIndex {
        return true
      } else if let last = retry, last.name < names.endIndex {
        retry = (last.part, last.name + 1)
        part = last.part
        name = last.name + 1
      } else {
        return false
      }
    }
  }
}
