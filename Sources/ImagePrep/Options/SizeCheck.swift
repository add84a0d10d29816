extension Options {
  /// Checks that sizes and multiples are in range and go together.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions`, naming the options, their values and what is allowed.
  func checkSize() throws(ImageError) {
    let multiple = resolvedMultiple
    try geometry.crop?.validate()
    try geometry.gravity.validate()
    for side in [geometry.canvas?.width, geometry.canvas?.height].compactMap(\.self) {
      try OptionTable.check(side, .canvas)
    }
    try OptionTable.check(multiple.width, .multiple)
    try OptionTable.check(multiple.height, .multiple)
    switch geometry.fit {
    case .max(let side):
      guard let side else { return }
      try OptionTable.check(side, .max)
      try Self.check(max: side, holds: Swift.max(multiple.width, multiple.height))
    case .inside(let width, let height):
      try check(width, is: multiple.width, .width)
      try check(height, is: multiple.height, .height)
    case .cover(let width, let height), .pad(let width, let height), .stretch(let width, let height),
      .closest(let width, let height):
      try check(width, is: multiple.width, .width)
      try check(height, is: multiple.height, .height)
    case .shortest(let side, let longest):
      try OptionTable.check(side, .shortest)
      if let longest { try OptionTable.check(longest, .max) }
    case .area(let budget): try Self.check(budget, multiple)
    case .bucket(let buckets): try check(buckets, multiple)
    case .patches(let budget): try budget.validate()
    case .line(let line): try line.validate()
    case .service: return
    }
  }

  private static func check(_ budget: AreaBudget, _ multiple: Multiple) throws(ImageError) {
    if let least = budget.least { try OptionTable.check(least, .leastArea) }
    guard let most = budget.most else { return }
    try OptionTable.check(most, .mostArea)
    if let least = budget.least, least > most {
      throw ImageError(
        .invalidOptions, "\(.leastArea) \(least) is above \(.mostArea) \(most)", advice: "change one of them")
    }
    guard multiple.width * multiple.height > most else { return }
    throw ImageError(
      .invalidOptions,
      "\(.mostArea) \(most) has no room for \(multiple.width)×\(multiple.height) pixels (\(.multiple))",
      advice: "raise \(.mostArea), or lower \(.multiple)")
  }

  private func check(_ buckets: Buckets, _ multiple: Multiple) throws(ImageError) {
    guard !buckets.sizes.isEmpty else {
      throw ImageError(.invalidOptions, "\(.buckets) has no sizes", advice: "give at least one, as 1024x1024")
    }
    for size in buckets.sizes {
      try check(size.width, is: multiple.width, .buckets)
      try check(size.height, is: multiple.height, .buckets)
    }
  }

  /// A warning if the result is smaller than asked for, because the image may not be enlarged.
  package func warnings(ofSize output: Size) -> [Warning] {
    let name: String
    let asked: Size
    switch geometry.fit {
    case .cover(let width, let height): (name, asked) = ("cover", Size(width: width, height: height))
    case .stretch(let width, let height): (name, asked) = ("stretch", Size(width: width, height: height))
    case .max, .inside, .pad, .closest, .shortest, .area, .bucket, .patches, .line, .service: return []
    }
    guard output.width < asked.width || output.height < asked.height else { return [] }
    return [
      Warning(
        .smaller,
        "its result is \(output), not \(asked) as \(.fit) \(name) asks for, since \(.upscale) never keeps it from growing; use \(.upscale) allow"
      )
    ]
  }

  private func check(_ side: Int?, is multiple: Int, _ key: OptionKey) throws(ImageError) {
    guard let side else { return }
    try OptionTable.check(side, key)
    guard !side.isMultiple(of: multiple) else { return }
    let below = side / multiple * multiple
    let near = below > 0 ? "\(below) or \(below + multiple)" : "\(multiple)"
    throw ImageError(
      .invalidOptions, "\(key) \(side) (or \(.max)) is not a multiple of \(multiple) (\(.multiple))",
      advice: "ask for \(near), or change \(.multiple)")
  }

  private static func check(max side: Int, holds multiple: Int) throws(ImageError) {
    guard side < multiple else { return }
    throw ImageError(
      .invalidOptions,
      "a side of at most \(side) (\(.max)) cannot be a multiple of \(multiple) (\(.multiple))",
      advice: "raise \(.max) to \(multiple) or more, or lower \(.multiple)")
  }
}
