/// What normalizing an image will do. It is made from the header and the options alone, without I/O or pixels.
///
/// Sizes and rectangles describe the upright picture.
public struct Plan: Sendable, Equatable {
  /// The options that the plan was made from.
  public let options: Options
  /// The size of the upright source.
  public internal(set) var source: Size
  /// The turn that makes the stored picture upright.
  public internal(set) var orientation: Orientation
  /// The part of the upright source that is used: all of it without ``Geometry/crop``.
  public internal(set) var region: Rectangle
  /// The size that ``region`` is scaled to.
  public internal(set) var scaled: Size
  /// The part of the scaled picture that is kept.
  public internal(set) var crop: Rectangle
  /// Where the kept part lies in the output; the rest is background.
  public internal(set) var placement: Rectangle
  /// The size of the result.
  public internal(set) var output: Size
  /// How much smaller the codec decodes the image: 1, 2, 4 or 8.
  public internal(set) var decodeShrink: Int
  /// The most bytes of memory that normalizing the image needs, including its result. This does not count the program
  /// and its libraries, the bytes of an image in memory, and caches for the next image: at most 2 MB of weights and 16
  /// MB of color transforms. See ``memory(writing:)`` for a result that is written.
  public var memory: Int { max(startingMemory, streamingMemory) }

  /// Memory needed until the decoder has its first row.
  var startingMemory = 0
  /// Memory needed from the first row on.
  var streamingMemory = 0

  /// The most bytes of memory that normalizing and writing the image needs: ``memory``, and the encoder's.
  public func memory(writing encoding: Encoding) -> Int {
    max(startingMemory, streamingMemory + encoding.byteCount(for: output))
  }

  /// The plan without its memory.
  init(geometryOf info: ImageInfo, _ options: Options) throws(ImageError) {
    self.options = options
    orientation = options.orientation == .apply ? info.orientation : .upright
    source = orientation.apply(to: info.storedSize)
    let layout = try GeometryPlan(
      source: source, geometry: options.geometry, multiple: options.resolvedMultiple)
    // Products of two sides must fit in an integer.
    guard [layout.scaled, layout.output].allSatisfy({ max($0.width, $0.height) < 1 << 31 }) else {
      throw ImageError(
        .outOfMemory, "an image of \(layout.output) pixels does not fit in memory",
        advice: "ask for a smaller size")
    }
    region = layout.region
    scaled = layout.scaled
    crop = layout.crop
    placement = layout.placement
    output = layout.output
    decodeShrink = Self.decodeShrink(
      info: info, options: options, source: source, region: layout.region.size, scaled: layout.scaled)
  }

  /// True if the picture keeps its size and all of its pixels.
  public var keepsPixels: Bool { !usesPart && scaled == source && crop.size == scaled }

  /// True if the last stored rows are cropped away after scaling.
  var leavesOutBottom: Bool {
    orientation.stored(crop, of: scaled).rows.upperBound < orientation.apply(to: scaled).height
  }

  /// ``region`` in the stored picture.
  var storedRegion: Rectangle { orientation.stored(region, of: source) }

  /// True if only a part of the source is used (``Geometry/crop``).
  var usesPart: Bool { region.size != source }

  /// True if a side of the picture becomes longer, even by the few pixels that `Options.multiple` may add.
  public var enlarges: Bool { scaled.width > region.size.width || scaled.height > region.size.height }

  /// How much scaling changes the aspect ratio. 0 is no change. 0.25 makes the picture a quarter wider, or a quarter
  /// higher, than in proportion. Cropping and padding do not count. More than 0.05 gives a warning, unless
  /// `Fit.stretch` asks for it.
  public var aspectChange: Double {
    let ratio = scaleX / scaleY
    return max(ratio, 1 / ratio) - 1
  }

  /// Warnings about a shape of the result that the options do not ask for explicitly.
  package func warnings(_ options: Options) -> [Warning] {
    let largestSilentChange = 0.05
    switch options.geometry.fit {
    case .stretch: return []
    case .bucket(let buckets) where buckets.fit == .stretch: return []
    default: break
    }
    guard aspectChange > largestSilentChange else { return [] }
    let percent = (aspectChange * 1000).rounded() / 10
    let multiple = options.resolvedMultiple
    let isSnapped = multiple.method == .scaling && max(multiple.width, multiple.height) > 1
    let advice: Message = isSnapped ? "; use \(.multiple) 1, or \(.method) to crop or pad" : ""
    return [
      Warning(
        .aspectChanged,
        "its aspect ratio changes by \(percent) %: \(region.size) is scaled to \(scaled)\(advice)")
    ]
  }

  /// Maps a point of the upright source to the output: `output = scale * source + shift` on each axis. Pixel (0, 0)
  /// covers the square from 0 to 1.
  public var transform: Transform {
    Transform(
      scaleX: scaleX, scaleY: scaleY,
      shiftX: Double(placement.x) - Double(crop.x) - scaleX * Double(region.x),
      shiftY: Double(placement.y) - Double(crop.y) - scaleY * Double(region.y))
  }

  private var scaleX: Double { Double(scaled.width) / Double(region.size.width) }
  private var scaleY: Double { Double(scaled.height) / Double(region.size.height) }

  /// A scaling and a shift of each axis.
  public struct Transform: Sendable, Equatable {
    public var scaleX: Double
    public var scaleY: Double
    public var shiftX: Double
    public var shiftY: Double
  }

  private static func decodeShrink(
    info: ImageInfo, options: Options, source: Size, region: Size, scaled: Size
  ) -> Int {
    // A shrunk picture has no pixel at each edge of a part.
    guard info.format == .jpeg, options.filter != .nearest, region == source else { return 1 }
    // 1/2, 1/4 and 1/8 are the scales for which libjpeg-turbo has SIMD inverse transforms.
    let shrinks = [8, 4, 2]
    return shrinks.first { shrink in
      guard let oversampling = options.decode.leastOversampling(shrinkingBy: shrink) else { return false }
      return Double(source.width) / Double(shrink) >= oversampling * Double(scaled.width)
        && Double(source.height) / Double(shrink) >= oversampling * Double(scaled.height)
    } ?? 1
  }
}
