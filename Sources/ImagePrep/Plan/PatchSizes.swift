/// The sizes that a budget of patches gives: that of the scaled picture, and that of the result.
struct PatchSizes: Equatable {
  var scaled: Size
  var output: Size

  init(_ budget: PatchBudget, of source: Size, _ multiple: Multiple) {
    let patch = Size(
      width: max(1, multiple.width / budget.merge), height: max(1, multiple.height / budget.merge))
    switch budget.rule {
    case .search: self.init(whole: SizeRules.patches(atMost: budget.most, of: source, multiple))
    case .shrink: self.init(shrinking: source, budget, patch, multiple)
    case .shape: self.init(whole: Self.nearestShape(budget, of: source, multiple))
    case .range: self.init(whole: Self.range(budget, of: source, patch))
    case .align: self.init(aligning: source, budget, multiple)
    }
  }

  private init(whole size: Size) { (scaled, output) = (size, size) }

  /// `navit_resize` of Kimi-VL.
  private init(shrinking source: Size, _ budget: PatchBudget, _ patch: Size, _ multiple: Multiple) {
    let patches = Double(max(1, source.width / patch.width)) * Double(max(1, source.height / patch.height))
    var scale = min(1, (Double(budget.most) / patches).squareRoot())
    if let side = budget.side {
      scale = min(scale, Double(side * patch.height) / Double(source.height))
      scale = min(scale, Double(side * patch.width) / Double(source.width))
    }
    func length(_ length: Int, _ patch: Int) -> Int {
      min(max(1, Int(Double(length) * scale)), budget.side.map { $0 * patch } ?? .max)
    }
    scaled = Size(width: length(source.width, patch.width), height: length(source.height, patch.height))
    output = Self.above(scaled, multiple)
  }

  /// `smart_resize` of Muse Glimmer.
  private static func nearestShape(_ budget: PatchBudget, of source: Size, _ multiple: Multiple) -> Size {
    var (down, across) = (
      Double(source.height) / Double(multiple.height), Double(source.width) / Double(multiple.width)
    )
    let (ratio, most) = (across / down, Double(budget.most))
    if down * across > most {
      down = (most / ratio).squareRoot()
      across = down * ratio
    }
    let shape = Double(source.height) / Double(source.width)
    func distance(_ grid: (rows: Int, columns: Int)) -> Double {
      abs(Double(grid.rows) / Double(grid.columns) - shape)
    }
    let grids = [down.rounded(.down), down.rounded(.up)].flatMap { rows in
      [across.rounded(.down), across.rounded(.up)].map { (Int(rows), Int($0)) }
    }
    let nearest = PairOrder.sorted(grids)
      .filter { $0.0 >= 1 && $0.1 >= 1 && $0.0 * $0.1 <= budget.most }
      .min { distance($0) < distance($1) }
    let (rows, columns) =
      nearest
      ?? (
        max(1, Int(down.rounded(.toNearestOrEven))), max(1, Int(across.rounded(.toNearestOrEven)))
      )
    return Size(width: columns * multiple.width, height: rows * multiple.height)
  }

  /// `get_patch_grid_size` of Nemotron H Omni.
  private static func range(_ budget: PatchBudget, of source: Size, _ patch: Size) -> Size {
    let (least, most) = (Double(budget.least ?? 1), Double(budget.most))
    var down = (Double(source.height) / Double(patch.height) + 0.5).rounded(.toNearestOrEven)
    var across = (Double(source.width) / Double(patch.width) + 0.5).rounded(.toNearestOrEven)
    let factor = min(1, (most / (down * across)).squareRoot())
    (down, across) = (max(1, (factor * down).rounded(.down)), max(1, (factor * across).rounded(.down)))
    if most > least, down * across < least {
      let factor = (least / (down * across)).squareRoot()
      (down, across) = ((factor * down).rounded(.up), (factor * across).rounded(.up))
    }
    let merge = Double(budget.merge)
    func whole(_ count: Double, beside other: Double) -> Double {
      let above = (count / merge).rounded(.up) * merge
      return above * other <= most ? above : max(merge, (count / merge).rounded(.down) * merge)
    }
    down = whole(down, beside: across)
    across = whole(across, beside: down)
    return Size(width: Int(across) * patch.width, height: Int(down) * patch.height)
  }

  /// `smart_resize` and `resize` of GLM-5.
  private init(aligning source: Size, _ budget: PatchBudget, _ multiple: Multiple) {
    func count(_ size: Size) -> Double {
      Double(size.width / multiple.width) * Double(size.height / multiple.height)
    }
    let (area, unit) = (
      Double(source.width) * Double(source.height), Double(multiple.width) * Double(multiple.height)
    )
    var target = Self.above(source, multiple)
    let least = Double(budget.least ?? 0)
    if count(target) < least {
      let scale = (least * unit / area).squareRoot()
      target = Self.above(Self.scaled(source, scale, .up), multiple)
    }
    if count(target) > Double(budget.most) {
      target = Size(width: multiple.width, height: multiple.height)
      var (low, high) = (1, source.height)
      while low <= high {
        let height = (low + high) / 2
        let width = max(1, Int(Double(source.width) * Double(height) / Double(source.height)))
        let size = Self.above(Size(width: width, height: height), multiple)
        if count(size) <= Double(budget.most) {
          (target, low) = (size, height + 1)
        } else {
          high = height - 1
        }
      }
    }
    var scale = min(
      Double(target.height) / Double(source.height), Double(target.width) / Double(source.width))
    if area >= least * unit { scale = min(1, scale) }
    scaled = Self.scaled(source, scale, .down).intersection(target)
    output = target
  }

  private static func scaled(_ size: Size, _ scale: Double, _ rounding: Multiple.Rounding) -> Size {
    Size(
      width: max(1, Int(rounding.whole(Double(size.width) * scale))),
      height: max(1, Int(rounding.whole(Double(size.height) * scale))))
  }

  /// The multiples above.
  private static func above(_ size: Size, _ multiple: Multiple) -> Size {
    Size(
      width: (size.width + multiple.width - 1) / multiple.width * multiple.width,
      height: (size.height + multiple.height - 1) / multiple.height * multiple.height)
  }
}
