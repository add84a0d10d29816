import ImagePrep

/// An image processor class of transformers: a name and the rule that it follows. Its defaults are in ``ClassDefaults``.
struct ProcessorClass: Sendable {
  let name: String
  let rule: Rule
  /// What the class resizes with, if it has one form only. Nil if it has Pillow's form and torchvision's.
  let arithmetic: Arithmetic?
  /// Fields that the class reads and that change nothing about a still image.
  let withoutEffect: [String]
  /// Fields under their old names.
  let renamed: [(old: String, new: String)]

  init(
    _ name: String, _ rule: StandardRule = StandardRule(), with arithmetic: Arithmetic? = nil,
    ignoring withoutEffect: [String] = [], renaming renamed: [(old: String, new: String)] = []
  ) {
    self.init(name, .standard(rule), with: arithmetic, ignoring: withoutEffect, renaming: renamed)
  }

  init(
    _ name: String, _ rule: Rule, with arithmetic: Arithmetic? = nil, ignoring withoutEffect: [String] = [],
    renaming renamed: [(old: String, new: String)] = []
  ) {
    self.name = name
    self.rule = rule
    self.arithmetic = arithmetic
    self.withoutEffect = withoutEffect
    self.renamed = renamed
  }
}

/// What transformers takes where a file leaves a field out.
enum ClassDefaults {
  /// The fields that a class reads. Nil for an unknown class.
  static func of(_ name: String) -> [String: JSONValue]? {
    guard let text = fields[name], let own = parse(text), let common = parse(common) else { return nil }
    return common.merging(own) { $1 }
  }

  private static func parse(_ text: String) -> [String: JSONValue]? {
    try? ConfigText.parse(Array(text.utf8)).object
  }
}
