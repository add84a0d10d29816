/// A list of sizes. A result gets the size whose shape is nearest to the source's.
public struct Buckets: Sendable, Equatable {
  /// At least one.
  public var sizes: [Size]
  /// What the nearest size is. Default: `logAspect`.
  public var metric: Metric
  /// Default: `cover`.
  public var fit: BucketFit
  /// The source's sides are rounded down to multiples of this before its shape is looked at. Default: 1.
  public var sourceMultiple = 1

  public init(_ sizes: [Size], by metric: Metric = .logAspect, fit: BucketFit = .cover) {
    self.sizes = sizes
    self.metric = metric
    self.fit = fit
  }

  /// The distance between the shapes of a source and a size.
  public enum Metric: String, Sendable, CaseIterable {
    /// |log(W / H) − log(w / h)|. The first of equals.
    case logAspect = "log-aspect"
    /// |W / H − w / h|. The first of equals (NovelAI, kohya, FLUX.1 Kontext).
    case aspect
    /// |h · W − w · H|. The last of equals (scripts of diffusers).
    case crossProduct = "cross-product"
    /// |W / H − w / h|. Of equals the later one, if the source has more than half as many pixels (InternVL).
    case gridAspect = "grid-aspect"
    /// How few pixels of the picture are lost if it is scaled to fit into the size, at most those of the source. Of equals
    /// the size with the least padding (LLaVA-NeXT).
    case effectiveArea = "effective-area"
    /// The least enlargement of the picture to fit into the size; where every size is smaller than that, the least
    /// reduction. The first of equals (Command A Vision, Llama 3.2 Vision).
    case leastScale = "least-scale"
    /// Of sizes that the picture fits into, the last in which it can be scaled to the longest of its shorter sides. If there
    /// is none, the nearest |W / H − w / h| of the sizes that are not wider (than a wide picture) or not less wide (Perception
    /// LM); of equals the largest.
    case covering
  }

  /// How the picture gets the size.
  public enum BucketFit: String, Sendable, CaseIterable {
    case cover, pad, stretch
  }

  /// Orders scales: 1, larger ones, and then those below 1, the largest first.
  private static func order(ofScale scale: Double) -> Double { scale >= 1 ? -1 / scale : 1 - scale }

  private func rounded(_ side: Int) -> Double {
    side < sourceMultiple ? Double(side) : Double(side / sourceMultiple * sourceMultiple)
  }

  /// The size for a source.
  func nearest(to source: Size) -> Size {
    if metric == .covering { return covering(source) }
    let (width, height) = (rounded(source.width), rounded(source.height))
    func distance(_ size: Size) -> Double {
      let (bucketWidth, bucketHeight) = (Double(size.width), Double(size.height))
      return switch metric {
      case .logAspect:
        // The larger of a ratio and its inverse grows with the logarithm's magnitude.
        max(bucketWidth * height / (bucketHeight * width), bucketHeight * width / (bucketWidth * height))
      case .aspect, .gridAspect: abs(bucketWidth / bucketHeight - width / height)
      case .effectiveArea: Self.loss(source, in: size)
      case .leastScale:
        Self.order(ofScale: min(bucketWidth / width, bucketHeight / height))
      case .crossProduct: abs(height * bucketWidth - width * bucketHeight)
      case .covering: 0
      }
    }
    var best = sizes.first ?? source
    for size in sizes.dropFirst() {
      let (new, old) = (distance(size), distance(best))
      if new < old || new == old && winsTie(size, best, source) { best = size }
    }
    return best
  }

  /// `_fit_image_to_canvas` and `_find_closest_aspect_ratio` of transformers' Perception LM.
  private func covering(_ source: Size) -> Size {
    let ratio = Double(source.width) / Double(source.height)
    func length(_ size: Size) -> Double {
      let scale = min(
        Double(size.width) / Double(source.width), Double(size.height) / Double(source.height))
      return ratio > 1
        ? (scale * Double(source.width) / ratio).rounded(.down)
        : ratio < 1
          ? (scale * Double(source.height) * ratio).rounded(.down) : scale * Double(source.height)
    }
    var best: Size?
    for size in sizes where size.width >= source.width && size.height >= source.height {
      if best.map({ length(size) >= length($0) }) ?? true { best = size }
    }
    func shape(_ size: Size) -> Double { Double(size.width) / Double(size.height) }
    func distance(_ size: Size) -> Double {
      ratio >= 1 ? ratio - shape(size) : 1 / ratio - 1 / shape(size)
    }
    let others = sizes.filter { ratio >= 1 ? shape($0) <= ratio : shape($0) > ratio }
    return best ?? others.min { (distance($0), -$0.area) < (distance($1), -$1.area) } ?? sizes.first ?? source
  }

  /// The pixels of a source that are lost in a size.
  private static func loss(_ source: Size, in size: Size) -> Double {
    Double(source.area - effectiveArea(source, in: size))
  }

  private static func effectiveArea(_ source: Size, in size: Size) -> Int {
    let scale = min(
      Double(size.width) / Double(source.width), Double(size.height) / Double(source.height))
    return min(Int(Double(source.width) * scale) * Int(Double(source.height) * scale), source.area)
  }

  /// True if a size is better than an earlier one at the same distance.
  private func winsTie(_ size: Size, _ earlier: Size, _ source: Size) -> Bool {
    switch metric {
    case .crossProduct: true
    case .gridAspect: 2 * source.area > size.area
    case .effectiveArea:
      size.area - Self.effectiveArea(source, in: size) < earlier.area
        - Self.effectiveArea(source, in: earlier)
    case .logAspect, .aspect, .leastScale, .covering: false
    }
  }
}
