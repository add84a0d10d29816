/// An image processor class of transformers: a name and the rule that it follows. Its defaults are in ``ClassDefaults``.
struct ProcessorClass: Sendable {
  let name: String
  let rule: Rule
  /// Fields that the class reads and that change nothing about a still image.
  let withoutEffect: [String]

  init(_ name: String, _ rule: Rule = .standard(StandardRule()), ignoring withoutEffect: [String] = []) {
    self.name = name
    self.rule = rule
    self.withoutEffect = withoutEffect
  }
}
