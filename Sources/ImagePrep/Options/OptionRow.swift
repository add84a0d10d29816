/// One option of the ``OptionTable``.
package struct OptionRow: Sendable {
  package let key: OptionKey
  package let sentence: Message
  /// As people write it; nil if nothing is set.
  package var defaultText: String? { makeDefaultText() }
  package let range: OptionRange?
  /// The type of the property in ``Options``; empty if the option is a part of another.
  var type: String { makeType() }
  // Type names and key paths are made on demand: they take time, and every start of the command makes this table.
  private var makeDefaultText: @Sendable () -> String?
  private var makeType: @Sendable () -> String = { "" }
  private var number: @Sendable (Options) -> Double? = { _ in nil }
  private(set) var write: @Sendable (Options, inout WireWriter) -> Void = { _, _ in }
  private(set) var read: @Sendable (inout Options, inout WireReader) throws(WireError) -> Void = { _, _ in }

  /// An option that is a part of another.
  init(_ key: OptionKey, in range: OptionRange? = nil, default text: String? = nil, _ sentence: Message) {
    self.key = key
    self.range = range
    self.sentence = sentence
    makeDefaultText = { text }
  }

  /// A property of ``Options``.
  init<Value: Wired>(
    _ key: OptionKey,
    _ path: @autoclosure @escaping @Sendable () -> any WritableKeyPath<Options, Value> & Sendable,
    in range: OptionRange? = nil, default text: String? = nil, _ sentence: Message
  ) {
    self.init(key, in: range, default: text, sentence)
    if text == nil { makeDefaultText = { Self.text(Options()[keyPath: path()]) } }
    makeType = { "\(Value.self)" }
    write = { options, writer in writer.add(options[keyPath: path()]) }
    read = { (options, reader) throws(WireError) in options[keyPath: path()] = try reader.value() }
  }

  /// A property that is a number.
  init<Value: Wired & OptionNumber>(
    _ key: OptionKey,
    _ path: @autoclosure @escaping @Sendable () -> any WritableKeyPath<Options, Value> & Sendable,
    in range: OptionRange, _ sentence: Message
  ) {
    self.init(key, path(), in: range, default: nil, sentence)
    makeDefaultText = { Options()[keyPath: path()].number.map(OptionRange.text) }
    number = { $0[keyPath: path()].number }
  }

  private static func text(_ value: some Any) -> String? { "\(value)" == "nil" ? nil : "\(value)" }

  func check(_ options: Options) throws(ImageError) {
    guard let value = number(options) else { return }
    try check(value, OptionRange.text(value))
  }

  func check(_ value: Double, _ text: String) throws(ImageError) {
    guard let range, !range.contains(value) else { return }
    throw ImageError(.invalidOptions, "\(key) \(text) is out of range: \(range)")
  }
}

/// The numbers that an option may have. Infinity and NaN are outside every range.
package struct OptionRange: Sendable, CustomStringConvertible {
  let least: Double
  let most: Double
  var excludesLeast = false

  static func from(_ least: Int, to most: Int = .max) -> OptionRange {
    OptionRange(least: Double(least), most: Double(most))
  }

  static func above(_ least: Int, to most: Int) -> OptionRange {
    OptionRange(least: Double(least), most: Double(most), excludesLeast: true)
  }

  func contains(_ value: Double) -> Bool {
    value >= least && value <= most && (value > least || !excludesLeast)
  }

  /// For example `1 to 100` or `1 or more`.
  package var description: String {
    let start = excludesLeast ? "more than \(Self.text(least))," : Self.text(least)
    return most == Double(Int.max) ? "\(start) or more" : "\(start) to \(Self.text(most))"
  }

  /// Whole numbers without a point.
  static func text(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }
}

/// A number, or none.
protocol OptionNumber: SendableMetatype {
  var number: Double? { get }
}

extension Int: OptionNumber {
  var number: Double? { Double(self) }
}

extension Double: OptionNumber {
  var number: Double? { self }
}

extension Optional: OptionNumber where Wrapped: OptionNumber {
  var number: Double? { self?.number }
}
