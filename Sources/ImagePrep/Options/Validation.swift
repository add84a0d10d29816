extension Options {
  /// The largest side and multiple that can be asked for.
  public static let largestSide = 1_000_000
  /// The largest number of pixels that can be asked for.
  public static let largestArea = 1_000_000_000_000

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the option, its value and its range.
  public func validate() throws(ImageError) {
    try checkSize()
    for row in OptionTable.rows { try row.check(self) }
    try OptionTable.check(otherViews.count, .otherViews)
    for view in otherViews { try replacing(view).checkSize() }
  }
}

extension Limits {
  /// - Throws: `ImageError` with the code `invalidOptions`, naming the limit, its value and its range.
  func validate() throws(ImageError) { try Options(limits: self).validate() }
}
