import ImagePrep

/// One of several parts of all inputs, for several machines.
public struct Part: Sendable, Equatable {
  /// From 1.
  public let number: Int
  public let count: Int

  /// Nil unless the number is from 1 to the count.
  public init?(_ number: Int, of count: Int) {
    guard count >= 1, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// A number that depends on a path alone, so that nothing else moves an input to another part: the first eight bytes of
  /// the path's SHA-256.
  static func hash(_ path: SystemPath) -> UInt64 {
    SHA256.digest(of: path.bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// - Parameter key: The path without its extension: inputs that share an output meet in one part.
  func contains(_ key: SystemPath) -> Bool { Self.hash(key) % UInt64(count) == UInt64(number - 1) }
}
