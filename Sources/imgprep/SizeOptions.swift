import ArgumentParser
import ImagePrep

/// The size of the result.
struct SizeOptions: ParsableArguments {
  @Option(
    name: .customLong("max"), parsing: .unconditional,
    help: .option(.max, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: SideLimit.init(argument:))
  var max: SideLimit?

  @Option(
    name: .customLong("multiple"), parsing: .unconditional,
    help: .option(.multiple, "n|WxH", statesDefault: true),
    transform: Multiples.init(argument:))
  var multiple: Multiples?

  @Option(
    name: .customLong("width"), parsing: .unconditional,
    help: .option(.width, "n"),
    transform: { try side($0) })
  var width: Int?

  @Option(
    name: .customLong("height"), parsing: .unconditional,
    help: .option(.height, "n"), transform: { try side($0) })
  var height: Int?

  @Option(
    help: .option(.fit, "fit", statesDefault: true))
  var fit: FitName?

  @Option(
    name: .customLong("shortest"), parsing: .unconditional, help: .option(.shortest, "n"), transform: side)
  var shortest: Int?

  @Option(parsing: .unconditional, help: .option(.mostArea, "pixels"), transform: area)
  var maxArea: Int?

  @Option(parsing: .unconditional, help: .option(.leastArea, "pixels"), transform: area)
  var minArea: Int?

  @Option(help: .option(.areaOrder, "order", statesDefault: true))
  var areaOrder: AreaBudget.Order?

  @Option(
    help: .option(.buckets, "sizes"), completion: .list(BucketNames.all), transform: BucketNames.buckets)
  var buckets: Buckets?

  @Option(help: .option(.bucketMetric, "metric"))
  var bucketMetric: Buckets.Metric?

  @Option(
    parsing: .unconditional, help: .option(.mostPatches, "n"), transform: PatchBudget.init(argument:))
  var maxPatches: PatchBudget?

  @Option(parsing: .unconditional, help: .option(.line, "HxW"), transform: TextLine.init(argument:))
  var line: TextLine?

  @Option(help: .option(.before, "size", statesDefault: true), transform: ScalingArguments.scaling)
  var before: [Scaling] = []

  @Option(parsing: .unconditional, help: .option(.leastSide, "n"), transform: side)
  var leastSide: Int?

  @Option(help: .option(.serviceRule, "service"))
  var sizeFor: ServiceRule?

  @Option(help: .option(.crop, "x,y,w,h", statesDefault: true), transform: CropBox.init(argument:))
  var crop: CropBox?

  @Option(help: .option(.canvas, "WxH"), transform: Size.init(argument:))
  var canvas: Size?

  @Option(
    help: .option(.gravity, "where", statesDefault: true), completion: .list(Gravity.compass.map(\.name)),
    transform: Gravity.init(argument:))
  var gravity: Gravity?

  @Option(help: .option(.focus, "x,y"), transform: Gravity.init(focus:))
  var focus: Gravity?

  @Option(help: .option(.sideRounding, "rounding", statesDefault: true))
  var sideRounding: Multiple.Rounding?

  @Option(help: .option(.sideFormula, "formula", statesDefault: true))
  var sideFormula: SideFormula?

  @Option(help: .option(.offsetRounding, "rounding", statesDefault: true))
  var offsetRounding: Multiple.Rounding?

  @Option(help: .option(.paddingRounding, "rounding", statesDefault: true))
  var paddingRounding: Multiple.Rounding?

  @Option(
    help: .option(.upscale, "when"))
  var upscale: Upscale?

  @Option(
    help: .option(.rounding, "rounding", statesDefault: true))
  var snap: Multiple.Rounding?

  @Option(
    help: .option(.method, "method", statesDefault: true))
  var snapBy: SnapMethod?

  @Option(
    help: .option(.tiles, "WxH", statesDefault: true), transform: Size.init(argument:))
  var tiles: Size?

  @Option(help: .option(.wholeTile, "where", statesDefault: true))
  var tilesWhole: WholeTile?

  private static func side(_ text: String) throws -> Int { try wholeNumber(text) }

  private static func area(_ text: String) throws -> Int {
    guard let value = Amount(text, .pixels)?.value, (1...Options.largestArea).contains(value) else {
      throw ValidationError("it takes a number of pixels, such as 1003520 or 1MP.")
    }
    return value
  }

  private var hasExplicitSize: Bool { width != nil || height != nil }

  func geometry() throws -> Geometry {
    var geometry = Geometry.fit(try chosenFit(), upscale: upscale ?? .automatic)
    geometry.crop = crop
    geometry.canvas = canvas
    geometry.before = before
    geometry.leastSide = leastSide
    geometry.sideRounding = sideRounding
    if let sideFormula { geometry.sideFormula = sideFormula }
    if let offsetRounding { geometry.offsetRounding = offsetRounding }
    geometry.paddingRounding = paddingRounding
    if gravity != nil, focus != nil {
      throw ValidationError("--gravity and --focus both place the picture: use one")
    }
    if let place = gravity ?? focus { geometry.gravity = place }
    return geometry
  }

  /// The fit of the one rule that is asked for.
  private func chosenFit() throws -> Fit {
    let rules = [
      ("--shortest", shortest != nil), ("--max-area", maxArea != nil || minArea != nil),
      ("--buckets", buckets != nil), ("--max-patches", maxPatches != nil), ("--line", line != nil),
      ("--size-for", sizeFor != nil),
      (width != nil ? "--width" : "--height", hasExplicitSize),
    ].filter(\.1).map(\.0)
    guard rules.count < 2 else {
      throw ValidationError("\(rules[0]) and \(rules[1]) are two rules for the size: use one of them")
    }
    let name = rules.first ?? ""
    if let fit, fit != .inside,
      ["--shortest", "--max-area", "--max-patches", "--line", "--size-for"].contains(name)
    {
      throw ValidationError(
        "\(name) and --fit \(fit.rawValue) do not go together: to crop or pad afterwards, use --canvas")
    }
    if max?.side != nil, ["--max-area", "--buckets", "--max-patches", "--line", "--size-for"].contains(name) {
      throw ValidationError("\(name) and --max are two rules for the size: use one of them")
    }
    if bucketMetric != nil, buckets == nil { throw ValidationError("--bucket-metric needs --buckets") }
    if areaOrder != nil, name != "--max-area" {
      throw ValidationError("--area-order needs --max-area or --min-area")
    }
    if let shortest { return .shortest(shortest, longest: max?.side) }
    if name == "--max-area" {
      return .area(AreaBudget(least: minArea, most: maxArea, order: areaOrder ?? .multipleFirst))
    }
    if let maxPatches { return .patches(maxPatches) }
    if let line { return .line(line) }
    if let sizeFor { return .service(sizeFor) }
    if var buckets {
      if let bucketMetric { buckets.metric = bucketMetric }
      switch fit {
      case .stretch: buckets.fit = .stretch
      case .pad: buckets.fit = .pad
      case .cover: buckets.fit = .cover
      case .inside, .closest:
        throw ValidationError("--buckets gives a size: --fit is cover, pad or stretch")
      case nil: break
      }
      return .bucket(buckets)
    }
    return try fit(within: max == nil ? (hasExplicitSize ? nil : 1024) : max?.side)
  }

  private func fit(within limit: Int?) throws -> Fit {
    let fit = fit ?? .inside
    if fit == .inside, !hasExplicitSize { return .max(limit) }
    let (width, height) = (smaller(width, limit), smaller(height, limit))
    if fit == .inside { return .inside(width: width, height: height) }
    guard let width, let height, hasExplicitSize || max != nil else {
      throw ValidationError("--fit \(fit.rawValue) needs --width and --height, or --max for a square")
    }
    switch fit {
    case .cover: return .cover(width: width, height: height)
    case .pad: return .pad(width: width, height: height)
    case .closest: return .closest(width: width, height: height)
    default: return .stretch(width: width, height: height)
    }
  }

  private func smaller(_ side: Int?, _ limit: Int?) -> Int? {
    guard let side, let limit else { return side ?? limit }
    return min(side, limit)
  }

  /// Nil if no option sets it.
  func multiple(for fit: Fit) -> Multiple? {
    guard multiple != nil || snap != nil || snapBy != nil else { return nil }
    let automatic = Multiple.automatic(for: fit)
    return Multiple(
      width: multiple?.width ?? automatic.width, height: multiple?.height ?? automatic.height,
      rounding: snap, by: (snapBy ?? .scale).method)
  }

  /// Warnings about options that change nothing, or not what their name says.
  func warnings(_ options: Options) -> [String] {
    loweredSide + uselessSnap(options)
  }

  /// A warning if `--max` is below a side that is asked for.
  private var loweredSide: [String] {
    guard let limit = max?.side else { return [] }
    let sides = [("--width", width), ("--height", height)].compactMap { name, side in
      side.flatMap { $0 > limit ? "\(name) \($0)" : nil }
    }
    return sides.isEmpty ? [] : ["--max \(limit) makes it smaller than \(sides.joined(separator: " and "))"]
  }

  private func uselessSnap(_ options: Options) -> [String] {
    guard let multiple = options.multiple, multiple.width == 1, multiple.height == 1 else { return [] }
    return [(snap != nil, "--snap"), (snapBy != nil, "--snap-by")].compactMap { isGiven, name in
      isGiven ? "\(name) does nothing where any side is allowed: add --multiple" : nil
    }
  }
}
