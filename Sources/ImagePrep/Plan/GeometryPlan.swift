/// The sizes that a geometry and a multiple give for an upright source. Pure arithmetic.
struct GeometryPlan: Equatable {
  /// The size the whole picture is scaled to.
  var scaled: Size
  /// The part of the scaled picture that is kept.
  var crop: Rectangle
  /// Where the kept part lies in the output.
  var placement: Rectangle
  var output: Size

  /// - Parameter multiple: Must have passed `Options.checkSize` with the geometry.
  init(source: Size, geometry: Geometry, multiple: Multiple) throws(ImageError) {
    let upscale = geometry.upscale
    switch geometry.fit {
    case .max(let side):
      self.init(source: source, inside: side, side, upscale, multiple)
    case .inside(let width, let height):
      self.init(source: source, inside: width, height, upscale, multiple)

    case .stretch(let width, let height):
      let size =
        upscale == .never
        ? Size(width: min(width, source.width), height: min(height, source.height))
        : Size(width: width, height: height)
      let snapped = multiple.snap(size, atMost: Size(width: width, height: height))
      switch multiple.method {
      case .scaling: self.init(whole: snapped)
      case .cropping: self.init(scaled: size.union(snapped), kept: snapped, output: snapped)
      case .padding:
        let fitting = size.intersection(snapped)
        self.init(scaled: fitting, kept: fitting, output: snapped)
      }

    case .cover(let width, let height):
      var scale = max(Double(width) / Double(source.width), Double(height) / Double(source.height))
      if upscale == .never { scale = min(scale, 1) }
      let whole = Self.size(of: source, at: scale)
      let size = whole.intersection(Size(width: width, height: height))
      let snapped = multiple.snap(size, atMost: Size(width: width, height: height))
      let kept = multiple.method == .padding ? size.intersection(snapped) : snapped
      self.init(scaled: whole.union(kept), kept: kept, output: snapped)

    case .pad(let width, let height):
      var scale = min(Double(width) / Double(source.width), Double(height) / Double(source.height))
      if upscale != .allow { scale = min(scale, 1) }
      self.init(within: Size(width: width, height: height), source: source, scale: scale)
    }
  }

  /// - Parameters:
  ///   - width: Nil for no limit.
  ///   - height: Nil for no limit.
  private init(source: Size, inside width: Int?, _ height: Int?, _ upscale: Upscale, _ multiple: Multiple) {
    var scale = min(
      width.map { Double($0) / Double(source.width) } ?? .infinity,
      height.map { Double($0) / Double(source.height) } ?? .infinity)
    if upscale != .allow || scale == .infinity { scale = min(scale, 1) }
    let snapped = Size(
      width: multiple.snap(Double(source.width) * scale, to: multiple.width, atMost: width),
      height: multiple.snap(Double(source.height) * scale, to: multiple.height, atMost: height))
    switch multiple.method {
    case .scaling:
      self.init(whole: snapped)
    case .cropping:
      let covering = max(
        Double(snapped.width) / Double(source.width), Double(snapped.height) / Double(source.height))
      let whole = Self.size(of: source, at: max(scale, covering))
      self.init(scaled: whole.union(snapped), kept: snapped, output: snapped)
    case .padding:
      let fitting = min(
        Double(snapped.width) / Double(source.width), Double(snapped.height) / Double(source.height))
      self.init(within: snapped, source: source, scale: min(scale, fitting))
    }
  }

  /// Keeps the middle of the picture and puts it in the middle of the output.
  private init(scaled: Size, kept: Size, output: Size) {
    self.scaled = scaled
    crop = Rectangle(
      x: (scaled.width - kept.width) / 2, y: (scaled.height - kept.height) / 2, size: kept)
    placement = Rectangle(
      x: (output.width - kept.width) / 2, y: (output.height - kept.height) / 2, size: kept)
    self.output = output
  }

  private init(whole size: Size) { self.init(scaled: size, kept: size, output: size) }

  /// Scales the picture by `scale` and surrounds it with background.
  private init(within size: Size, source: Size, scale: Double) {
    let scaled = Self.size(of: source, at: scale).intersection(size)
    self.init(scaled: scaled, kept: scaled, output: size)
  }

  private static func size(of source: Size, at scale: Double) -> Size {
    Size(width: side(source.width, scale), height: side(source.height, scale))
  }

  private static func side(_ length: Int, _ scale: Double) -> Int {
    max(1, Int((Double(length) * scale).rounded()))
  }
}

extension Multiple {
  /// The multiple of `multiple` that a side of `length` becomes: never above `limit` and never 0. (Options whose limit
  /// is below the multiple are refused.)
  func snap(_ length: Double, to multiple: Int, atMost limit: Int?) -> Int {
    let parts = length / Double(multiple)
    // A length that misses a whole multiple only by a division's rounding counts as that multiple.
    let whole = parts.rounded()
    let rounded =
      if abs(parts - whole) < 1e-9 * max(1, parts) {
        whole
      } else {
        switch rounding {
        case .nearest: whole
        case .down: parts.rounded(.down)
        case .up: parts.rounded(.up)
        }
      }
    let snapped = max(1, Int(rounded)) * multiple
    guard let limit, snapped > limit else { return snapped }
    return max(1, limit / multiple) * multiple
  }

  /// Both sides snapped to multiples, never above `limit`.
  func snap(_ size: Size, atMost limit: Size) -> Size {
    Size(
      width: snap(Double(size.width), to: width, atMost: limit.width),
      height: snap(Double(size.height), to: height, atMost: limit.height))
  }
}

extension Size {
  /// The larger of each side.
  fileprivate func union(_ other: Size) -> Size {
    Size(width: max(width, other.width), height: max(height, other.height))
  }

  /// The smaller of each side.
  fileprivate func intersection(_ other: Size) -> Size {
    Size(width: min(width, other.width), height: min(height, other.height))
  }
}
