/// A piece of a pattern.
enum GlobToken: Sendable, Equatable {
  case byte(UInt8)
  /// `?`
  case anyCharacter
  /// `*`
  case star
  case slash
  case set([ClosedRange<UInt32>], isNegated: Bool)

  /// True if tokens without slashes match a whole name.
  ///
  /// Only the last star ever takes more: those before it have the fewest characters, which leaves the most to the rest.
  static func match(_ tokens: [GlobToken], _ name: ArraySlice<UInt8>) -> Bool {
    var token = 0
    var position = name.startIndex
    var retry: (token: Int, position: Int)?
    while true {
      if token < tokens.count, tokens[token] == .star {
        token += 1
        retry = (token, position)
        if token == tokens.count { return true }
      } else if token < tokens.count, position < name.endIndex,
        let length = tokens[token].length(name[position...])
      {
        token += 1
        position += length
      } else if token == tokens.count, position == name.endIndex {
        return true
      } else if let last = retry, last.position < name.endIndex {
        token = last.token
        position = last.position + 1
        retry = (token, position)
      } else {
        return false
      }
    }
  }

  /// The number of bytes that a token takes from the start; nil if it does not match.
  private func length(_ rest: ArraySlice<UInt8>) -> Int? {
    switch self {
    case .byte(let byte): return rest.first == byte ? 1 : nil
    case .anyCharacter: return GlobToken.character(rest).length
    case .set(let ranges, let isNegated):
      let character = GlobToken.character(rest)
      return ranges.contains { $0.contains(character.code) } != isNegated ? character.length : nil
    case .star, .slash: return nil
    }
  }

  /// The first character. A byte that is not UTF-8 is one, with a code behind those of Unicode.
  static func character(_ bytes: ArraySlice<UInt8>) -> (code: UInt32, length: Int) {
    guard let first = bytes.first else { return (0, 0) }
    if first < 0x80 { return (UInt32(first), 1) }
    let length = (~first).leadingZeroBitCount
    if (2...4).contains(length), bytes.count >= length,
      let text = String(validating: bytes.prefix(length), as: UTF8.self),
      let scalar = text.unicodeScalars.first
    {
      return (scalar.value, length)
    }
    return (0x11_0000 + UInt32(first), 1)
  }
}
