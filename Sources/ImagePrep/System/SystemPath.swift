/// The path of a file or folder as the system stores it: bytes, usually but not always UTF-8.
///
/// Two paths are equal if their bytes are. (Two equal `String`s may name two files: "é" is one scalar or two.) The byte
/// `/` always separates components, whatever follows it.
///
/// ```swift
/// let path = SystemPath("photos").appending("a.jpg")
/// let image = try normalizer.normalize(contentsOf: path)
/// ```
public struct SystemPath: Sendable, Hashable {
  public let bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }

  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The path as text; nil if it is not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  public var isEmpty: Bool { bytes.isEmpty }

  /// The part after the last slash; empty if the path ends in one.
  public var name: SystemPath { SystemPath(bytes: bytes[nameStart...]) }

  /// The path of the folder, without a slash at its end; nil if the path has no slash. The folder of `/a` is `/`.
  public var folder: SystemPath? {
    guard nameStart > 0 else { return nil }
    return SystemPath(bytes: bytes[..<nameStart]).withoutSlashes
  }

  /// The path without slashes at its end; `/` stays.
  public var withoutSlashes: SystemPath {
    var end = bytes.count
    while end > 1, bytes[end - 1] == Self.slash { end -= 1 }
    return SystemPath(bytes: bytes[..<end])
  }

  /// The part of the name after its last dot, in small letters. Nil if there is none, if it is not ASCII, or if the
  /// name begins with its only dot.
  public var fileExtension: String? {
    guard let dot = lastDot, bytes[dot...].allSatisfy({ $0 < 0x80 }) else { return nil }
    return String(decoding: bytes[(dot + 1)...], as: UTF8.self).lowercased()
  }

  /// The path without its extension and the dot before it.
  public var stem: SystemPath { lastDot.map { SystemPath(bytes: bytes[..<$0]) } ?? self }

  /// The path of a file in this folder, by its name or relative path.
  public func appending(_ name: SystemPath) -> SystemPath {
    let separator = isEmpty || bytes.last == Self.slash ? [] : [Self.slash]
    return SystemPath(bytes: bytes + separator + name.bytes)
  }

  /// The path with text added at its end.
  public func adding(_ suffix: String) -> SystemPath { SystemPath(bytes: bytes + Array(suffix.utf8)) }

  public func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

  public func hasSuffix(_ suffix: String) -> Bool { bytes.reversed().starts(with: suffix.utf8.reversed()) }

  /// The path for system calls. A path with a zero byte names no file, and the part before that byte must not be taken
  /// for it. It becomes the empty path, which the system reports as missing.
  package var cString: [CChar] {
    bytes.contains(0) ? [0] : bytes.map { CChar(bitPattern: $0) } + [0]
  }

  private static let slash = UInt8(ascii: "/")

  private var nameStart: Int { (bytes.lastIndex(of: Self.slash) ?? -1) + 1 }

  private var lastDot: Int? {
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > nameStart else { return nil }
    return dot
  }
}

extension SystemPath: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(text) }
}

extension SystemPath: Comparable {
  /// Compares bytes.
  public static func < (one: SystemPath, other: SystemPath) -> Bool {
    one.bytes.lexicographicallyPrecedes(other.bytes)
  }
}

extension SystemPath: CustomStringConvertible {
  /// The path for people to read: bytes that are not UTF-8 are written as `\xNN`.
  public var description: String {
    if let text { return text }
    return pieces.map { piece in
      switch piece {
      case .scalar(let scalar): String(scalar)
      case .byte(let byte): "\\x\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
      }
    }.joined()
  }

  package enum Piece {
    case scalar(Unicode.Scalar)
    /// A byte that is not part of UTF-8 text.
    case byte(UInt8)
  }

  package var pieces: [Piece] {
    var pieces: [Piece] = []
    var rest = bytes[...]
    while let first = rest.first {
      let length = max(1, (~first).leadingZeroBitCount)
      let character = rest.prefix(length)
      if let text = String(validating: character, as: UTF8.self), let scalar = text.unicodeScalars.first {
        pieces.append(.scalar(scalar))
        rest = rest.dropFirst(length)
      } else {
        pieces.append(.byte(first))
        rest = rest.dropFirst()
      }
    }
    return pieces
  }
}

/// A type that can be a path: `SystemPath`, or `String` for names that are text.
public protocol PathConvertible {
  var systemPath: SystemPath { get }
}

extension SystemPath: PathConvertible {
  public var systemPath: SystemPath { self }
}

extension String: PathConvertible {
  public var systemPath: SystemPath { SystemPath(self) }
}
