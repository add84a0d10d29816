/// What a model takes and gives, as its OpenAPI document says. Inputs are checked against that document alone.
struct Interface: Sendable {
  let document: JSON
  private let schemas: JSON
  private let properties: [String: JSON]

  /// - Parameter document: OpenAPI, as JSON.
  init(_ document: [UInt8]) throws {
    self.document = try JSON.parse(document)
    schemas = self.document["components"]?["schemas"] ?? .null
    properties = schemas["Input"]?["properties"]?.object ?? [:]
  }

  /// The inputs that are known, and defaults for those that are left out.
  func complete(_ given: JSON) -> [String: JSON] {
    properties.compactMapValues { $0["default"] }.merging(given.object) { $1 }.filter {
      properties[$0.key] != nil
    }
  }

  /// What is wrong with inputs, in the words of coglet and in its order: the `detail` of an answer 422.
  func faults(of given: JSON) -> [JSON] {
    guard case .object(let inputs) = given else {
      return [Self.fault(["input", "__root__"], #"\#(Self.quote(given)) is not of type "object""#)]
    }
    let wrong = properties.sorted { $0.key < $1.key }.flatMap { name, property in
      inputs[name].map { faults(of: $0, property).map { Self.fault(["input", name], $0) } } ?? []
    }
    let missing = (schemas["Input"]?["required"]?.array ?? []).compactMap(\.string).filter {
      inputs[$0] == nil
    }
    return wrong + missing.map { Self.fault(["input", $0], "Field required", "value_error.missing") }
  }

  /// Of `type` no arrays and objects, and of `pattern` only a beginning (`^data:`) are known here.
  private func faults(of value: JSON, _ property: JSON) -> [String] {
    // Choices are a schema of their own.
    let choices = property["allOf"]?.array.first?["$ref"]?.string?.split(separator: "/").last
    let rules = choices.flatMap { schemas[String($0)] } ?? property
    let (all, type) = (rules["enum"] ?? .array([value]), rules["type"]?.string ?? "")
    let (least, most) = (rules["minimum"]?.number ?? -.infinity, rules["maximum"]?.number ?? .infinity)
    let start = rules["pattern"]?.string?.dropFirst() ?? ""
    let types: [String] =
      switch value {
      case .string: ["string"]
      case .number(let number): number == number.rounded() ? ["number", "integer"] : ["number"]
      case .bool: ["boolean"]
      default: []
      }
    let advice =
      start == "data:" ? "; send the file itself as a data URI: this server opens no URLs and no files" : ""
    let checks = [
      (all.array.contains(value), "is not one of \(Self.quote(all))"),
      (value.number ?? least >= least, "is less than the minimum of \(Self.quote(.number(least)))"),
      (value.number ?? most <= most, "is greater than the maximum of \(Self.quote(.number(most)))"),
      (value.string?.hasPrefix(start) ?? true, #"does not match "^\#(start)"\#(advice)"#),
      (types.contains(type), #"is not of type "\#(type)""#),
    ]
    return checks.filter { !$0.0 }.map { "\(Self.quote(value)) \($0.1)" }
  }

  static func fault(_ place: [String], _ message: String, _ type: String = "value_error") -> JSON {
    .object([
      "loc": .array((["body"] + place).map(JSON.string)), "msg": .string(message), "type": .string(type),
    ])
  }

  /// The beginning of a value, for messages.
  private static func quote(_ value: JSON) -> String {
    let text = value.text
    return text.utf8.count <= 200 ? text : text.prefix(200) + "…"
  }
}
