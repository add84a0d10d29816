extension Options {
  /// The plan for an upright image of a size, without a file. Its memory is not known, and is 0.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions` for options that contradict themselves or do not fit the size.
  public func plan(for size: Size) throws(ImageError) -> Plan {
    try validate()
    let sides = 1...Self.largestSide
    guard sides.contains(size.width), sides.contains(size.height) else {
      throw ImageError(.invalidOptions, "\(size) is no size of an image: 1 to \(Self.largestSide) a side")
    }
    let info = ImageInfo(
      format: .png, storedSize: size, colorModel: .rgb, frameCount: 1, isLossless: true)
    return try Plan(geometryOf: info, self)
  }
}
