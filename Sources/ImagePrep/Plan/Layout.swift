/// The sizes that a geometry and a multiple give for a source: pure arithmetic on the upright picture.
struct Layout: Equatable {
  /// The size the whole picture is scaled to.
  var scaled: Size
  /// The part of it that is kept.
  var crop: Rectangle
  /// Where in the output that part lies.
  var placement: Rectangle
  var output: Size

  init(source: Size, geometry: Geometry, multiple: Multiple) throws(ImageError) {
    let upscale = geometry.upscale
    switch geometry.fit {
    case .inside(let width, let height):
      var scale = min(
        width.map { Double($0) / Double(source.width) } ?? .infinity,
        height.map { Double($0) / Double(source.height) } ?? .infinity)
      if upscale != .allow || scale == .infinity { scale = min(scale, 1) }
      let exactWidth = Double(source.width) * scale
      let exactHeight = Double(source.height) * scale
      let snapped = Size(
        width: multiple.snap(exactWidth, to: multiple.width, atMost: width),
        height: multiple.snap(exactHeight, to: multiple.height, atMost: height))
      self.init(inside: snapped, source: source, scale: scale, method: multiple.method)

    case .stretch(let width, let height):
      let frame = multiple.frame(width: width, height: height)
      let size =
        upscale == .never
        ? Size(width: min(frame.width, source.width), height: min(frame.height, source.height))
        : frame
      self.init(whole: size)

    case .cover(let width, let height):
      let frame = multiple.frame(width: width, height: height)
      var scale = max(
        Double(frame.width) / Double(source.width), Double(frame.height) / Double(source.height))
      if upscale == .never { scale = min(scale, 1) }
      let output = Size(
        width: min(frame.width, Self.side(source.width, scale)),
        height: min(frame.height, Self.side(source.height, scale)))
      self.init(covering: output, source: source, scale: scale)

    case .pad(let width, let height):
      let frame = multiple.frame(width: width, height: height)
      var scale = min(
        Double(frame.width) / Double(source.width), Double(frame.height) / Double(source.height))
      if upscale != .allow { scale = min(scale, 1) }
      self.init(within: frame, source: source, scale: scale)
    }
  }

  private init(whole size: Size) {
    scaled = size
    crop = Rectangle(x: 0, y: 0, size: size)
    placement = crop
    output = size
  }

  /// `inside`, once its snapped size is known.
  private init(inside snapped: Size, source: Size, scale: Double, method: Multiple.Method) {
    switch method {
    case .scaling:
      self.init(whole: snapped)
    case .cropping:
      let covering = max(
        Double(snapped.width) / Double(source.width), Double(snapped.height) / Double(source.height))
      self.init(covering: snapped, source: source, scale: max(scale, covering))
    case .padding:
      let fitting = min(
        Double(snapped.width) / Double(source.width), Double(snapped.height) / Double(source.height))
      self.init(within: snapped, source: source, scale: min(scale, fitting))
    }
  }

  /// The picture at `scale`, cropped about its centre.
  private init(covering size: Size, source: Size, scale: Double) {
    scaled = Size(
      width: max(size.width, Self.side(source.width, scale)),
      height: max(size.height, Self.side(source.height, scale)))
    crop = Rectangle(
      x: (scaled.width - size.width) / 2, y: (scaled.height - size.height) / 2, size: size)
    placement = Rectangle(x: 0, y: 0, size: size)
    output = size
  }

  /// The picture at `scale`, with background around it.
  private init(within size: Size, source: Size, scale: Double) {
    scaled = Size(
      width: min(size.width, Self.side(source.width, scale)),
      height: min(size.height, Self.side(source.height, scale)))
    crop = Rectangle(x: 0, y: 0, size: scaled)
    placement = Rectangle(
      x: (size.width - scaled.width) / 2, y: (size.height - scaled.height) / 2, size: scaled)
    output = size
  }

  private static func side(_ length: Int, _ scale: Double) -> Int {
    max(1, Int((Double(length) * scale).rounded()))
  }
}

extension Multiple {
  /// The multiple of `multiple` for a side of `length`, never above `limit` and never 0. (Options are
  /// refused where a limit is below the multiple.)
  func snap(_ length: Double, to multiple: Int, atMost limit: Int?) -> Int {
    let parts = length / Double(multiple)
    // A length that is a whole multiple but for the last bits of a division counts as one.
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

  /// The largest frame of whole multiples inside the given one.
  func frame(width: Int, height: Int) -> Size {
    Size(
      width: max(1, width / self.width) * self.width,
      height: max(1, height / self.height) * self.height)
  }
}
