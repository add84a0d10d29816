import ImagePrep

extension Preset {
  /// The words of the command that mean the same. Defaults are left out.
  public var arguments: [String] { arguments(namingMeans: true) }

  /// - Parameter namingMeans: True to write a known mean and deviation as one name, and false to write both as numbers.
  package func arguments(namingMeans: Bool) -> [String] {
    GeometryWords(options).words + pictureWords + tensorWords(namingMeans)
  }

  private var pictureWords: [String] {
    let standard = Options()
    var words: [String] = []
    func add(_ name: String, _ value: String, unless isDefault: Bool) {
      if !isDefault { words += [name, value] }
    }
    add("--filter", options.filter.rawValue, unless: options.filter == standard.filter)
    add("--decode", options.decode.rawValue, unless: options.decode == standard.decode)
    add("--like", options.arithmetic.rawValue, unless: options.arithmetic == standard.arithmetic)
    add(
      "--antialias", options.antialiasing.rawValue, unless: options.antialiasing == standard.antialiasing)
    if let background = options.background {
      add("--padding", Self.text(background), unless: background == .white)
    }
    return words
  }

  private func tensorWords(_ namingMeans: Bool) -> [String] {
    var words: [String] = []
    if let dtype = tensor.dtype { words += ["--dtype", dtype.rawValue] }
    if tensor.layout != .nchw { words += ["--layout", tensor.layout.rawValue] }
    if tensor.channels != .rgb { words += ["--channels", tensor.channels.rawValue] }
    if let rescale = tensor.rescale { words += ["--rescale", "\(rescale)"] }
    let named = [
      ("imagenet", TensorFormat.imagenet), ("clip", TensorFormat.clip), ("half", TensorFormat.half),
    ]
    if namingMeans, let (name, _) = named.first(where: { $0.1.mean == tensor.mean && $0.1.std == tensor.std })
    {
      words += ["--mean", name]
    } else {
      if !tensor.mean.isEmpty { words += ["--mean", Self.text(tensor.mean)] }
      if !tensor.std.isEmpty { words += ["--std", Self.text(tensor.std)] }
    }
    if let value = tensor.padValue { words += ["--pad-value", Self.text([value])] }
    if let patches = tensor.patches { words += ["--patches", Self.text(patches)] }
    if tensorName != "pixel_values" { words += ["--tensor-name", tensorName] }
    for extra in extraTensors { words += ["--add-tensor", Self.text(extra)] }
    return words
  }

  private static func text(_ patches: TensorPatches) -> String {
    var words = ["\(patches.side)"]
    if patches.merge != 1 { words.append("merge=\(patches.merge)") }
    if patches.frames != 1 { words.append("frames=\(patches.frames)") }
    if let rows = patches.rows { words.append("rows=\(rows)") }
    if !patches.isFlat { words.append("square") }
    if patches.startsWithFrames { words.append("frames-first") }
    return words.joined(separator: " ")
  }

  private static func text(_ extra: ExtraTensor) -> String {
    let content =
      switch extra.content {
      case .numbers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
      case .scalar(let number): "scalar/\(number)"
      case .patchCount(let divisor) where divisor != 1: "patch-count/\(divisor)"
      case let content: ExtraTensor.Content.names.first { $0.content == content }?.name ?? ""
      }
    return extra.name + "=" + content + (extra.type == .int64 ? "" : ":\(extra.type.rawValue)")
  }

  private static func text(_ numbers: [Double]) -> String {
    numbers.map { Int(exactly: $0).map { "\($0)" } ?? "\($0)" }.joined(separator: ",")
  }

  private static func text(_ color: Color) -> String {
    color == .black ? "black" : "\(color.red),\(color.green),\(color.blue)"
  }
}

/// The words for the size of a result.
private struct GeometryWords {
  private(set) var words: [String] = []

  init(_ options: Options) {
    add(options.geometry.fit)
    let geometry = options.geometry
    if let crop = geometry.crop {
      let lengths = [crop.x, crop.y, crop.width, crop.height]
      words += ["--crop", lengths.map(Self.text).joined(separator: ",")]
    }
    for scaling in geometry.before { words += ["--before", GeometryWords(scaling).text] }
    if let side = geometry.leastSide { words += ["--least-side", "\(side)"] }
    if let canvas = geometry.canvas { add("--canvas", canvas) }
    if geometry.gravity != .center { add(geometry.gravity) }
    if let rounding = geometry.sideRounding { words += ["--side-rounding", rounding.rawValue] }
    if geometry.sideFormula != .product { words += ["--side-formula", geometry.sideFormula.rawValue] }
    if let rounding = geometry.paddingRounding { words += ["--padding-rounding", rounding.rawValue] }
    if geometry.offsetRounding != .down { words += ["--offset-rounding", geometry.offsetRounding.rawValue] }
    if geometry.upscale != .automatic { words += ["--upscale", geometry.upscale.rawValue] }
    if let multiple = options.multiple { add(multiple) }
    if let tiles = options.tiles { add("--tiles", tiles) }
    if let whole = options.wholeTile { words += ["--tiles-whole", whole.rawValue] }
  }

