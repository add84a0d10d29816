import FoundationEssentials

/// Any JSON value: what a request holds before it is checked, and what is answered.
public enum JSON: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    self =
      value.decodeNil()
      ? .null
      : try (try? value.decode(String.self)).map(JSON.string) ?? (try? value.decode(Bool.self)).map(JSON.bool)
        ?? (try? value.decode([JSON].self)).map(JSON.array)
        ?? (try? value.decode([String: JSON].self)).map(JSON.object) ?? .number(value.decode(Double.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .number(let number): try Int(exactly: number).map { try value.encode($0) } ?? value.encode(number)
    case .string(let string): try value.encode(string)
    case .array(let array): try value.encode(array)
    case .object(let object): try value.encode(object)
    }
  }

  static func parse(_ bytes: [UInt8]) throws -> JSON {
    try JSONDecoder().decode(JSON.self, from: Data(bytes))
  }

  /// The value as text, with sorted keys, as coglet sends it.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }

  public subscript(key: String) -> JSON? { object[key] }
  public var number: Double? { if case .number(let number) = self { number } else { nil } }
  public var string: String? { if case .string(let string) = self { string } else { nil } }
  public var array: [JSON] { if case .array(let array) = self { array } else { [] } }
  public var object: [String: JSON] { if case .object(let object) = self { object } else { [:] } }
}

extension JSON: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
}
