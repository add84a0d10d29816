/// The result of a normalization, with its report.
public struct NormalizedImage: Sendable {
  /// RGB; RGBA with straight alpha if transparency is kept and the image has some.
  public let pixels: PixelBuffer
  /// The results of ``Options/otherViews``, in their order.
  public let otherViews: [PixelBuffer]
  public internal(set) var report: RenderReport

  /// ``pixels`` and ``otherViews``.
  public var views: [PixelBuffer] { [pixels] + otherViews }

  /// - Parameter views: At least one.
  init(views: [PixelBuffer], report: RenderReport) {
    pixels = views[0]
    otherViews = Array(views.dropFirst())
    self.report = report
  }

  /// The header of the image.
  public var info: ImageInfo { report.info }
  /// What was done.
  public var plan: Plan { report.plan }
  /// The metadata that `options.keepMetadata` keeps.
  public var metadata: ImageMetadata { report.metadata }
  /// The fraction of the rows that could be decoded; see ``RenderReport/fractionDecoded``.
  public var fractionDecoded: Double { report.fractionDecoded }
  /// The isolation of the decoder from the caller.
  public var isolation: Isolation.Level { report.isolation }
  /// Faults of an image that can be used all the same; usually empty.
  public internal(set) var warnings: [Warning] {
    get { report.warnings }
    set { report.warnings = newValue }
  }
}

extension NormalizedImage {
  /// Copies of the tiles of the first view, row by row (``Options/tiles``), and of the whole picture
  /// (``Options/wholeTile``); none if it is not cut.
  public func tiles() throws(ImageError) -> [PixelBuffer] {
    var tiles: [PixelBuffer] = []
    for tile in plan.tiles { tiles.append(try PixelBuffer(copying: tile, of: pixels)) }
    guard let order = plan.options.wholeTile, !tiles.isEmpty, let whole = otherViews.last else {
      return tiles
    }
    return order.order(tiles, whole)
  }

  /// Writes the view that an output is for.
  func write(to output: OutputWriter) throws(ImageError) {
    let view = plan.views[output.view]
    try output.write(
      views[output.view], view.content == .picture ? metadata : ImageMetadata(),
      output.encoding.describing(plan, view: output.view))
  }
}

/// How an image was rendered, without its pixels.
public struct RenderReport: Sendable {
  /// The header of the image.
  public let info: ImageInfo
  /// What was done.
  public let plan: Plan
  /// The metadata that `options.keepMetadata` keeps.
  public let metadata: ImageMetadata
  /// The fraction of the rows that could be decoded, 0 to 1. It is below 1 only in lenient decoding, and for a JPEG
  /// whose data a marker ends early.
  public let fractionDecoded: Double
  /// How long the frame of an animation is shown; nil for a still image.
  public let frameMilliseconds: Int?
  /// The isolation of the decoder from the caller.
  public internal(set) var isolation = Isolation.Level.none
  /// Faults of an image that can be used all the same; usually empty.
  public internal(set) var warnings: [Warning]
}
