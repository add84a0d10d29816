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
  }

  /// How the picture gets the size.
  public enum BucketFit: String, Sendable, CaseIterable {
    case cover, pad, stretch
  }

  private func rounded(_ side: Int) -> Double {
    side < sourceMultiple ? Double(side) : Double(side / sourceMultiple * sourceMultiple)
  }

  /// The size for a source.
  func nearest(to source: Size) -> Size {
    let (width, height) = (rounded(source.width), rounded(source.height))
    func distance(_ size: Size) -> Double {
      let (bucketWidth, bucketHeight) = (Double(size.width), Double(size.height))
      return switch metric {
      case .logAspect:
        // The larger of a ratio and its inverse grows with the logarithm's magnitude.
        max(bucketWidth * height / (bucketHeight * width), bucketHeight * width / (bucketWidth * height))
      case .aspect: abs(bucketWidth / bucketHeight - width / height)
      case .crossProduct: abs(height * bucketWidth - width * bucketHeight)
      }
    }
    var best = sizes.first ?? source
    for size in sizes.dropFirst() {
      let (new, old) = (distance(size), distance(best))
      if new < old || metric == .crossProduct && new == old { best = size }
    }
    return best
  }
}
