import ArgumentParser
import ImagePrep
import ImagePrepPlatform

/// The arguments of the command, with every byte kept. `CommandLine.arguments` replaces bytes that are not UTF-8, and
/// the parser takes `String`s. So bytes that a string cannot hold pass through the parser as scalars of a private
/// plane.
enum RawArguments {
  /// A byte of 128 or more becomes the scalar of this number plus its value.
  private static let escapes: UInt32 = 0x10_FF00

  /// The arguments of the process, without its own name.
  static var all: [String] {
    let count = max(1, Int(CommandLine.argc))
    return (1..<count).compactMap { index in
      unsafe CommandLine.unsafeArgv[index].map { argument in
        let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: strlen(argument))
        return unsafe text(SystemPath(bytes: bytes))
      }
    }
  }

  /// An argument as text for the parser.
  static func text(_ argument: SystemPath) -> String {
    var text = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for piece in argument.pieces {
      switch piece {
      case .scalar(let scalar) where !mustBeEscaped(scalar, after: previous):
        text.append(scalar)
        previous = scalar
      case .scalar(let scalar):
        for byte in UTF8.encode(scalar) ?? .init() { text.append(escape(byte)) }
        previous = nil
      case .byte(let byte):
        text.append(escape(byte))
        previous = nil
      }
    }
    return String(text)
  }

  /// The path that an argument names.
  static func path(_ text: String) -> SystemPath {
    SystemPath(
      bytes: text.unicodeScalars.flatMap { scalar in
        byte(scalar).map { [$0] } ?? Array(UTF8.encode(scalar) ?? .init())
      })
  }

  /// True for a scalar that would be read as an escaped byte, or that would form one character with an equals sign,
  /// since the parser looks for `--option=`.
  private static func mustBeEscaped(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
    byte(scalar) != nil || previous == "=" && scalar.properties.isGraphemeExtend
  }

  private static func escape(_ byte: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(escapes + UInt32(byte)) ?? "\u{FFFD}"
  }

  private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.value >= escapes + 0x80 else { return nil }
    return UInt8(exactly: scalar.value - escapes)
  }
}

extension SystemPath: ExpressibleByArgument {
  public init(argument: String) { self = RawArguments.path(argument) }
}
