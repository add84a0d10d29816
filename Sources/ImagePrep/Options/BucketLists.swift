extension Buckets {
  /// The 40 sizes of SDXL, multiples of 64 near 1024 × 1024 pixels, as training code quotes them from appendix I of the
  /// paper (arXiv 2307.01952).
  public static let sdxl = Buckets(
    [
      (512, 2048), (512, 1984), (512, 1920), (512, 1856), (576, 1792), (576, 1728), (576, 1664), (640, 1600),
      (640, 1536), (704, 1472), (704, 1408), (704, 1344), (768, 1344), (768, 1280), (832, 1216), (832, 1152),
      (896, 1152), (896, 1088), (960, 1088), (960, 1024), (1024, 1024), (1024, 960), (1088, 960), (1088, 896),
      (1152, 896), (1152, 832), (1216, 832), (1280, 768), (1344, 768), (1408, 704), (1472, 704), (1536, 640),
      (1600, 640), (1664, 576), (1728, 576), (1792, 576), (1856, 512), (1920, 512), (1984, 512), (2048, 512),
    ].map(Size.init))

  /// The 17 sizes of FLUX.1 Kontext, to which it stretches (`pipeline_flux_kontext.py` of diffusers).
  public static let kontext: Buckets = {
    var buckets = Buckets(
      [
        (672, 1568), (688, 1504), (720, 1456), (752, 1392), (800, 1328), (832, 1248), (880, 1184),
        (944, 1104),
        (1024, 1024), (1104, 944), (1184, 880), (1248, 832), (1328, 800), (1392, 752), (1456, 720),
        (1504, 688),
        (1568, 672),
      ].map(Size.init), by: .aspect, fit: .stretch)
    buckets.sourceMultiple = 16
    return buckets
  }()

  /// The 19 sizes of NovelAI: for each width from 256 to 1024 in steps of 64 the largest height up to 1024 with at most
  /// 512 · 768 pixels, the same turned, and 512 × 512 (NovelAI/novelai-aspect-ratio-bucketing).
  public static let novelAI: Buckets = {
    let step = 64
    let tall = stride(from: 256, through: 1024, by: step).map { width in
      Size(width: width, height: min(1024, 512 * 768 / width / step * step))
    }
    return Buckets(sorted(tall + tall.map(\.turned) + [Size(width: 512, height: 512)]), by: .aspect)
  }()

  /// The sizes that kohya's trainers make (`make_bucket_resolutions`, kohya-ss/sd-scripts).
  ///
  /// - Parameters:
  ///   - resolution: Its number of pixels is the most that a size has.
  ///   - least: The shortest side. Default: 256.
  ///   - most: The longest side. Default: 1024.
  ///   - step: All sides are multiples of it. Default: 64.
  public static func kohya(_ resolution: Size, least: Int = 256, most: Int = 1024, step: Int = 64) -> Buckets
  {
    let area = resolution.area
    let square = Int(Double(area).squareRoot()) / step * step
    let tall = stride(from: least, through: most, by: step).compactMap { width -> Size? in
      let height = min(most, area / width / step * step)
      return height >= least ? Size(width: width, height: height) : nil
    }
    return Buckets(sorted(tall + tall.map(\.turned) + [Size(width: square, height: square)]), by: .aspect)
  }

  /// Grids of tiles, to which the picture is stretched (`get_optimal_tiled_canvas` of transformers' GOT-OCR 2, and
  /// `dynamic_preprocess` of InternVL): fewer tiles first, then fewer columns.
  ///
  /// - Parameters:
  ///   - tile: Grids with a side above 1,000,000 pixels are left out.
  ///   - tiles: The fewest and the most tiles. Less than 1 counts as 1, more than 1024 as 1024.
  public static func grid(_ tile: Size, tiles: ClosedRange<Int>) -> Buckets {
    let sizes = tiles.clamped(to: 1...1024).flatMap { count in
      (1...count).filter { count.isMultiple(of: $0) }.compactMap { columns -> Size? in
        let rows = count / columns
        let largest = Options.largestSide
        guard tile.width <= largest / columns, tile.height <= largest / rows else { return nil }
        return Size(width: columns * tile.width, height: rows * tile.height)
      }
    }
    return Buckets(sizes, by: .gridAspect, fit: .stretch)
  }

  /// Grids of tiles, to which the picture is stretched (`_find_supported_aspect_ratios` of transformers' Perception LM): by
  /// shape, in the order of the largest grid of each, and the most tiles first.
  ///
  /// - Parameter most: Tiles, at most 1024.
  public static func covering(_ tile: Size, atMost most: Int) -> Buckets {
    var shapes: [Double] = []
    var grids: [Double: [Size]] = [:]
    for count in (1...max(1, most)).reversed() {
      for columns in 1...count where count.isMultiple(of: columns) {
        let shape = Double(columns) / Double(count / columns)
        if grids[shape] == nil { shapes.append(shape) }
        grids[shape, default: []].append(
          Size(width: columns * tile.width, height: count / columns * tile.height))
      }
    }
    return Buckets(shapes.flatMap { grids[$0] ?? [] }, by: .covering, fit: .stretch)
  }

  /// The eleven sizes of diffusers' training scripts (`generate_aspect_ratio_buckets`).
  ///
  /// - Parameters:
  ///   - side: Of a square with as many pixels.
  ///   - step: All sides are multiples of it. Default: 16.
  public static func diffusers(_ side: Int, step: Int = 16) -> Buckets {
    let ratios = [
      (1, 1), (4, 5), (5, 4), (2, 3), (3, 2), (3, 4), (4, 3), (9, 16), (16, 9), (1, 2), (2, 1),
    ]
    func multiple(_ value: Double) -> Int {
      max(step, Int((value / Double(step)).rounded(.toNearestOrEven)) * step)
    }
    let sizes = ratios.map { width, height in
      let ratio = Double(width) / Double(height)
      let tall = (Double(side * side) / ratio).squareRoot()
      return Size(width: multiple(tall * ratio), height: multiple(tall))
    }
    return Buckets(sizes, by: .crossProduct)
  }

  /// Each size once, by width and then by height.
  private static func sorted(_ sizes: [Size]) -> [Size] {
    Set(sizes).sorted { ($0.width, $0.height) < ($1.width, $1.height) }
  }
}
