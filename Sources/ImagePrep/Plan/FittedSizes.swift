/// The sizes that a fit and a multiple give.
struct FittedSizes: Equatable {
  /// The size the whole picture is scaled to.
  var scaled: Size
  /// The size of the part that is kept.
  var kept: Size
  /// The size of the result.
  var output: Size

  init(_ source: Size, _ geometry: Geometry, _ multiple: Multiple) {
    let upscale = geometry.upscale
    let rounding = geometry.sideRounding
    let formula = geometry.sideFormula
    switch geometry.fit {
    case .max(let side): self.init(source, inside: side, side, upscale, rounding, formula, multiple)
    case .inside(let width, let height):
      self.init(source, inside: width, height, upscale, rounding, formula, multiple)
    case .stretch(let width, let height):
      self.init(source, stretched: Size(width: width, height: height), upscale, multiple)
    case .cover(let width, let height):
      self.init(
        source, covering: Size(width: width, height: height), upscale, rounding, formula, multiple)
    case .pad(let width, let height):
      var scale = min(Double(width) / Double(source.width), Double(height) / Double(source.height))
      if upscale != .allow { scale = min(scale, 1) }
      self.init(within: Size(width: width, height: height), source, scale, rounding)

    case .closest(let width, let height):
      let scales = (Double(width) / Double(source.width), Double(height) / Double(source.height))
      let scale = abs(1 - scales.0) < abs(1 - scales.1) ? scales.0 : scales.1
      let sides = (source.sides * (upscale == .never ? min(scale, 1) : scale)).whole(rounding)
      self.init(sides, multiple.snap(sides), multiple)
    case .shortest(let side, let longest):
      let isKept = upscale == .never && side > min(source.width, source.height)
      let sides =
        isKept
        ? source.sides
        : SizeRules.shortest(side, longest: longest, of: source, rounding ?? .down, formula)
      self.init(sides, multiple.snap(sides), multiple)
    case .area(var budget):
      if upscale == .never { budget.least = nil }
      switch budget.order {
      case .multipleFirst:
        let snapped = SizeRules.area(budget, of: source, multiple)
        let scale = (Double(snapped.area) / Double(source.area)).squareRoot()
        self.init(source.sides * scale, snapped, multiple)
      case .halvedSides: self.init(whole: SizeRules.halved(budget, of: source, multiple))
      case .areaFirst:
        let sides = (source.sides * SizeRules.scale(budget, of: source)).whole(rounding)
        self.init(sides, multiple.snap(sides), multiple)
      }
    case .bucket(let buckets):
      let size = buckets.nearest(to: source)
      switch buckets.fit {
      case .cover: self.init(source, covering: size, upscale, rounding, formula, multiple)
      case .stretch: self.init(source, stretched: size, upscale, multiple)
      case .pad:
        let scale = min(
          Double(size.width) / Double(source.width), Double(size.height) / Double(source.height))
        self.init(within: size, source, upscale == .never ? min(scale, 1) : scale, rounding)
      }
    case .service(let rule):
      let size = ServiceSizes.size(rule, of: source)
      self.init(size.sides, multiple.snap(size.sides), multiple)
    case .line(let line):
      let width = SizeRules.width(of: line, source)
      self.init(
        scaled: Size(width: width, height: line.height), kept: Size(width: width, height: line.height),
        output: Size(width: max(width, line.width), height: line.height))
    case .patches(let budget):
      let sizes = PatchSizes(budget, of: source, multiple)
      self.init(scaled: sizes.scaled, kept: sizes.scaled, output: sizes.output)
    }
  }

  private init(_ source: Size, stretched target: Size, _ upscale: Upscale, _ multiple: Multiple) {
    let size = upscale == .never ? target.intersection(source) : target
    let snapped = multiple.snap(size, atMost: target)
    switch multiple.method {
    case .scaling: self.init(whole: snapped)
    case .cropping: self.init(scaled: size.union(snapped), kept: snapped, output: snapped)
    case .padding:
      let fitting = size.intersection(snapped)
      self.init(scaled: fitting, kept: fitting, output: snapped)
    }
  }