  /// The words of the value of `--before`.
  private init(_ scaling: Scaling) {
    add(scaling.fit)
    if let rounding = scaling.sideRounding { words += ["--side-rounding", rounding.rawValue] }
    if scaling.sideFormula != .product { words += ["--side-formula", scaling.sideFormula.rawValue] }
    if scaling.upscale != .automatic { words += ["--upscale", scaling.upscale.rawValue] }
    if scaling.multiple != Multiple(width: 1, height: 1) { add(scaling.multiple) }
  }

  /// The words without dashes, as `max=512 multiple=2`.
  private var text: String {
    stride(from: 0, to: words.count - 1, by: 2).map { "\(words[$0].dropFirst(2))=\(words[$0 + 1])" }
      .joined(separator: " ")
  }

  private mutating func add(_ fit: Fit) {
    switch fit {
    case .max(let side): words += ["--max", side.map { "\($0)" } ?? "none"]
    case .inside(let width, let height): add("inside", width, height)
    case .cover(let width, let height): add("cover", width, height)
    case .pad(let width, let height): add("pad", width, height)
    case .stretch(let width, let height): add("stretch", width, height)
    case .closest(let width, let height): add("closest", width, height)
    case .shortest(let side, let longest):
      words += ["--shortest", "\(side)"]
      if let longest { words += ["--max", "\(longest)"] }
    case .area(let budget):
      if let least = budget.least { words += ["--min-area", "\(least)"] }
      if let most = budget.most { words += ["--max-area", "\(most)"] }
      if budget.order != .multipleFirst { words += ["--area-order", budget.order.rawValue] }
    case .bucket(let buckets):
      if let name = [("sdxl", Buckets.sdxl), ("kontext", .kontext), ("novelai", .novelAI)]
        .first(where: { $0.1 == buckets })?.0
      {
        words += ["--buckets", name]
        return
      }
      words += ["--buckets", buckets.sizes.map { "\($0.width)x\($0.height)" }.joined(separator: ",")]
      words += ["--bucket-metric", buckets.metric.rawValue, "--fit", buckets.fit.rawValue]
    case .service(let rule): words += ["--size-for", rule.rawValue]
    case .line(let line):
      let widest = line.widest.map { " widest=\($0)" } ?? ""
      words += ["--line", "\(line.height)x\(line.width)\(widest)"]
    case .patches(let budget):
      var parts = ["\(budget.most)"]
      if let least = budget.least { parts.append("least=\(least)") }
      if let side = budget.side { parts.append("side=\(side)") }
      if budget.merge != 1 { parts.append("merge=\(budget.merge)") }
      if budget.rule != .search { parts.append("rule=\(budget.rule.rawValue)") }
      words += ["--max-patches", parts.joined(separator: " ")]
    }
  }

  private mutating func add(_ fit: String, _ width: Int?, _ height: Int?) {
    if let width { words += ["--width", "\(width)"] }
    if let height { words += ["--height", "\(height)"] }
    if fit != "inside" { words += ["--fit", fit] }
  }

  private mutating func add(_ gravity: Gravity) {
    if case .focus(let x, let y) = gravity { words += ["--focus", "\(x),\(y)"] }
    if let name = Gravity.compass.first(where: { $0.gravity == gravity })?.name {
      words += ["--gravity", name]
    }
  }

  private mutating func add(_ multiple: Multiple) {
    let (width, height) = (multiple.width, multiple.height)
    words += ["--multiple", width == height ? "\(width)" : "\(width)x\(height)"]
    if multiple.rounding != Multiple(width: width, height: height, by: multiple.method).rounding {
      words += ["--snap", multiple.rounding.rawValue]
    }
    switch multiple.method {
    case .scaling: break
    case .cropping: words += ["--snap-by", "crop"]
    case .padding: words += ["--snap-by", "pad"]
    }
  }

  private static func text(_ length: CropBox.Length) -> String {
    switch length {
    case .pixels(let count): "\(count)"
    case .fraction(let part): "\(part * 100)%"
    case .centered: "center"
    case .partOfShorter(let part): "\(part)short"
    }
  }

  private mutating func add(_ name: String, _ size: Size) { words += [name, "\(size.width)x\(size.height)"] }
}
