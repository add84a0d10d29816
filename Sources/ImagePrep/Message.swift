/// A sentence that names options by their keys, so that each program can write them in its own way: `limits.pixels` in
/// Swift, `--limit-pixels` in the command.
public struct Message: Sendable, Hashable, ExpressibleByStringInterpolation {
  enum Part: Sendable, Hashable {
    case text(String)
    case option(OptionKey)
  }

  var parts: [Part] = []
  /// The number of the limit that the sentence is about, if there is one.
  var limit: Double?

  public init(_ text: String) { parts = text.isEmpty ? [] : [.text(text)] }

  public init(stringLiteral text: String) { self.init(text) }

  public init(stringInterpolation interpolation: StringInterpolation) { self = interpolation.message }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var message = Message("")

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ text: String) { message += Message(text) }

    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      message += Message(value.description)
    }

    public mutating func appendInterpolation(_ option: OptionKey) { message.parts.append(.option(option)) }

    public mutating func appendInterpolation(_ other: Message) { message += other }

    /// A number that becomes ``ImageError/limit``.
    public mutating func appendInterpolation(limit: Int) {
      message.limit = Double(limit)
      appendInterpolation(limit)
    }

    /// A number that becomes ``ImageError/limit``.
    public mutating func appendInterpolation(limit: Double) {
      message.limit = limit
      appendInterpolation(limit)
    }
  }

  static func += (message: inout Message, other: Message) {
    for part in other.parts {
      if case .text(let text) = part, case .text(let before)? = message.parts.last {
        message.parts[message.parts.count - 1] = .text(before + text)
      } else {
        message.parts.append(part)
      }
    }
    message.limit = message.limit ?? other.limit
  }

  /// The first option that the sentence names.
  var option: OptionKey? {
    for case .option(let key) in parts { return key }
    return nil
  }

  /// The sentence, with options named as the calling program names them.
  public func text(naming name: (OptionKey) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .option(let key): name(key)
      }
    }.joined()
  }
}

extension Message: CustomStringConvertible {
  public var description: String { text(naming: \.rawValue) }
}
