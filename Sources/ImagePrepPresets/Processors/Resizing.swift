import ImagePrep

/// What the fields for the size of a processor mean.
enum Resizing: Sendable, Equatable {
  /// Nothing: the picture keeps its size.
  case none
  /// All forms of `size` that the backends of transformers know.
  case size
  /// The same; sides that keep their proportions become the multiple of 16 below.
  case sizeBelowMultiple(Int)
  /// The same; sides become the multiple of `size_divisor` above.
  case sizeAboveMultiple
  /// A shortest side is multiplied by this first.
  case shortestTimes(Double)
  /// A shortest side is divided by `crop_pct` first, and a square of the shortest side is cropped from the middle. From this
  /// side on, the picture is stretched to a square instead.
  case shortestByPart(stretchedFrom: Int)
  /// The sides are divided by `crop_pct` first.
  case sizeByPart
  /// Both sides become the multiple of `size_divisor` below.
  case multipleBelow
  /// The shortest side, the longest at most 1333/800 of it, then the multiples of `size_divisor` below.
  case shortestBelowMultiple
  /// The shortest side of `resize_short`, to the nearest, then the multiples of `size_divisor` above.
  case shortestField
  /// `longest_edge`, up too; the other side is rounded.
  case longest(SideFormula, Multiple.Rounding)
  /// To the side of `size` that takes less scaling (`keep_aspect_ratio`), and to multiples of `ensure_multiple_of`.
  case closest

  func set(
    _ options: inout Options, _ config: inout ProcessorConfig, longest: Int?
  ) throws(ImageError) {
    switch self {
    case .none: options.multiple = Multiple(width: 1, height: 1)
    case .size: options.geometry = try Self.geometry(&config, longest)
    case .sizeBelowMultiple(let multiple):
      options.geometry = try Self.geometry(&config, longest)
      if options.geometry.outputSize == nil {
        options.multiple = Multiple(width: multiple, height: multiple, rounding: .down)
      }
    case .sizeAboveMultiple:
      options.geometry = try Self.geometry(&config, longest)
      try options.setMultiple(&config, "size_divisor", .up)
    case .shortestTimes(let factor):
      options.geometry = try Self.geometry(&config, longest)
      if case .shortest(let side, let longest) = options.geometry.fit {
        options.geometry.fit = .shortest(Int(factor * Double(side)), longest: longest)
      }
    case .shortestByPart(let stretched):
      let side = try Self.shortest(&config)
      let part = try config.number("crop_pct") ?? 1
      guard side < stretched else {
        options.geometry = .fit(.stretch(width: side, height: side))
        return
      }
      options.geometry = .fit(.shortest(try Self.side(Double(side) / part, config)))
      options.geometry.canvas = Size(width: side, height: side)
    case .sizeByPart: options.geometry = try Self.partGeometry(&config)
    case .multipleBelow:
      options.geometry = .fit(.max(nil))
      try options.setMultiple(&config, "size_divisor", .down)
      options.multiple = options.multiple ?? Multiple(width: 1, height: 1)
    case .shortestBelowMultiple:
      let side = try Self.shortest(&config)
      options.geometry = .fit(.shortest(side, longest: Int(1333.0 / 800 * Double(side))))
      options.geometry.sideFormula = .scale
      options.geometry.sideRounding = .nearest
      try options.setMultiple(&config, "size_divisor", .down)
    case .shortestField:
      options.geometry = .fit(.shortest(try config.count("resize_short") ?? 1))
      options.geometry.sideFormula = .scale
      options.geometry.sideRounding = .halfEven
      try options.setMultiple(&config, "size_divisor", .up)
      _ = try config.size("size")
    case .longest(let formula, let rounding):
      options.geometry = try Self.longest(&config, formula, rounding)
      options.multiple = Multiple(width: 1, height: 1)
    case .closest: try Self.setClosest(&options, &config)
    }
  }

  // MARK: Geometries

  private static func geometry(_ config: inout ProcessorConfig, _ longest: Int?) throws(ImageError)
    -> Geometry
  {
    switch try config.size("size", longest: longest) {
    case .exact(let width, let height): return .fit(.stretch(width: width, height: height))
    case .shortest(let side): return .fit(.shortest(side))
    case .shortestLongest(let side, let longest): return .fit(.shortest(side, longest: longest))
    case .within(let width, let height):
      var geometry = Geometry.fit(.inside(width: width, height: height), upscale: .allow)
      geometry.sideRounding = .down
      geometry.sideFormula = .scale
      return geometry
    case .longest, .pixels, nil:
      throw config.fault("size", "does not say how \(config.owner) resizes")
    }
  }

  private static func longest(
    _ config: inout ProcessorConfig, _ formula: SideFormula, _ rounding: Multiple.Rounding
  ) throws(ImageError) -> Geometry {
    guard case .longest(let side) = try config.size("size") else { return try geometry(&config, nil) }
    var geometry = Geometry.fit(.max(side), upscale: .allow)
    geometry.sideRounding = rounding
    geometry.sideFormula = formula
    return geometry
  }

  private static func partGeometry(_ config: inout ProcessorConfig) throws(ImageError) -> Geometry {
    let geometry = try geometry(&config, nil)
    guard let part = try config.number("crop_pct") else { return geometry }
    switch geometry.fit {
    case .shortest(let side, nil): return .fit(.shortest(try Self.side(Double(side) / part, config)))
    case .stretch(let width, let height) where width == height:
      return .fit(.shortest(try Self.side(Double(width) / part, config)))
    case .stretch(let width, let height):
      return .fit(
        .stretch(
          width: try Self.side(Double(width) / part, config),
          height: try Self.side(Double(height) / part, config)))
    default: throw config.fault("size", "does not go with a crop_pct")
    }
  }

  private static func setClosest(_ options: inout Options, _ config: inout ProcessorConfig) throws(ImageError)
  {
    guard let size = try config.box("size") else {
      throw config.fault("size", "does not say how \(config.owner) resizes")
    }
    let multiple = try config.count("ensure_multiple_of") ?? 1
    if try config.flag("keep_aspect_ratio") {
      options.geometry = .fit(.closest(width: size.width, height: size.height))
      options.multiple = Multiple(width: multiple, height: multiple, rounding: .halfEven)
    } else {
      func side(_ length: Int) -> Int {
        Int((Double(length) / Double(multiple)).rounded(.toNearestOrEven)) * multiple
      }
      options.geometry = .fit(.stretch(width: side(size.width), height: side(size.height)))
    }
  }

  // MARK: Numbers

  private static func shortest(_ config: inout ProcessorConfig) throws(ImageError) -> Int {
    guard case .shortest(let side)? = try config.size("size") else {
      throw config.fault("size", "has no shortest_edge alone, which \(config.owner) needs")
    }
    return side
  }

  /// A side that follows from `crop_pct`.
  private static func side(_ length: Double, _ config: ProcessorConfig) throws(ImageError) -> Int {
    guard let side = Int(exactly: length.rounded(.down)), side > 0 else {
      throw config.fault("crop_pct", "is no part of a picture")
    }
    return side
  }
}

extension Options {
  /// Sides become multiples of the number of a field, unless it is 1 or not there.
  fileprivate mutating func setMultiple(
    _ config: inout ProcessorConfig, _ name: String, _ rounding: Multiple.Rounding
  ) throws(ImageError) {
    // Some classes have 0 for none.
    guard config.value(name)?.number != 0, let count = try config.count(name), count > 1 else { return }
    multiple = Multiple(width: count, height: count, rounding: rounding)
  }
}