  private init(
    _ source: Size, covering target: Size, _ upscale: Upscale, _ rounding: Multiple.Rounding?,
    _ formula: SideFormula, _ multiple: Multiple
  ) {
    let scales = (
      Double(target.width) / Double(source.width), Double(target.height) / Double(source.height)
    )
    var scale = max(scales.0, scales.1)
    if upscale == .never { scale = min(scale, 1) }
    var sides = source.sides * scale
    if let rounding {
      let (limit, length) =
        scales.0 > scales.1 ? (target.width, source.width) : (target.height, source.height)
      if scale != 1 { sides = SizeRules.sides(of: source, limit, length, formula) }
      sides = sides.whole(rounding)
    }
    var whole = sides.rounded
    // A formula may miss the side that it starts from by its last bit.
    if scale == max(scales.0, scales.1) { whole = whole.union(target) }
    let size = whole.intersection(target)
    let snapped = multiple.snap(size, atMost: target)
    let kept = multiple.method == .padding ? size.intersection(snapped) : snapped
    self.init(scaled: whole.union(kept), kept: kept, output: snapped)
  }

  /// - Parameters:
  ///   - width: Nil for no limit.
  ///   - height: Nil for no limit.
  private init(
    _ source: Size, inside width: Int?, _ height: Int?, _ upscale: Upscale, _ rounding: Multiple.Rounding?,
    _ formula: SideFormula, _ multiple: Multiple
  ) {
    var scale = min(
      width.map { Double($0) / Double(source.width) } ?? .infinity,
      height.map { Double($0) / Double(source.height) } ?? .infinity)
    if upscale != .allow || scale == .infinity { scale = min(scale, 1) }
    var sides = source.sides * scale
    if let rounding {
      let isWide = width.map { Double($0) / Double(source.width) == scale } ?? false
      let (limit, length) = isWide ? (width, source.width) : (height, source.height)
      if scale != 1, let limit { sides = SizeRules.sides(of: source, limit, length, formula) }
      sides = sides.whole(rounding)
    }
    self.init(sides, multiple.snap(sides, atMost: width, height), multiple)
  }

  /// Gives a picture that is to be scaled to `sides` the size `snapped`.
  private init(_ sides: Sides, _ snapped: Size, _ multiple: Multiple) {
    switch multiple.method {
    case .scaling: self.init(whole: snapped)
    case .cropping:
      let covering = max(Double(snapped.width) / sides.width, Double(snapped.height) / sides.height, 1)
      self.init(scaled: (sides * covering).rounded.union(snapped), kept: snapped, output: snapped)
    case .padding:
      let fitting = min(Double(snapped.width) / sides.width, Double(snapped.height) / sides.height, 1)
      let scaled = (sides * fitting).rounded.intersection(snapped)
      self.init(scaled: scaled, kept: scaled, output: snapped)
    }
  }

  /// Makes sides that are shorter so long. What is cropped stays.
  mutating func raise(to side: Int) {
    guard kept == scaled else { return }
    let raised = scaled.union(Size(width: side, height: side))
    if output == scaled { output = raised }
    scaled = raised.intersection(output)
    kept = scaled
  }

  private init(whole size: Size) { self.init(scaled: size, kept: size, output: size) }

  private init(scaled: Size, kept: Size, output: Size) {
    self.scaled = scaled
    self.kept = kept
    self.output = output
  }

  /// Scales the picture by `scale` and surrounds it with background.
  private init(within size: Size, _ source: Size, _ scale: Double, _ rounding: Multiple.Rounding?) {
    let scaled = (source.sides * scale).whole(rounding).rounded.intersection(size)
    self.init(scaled: scaled, kept: scaled, output: size)
  }
}

/// Sides that are not whole yet.
struct Sides: Equatable {
  var width: Double
  var height: Double

  static func * (sides: Sides, scale: Double) -> Sides {
    Sides(width: sides.width * scale, height: sides.height * scale)
  }

  static func / (sides: Sides, divisor: Double) -> Sides {
    Sides(width: sides.width / divisor, height: sides.height / divisor)
  }

  /// Whole, to the nearest, at least 1.
  var rounded: Size { Size(width: max(1, Int(width.rounded())), height: max(1, Int(height.rounded()))) }

  /// Whole by a rule; unchanged without one.
  func whole(_ rounding: Multiple.Rounding?) -> Sides {
    guard let rounding else { return self }
    return Sides(width: max(1, rounding.whole(width)), height: max(1, rounding.whole(height)))
  }
}

extension Sides {
  /// One side is the limit. The other follows from the ratio, which is width / height.
  init(ratio: Double, _ limit: Double, isWide: Bool) {
    self.init(width: isWide ? limit : limit * ratio, height: isWide ? limit / ratio : limit)
  }
}

extension Size {
  var sides: Sides { Sides(width: Double(width), height: Double(height)) }
}
