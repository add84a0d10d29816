/// An image processor class of transformers: a name and the rule that it follows. Its defaults are in ``ClassDefaults``.
struct ProcessorClass: Sendable {
  let name: String
  let rule: Rule
  /// Fields that the class reads and that change nothing about a still image.
  let withoutEffect: [String]
  /// Fields under their old names.
  let renamed: [(old: String, new: String)]

  init(
    _ name: String, _ rule: StandardRule = StandardRule(), ignoring withoutEffect: [String] = [],
    renaming renamed: [(old: String, new: String)] = []
  ) {
    self.name = name
    self.rule = .standard(rule)
    self.withoutEffect = withoutEffect
    self.renamed = renamed
  }
}
