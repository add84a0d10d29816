/// The sizes of ``ServiceRule``.
enum ServiceSizes {
  static func size(_ rule: ServiceRule, of source: Size) -> Size {
    switch rule {
    case .anthropic: largest(of: source, patches: 1568, side: 1568)
    case .anthropicHigh: largest(of: source, patches: 4784, side: 2576)
    case .openai: shrunk(source, patches: 1536, side: 2048)
    case .openaiTiles: tiled(source)
    }
  }

  /// The largest whole longer side for which the picture fits; the other one follows, to the nearest, half to even. Sides are
  /// counted with the rest of their last patch.
  private static func largest(of source: Size, patches: Int, side: Int) -> Size {
    let patch = 28
    func fits(_ size: Size) -> Bool {
      let (columns, rows) = (parts(size.width, patch), parts(size.height, patch))
      return max(columns, rows) * patch <= side && columns * rows <= patches
    }
    if fits(source) { return source }
    let isWide = source.width >= source.height
    let (long, short) = isWide ? (source.width, source.height) : (source.height, source.width)
    let ratio = Double(long) / Double(short)
    func size(_ long: Int) -> Size {
      let short = max(1, Int((Double(long) / ratio).rounded(.toNearestOrEven)))
      return isWide ? Size(width: long, height: short) : Size(width: short, height: long)
    }
    var (low, high) = (1, long)
    while low + 1 < high {
      let middle = (low + high) / 2
      if fits(size(middle)) { low = middle } else { high = middle }
    }
    return size(low)
  }

  /// Both sides scaled to the area of so many patches, and then until a side is whole patches.
  private static func shrunk(_ source: Size, patches: Int, side: Int) -> Size {
    let patch = 32
    let longest = Double(max(source.width, source.height))
    let sides = source.sides * min(1, Double(side) / longest)
    let size = sides.rounded
    guard parts(size.width, patch) * parts(size.height, patch) > patches else { return size }
    let scale = (Double(patches * patch * patch) / (sides.width * sides.height)).squareRoot()
    func loss(_ length: Double) -> Double {
      let count = length * scale / Double(patch)
      return max(1, count.rounded(.down)) / count
    }
    return (sides * (scale * min(loss(sides.width), loss(sides.height)))).rounded
  }

  private static func tiled(_ source: Size) -> Size {
    let (long, short) = (max(source.width, source.height), min(source.width, source.height))
    let scale = min(1, 2048 / Double(long))
    return (source.sides * min(scale, 768 / Double(short))).rounded
  }

  /// How many parts of a length there are, the last one begun.
  private static func parts(_ length: Int, _ part: Int) -> Int { (length + part - 1) / part }
}
