extension Options {
  /// The largest side and multiple that can be asked for.
  public static let largestSide = 1_000_000
  /// The largest number of pixels that can be asked for.
  public static let largestArea = 1_000_000_000_000

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the option, its value and its range.
  public func validate() throws(ImageError) {
    if wholeTile != nil, tiles == nil {
      throw ImageError(.invalidOptions, "\(.wholeTile) needs \(.tiles)")
    }
    for side in [tiles?.width, tiles?.height].compactMap(\.self) { try OptionTable.check(side, .tiles) }
    try checkSize()
    try checkArithmetic()
    for row in OptionTable.rows { try row.check(self) }
    switch frames {
    case .every(let count), .count(let count): try OptionTable.check(count, .frames)
    case .all, nil: break
    }
    try OptionTable.check(otherViews.count, .otherViews)
    for view in otherViews {
      try replacing(view).checkSize()
      try replacing(view).checkArithmetic()
    }
  }

  /// - Throws: `ImageError` with the code `invalidOptions` if the library whose arithmetic is reproduced has no such filter.
  private func checkArithmetic() throws(ImageError) {
    try checkAntialiasing()
    try checkScalingsBefore()
    guard decode == .exact, arithmetic == .opencv, !Arithmetic.filtersOfOpenCV.contains(filter) else {
      return
    }
    let names = Arithmetic.filtersOfOpenCV.map(\.rawValue).joined(separator: ", ")
    throw ImageError(
      .invalidOptions, "OpenCV (\(.arithmetic) opencv) has no filter \(filter.rawValue) (\(.filter))",
      advice: "choose one of \(names) for \(.filter)")
  }

  private func checkAntialiasing() throws(ImageError) {
    guard antialiasing != .on else { return }
    let isPossible = arithmetic.isFloat || arithmetic == .torchvision && antialiasing == .off
    guard decode == .exact, isPossible else {
      throw ImageError(
        .invalidOptions,
        "\(.antialiasing) \(antialiasing.rawValue) is not for \(.decode) \(decode.rawValue) and \(.arithmetic) \(arithmetic.rawValue)",
        advice: "use \(.decode) exact and \(.arithmetic) float")
    }
    guard !Antialiasing.filtersWithout.contains(filter) else { return }
    throw ImageError(
      .invalidOptions,
      "\(.filter) \(filter.rawValue) has no form for \(.antialiasing) \(antialiasing.rawValue)",
      advice: "use \(.filter) bilinear or bicubic")
  }
}

extension Limits {
  /// - Throws: `ImageError` with the code `invalidOptions`, naming the limit, its value and its range.
  func validate() throws(ImageError) { try Options(limits: self).validate() }
}
