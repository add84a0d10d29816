import ImagePrep

/// Reads a pattern, and makes one list of tokens for each way through its braces.
struct GlobParser {
  private let pattern: SystemPath
  private var rest: ArraySlice<UInt8>

  init(_ pattern: SystemPath) {
    self.pattern = pattern
    rest = pattern.bytes[...]
  }

  mutating func alternatives() throws(ImageError) -> [[GlobToken]] { try sequence(level: 0) }

  /// Reads up to the end, or up to the comma or the brace that ends an alternative.
  private mutating func sequence(level: Int) throws(ImageError) -> [[GlobToken]] {
    guard level < 20 else { throw fault("its braces are nested too deeply") }
    var ways: [[GlobToken]] = [[]]
    func add(_ token: GlobToken) { for index in ways.indices { ways[index].append(token) } }
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "}"):
        if level > 0 { return ways }
        rest.removeFirst()
        add(.byte(byte))
      case UInt8(ascii: "{"):
        let inside = try braces(level: level)
        guard ways.count * inside.count <= Glob.mostAlternatives else {
          throw fault("its braces stand for more than \(Glob.mostAlternatives) patterns")
        }
        ways = ways.flatMap { way in inside.map { way + $0 } }
      default:
        rest.removeFirst()
        add(try token(byte))
      }
    }
    return ways
  }

  private mutating func braces(level: Int) throws(ImageError) -> [[GlobToken]] {
    var all: [[GlobToken]] = []
    repeat {
      rest.removeFirst()
      all += try sequence(level: level + 1)
      guard all.count <= Glob.mostAlternatives else {
        throw fault("its braces stand for more than \(Glob.mostAlternatives) patterns")
      }
      guard !rest.isEmpty else { throw fault("a brace is not closed") }
    } while rest.first == UInt8(ascii: ",")
    rest.removeFirst()
    return all
  }

  /// - Parameter byte: Has been taken from the rest.
  private mutating func token(_ byte: UInt8) throws(ImageError) -> GlobToken {
    switch byte {
    case UInt8(ascii: "?"): return .anyCharacter
    case UInt8(ascii: "*"): return .star
    case UInt8(ascii: "/"): return .slash
    case UInt8(ascii: "["): return try set()
    case UInt8(ascii: "\\"):
      guard let next = rest.popFirst() else { throw fault("a backslash stands at its end") }
      return next == UInt8(ascii: "/") ? .slash : .byte(next)
    default: return .byte(byte)
    }
  }

  /// A `]` at the start of a set, and a `-` at its start or end, stand for themselves.
  private mutating func set() throws(ImageError) -> GlobToken {
    var isNegated = false
    if rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^") {
      isNegated = true
      rest.removeFirst()
    }
    var ranges: [ClosedRange<UInt32>] = []
    while ranges.isEmpty || rest.first != UInt8(ascii: "]") {
      let low = try character()
      var high = low
      if rest.first == UInt8(ascii: "-"), let after = rest.dropFirst().first, after != UInt8(ascii: "]") {
        rest.removeFirst()
        high = try character()
      }
      guard low <= high else { throw fault("a range in brackets runs backwards") }
      ranges.append(low...high)
    }
    rest.removeFirst()
    return .set(ranges, isNegated: isNegated)
  }

  private mutating func character() throws(ImageError) -> UInt32 {
    if rest.first == UInt8(ascii: "\\") { rest.removeFirst() }
    guard !rest.isEmpty else { throw fault("a bracket is not closed") }
    let character = GlobToken.character(rest)
    rest = rest.dropFirst(character.length)
    return character.code
  }

  private func fault(_ reason: Message) -> ImageError {
    ImageError(
      .invalidOptions, "the pattern \"\(pattern)\" is wrong: \(reason)",
      advice: "put a backslash before a character that stands for itself")
  }
}
