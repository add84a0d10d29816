extension Plan {
  /// One result of an image: its size, and how the picture gets there. Sizes and rectangles describe the upright picture.
  public struct View: Sendable, Equatable {
    /// The size of the upright source.
    public let source: Size
    /// The turn that makes the stored picture upright.
    public let orientation: Orientation
    /// The part of the upright source that is used: all of it without ``Geometry/crop``.
    public let region: Rectangle
    /// Sizes that ``region`` is scaled to first, one after the other (``Geometry/before``).
    public let before: [Size]
    /// The size that ``region`` is scaled to.
    public let scaled: Size
    /// The part of the scaled picture that is kept.
    public let crop: Rectangle
    /// Where the kept part lies in the output; the rest is background.
    public let placement: Rectangle
    /// The size of the result.
    public let output: Size
    /// What the view shows.
    public let content: Options.Content
    /// True if the result has 16 bits a sample: that of a tensor of more than 8 bits, from such a PNG.
    let isDeep: Bool
    /// True if the result has floats: that of a tensor, resampled in floats.
    let isFloat: Bool
    /// The pixels of an opaque result.
    var opaqueFormat: PixelFormat { isFloat ? .rgbFloat : isDeep ? .rgb16 : .rgb8 }
    let filter: Filter
    let background: Color

    /// - Parameters:
    ///   - options: Those of this view.
    ///   - content: Default: the picture.
    init(_ info: ImageInfo, _ options: Options, _ content: Options.Content = .picture) throws(ImageError) {
      self.content = content
      orientation = options.orientation == .apply ? info.orientation : .upright
      source = orientation.apply(to: info.storedSize)
      isDeep =
        options.keepsDepth && info.bitDepth == 16 && content == .picture && options.decode != .exact
        && !(info.hasAlpha && options.alpha == .keep)
      filter = options.filter
      background = content == .picture ? options.resolvedBackground : .black
      let layout = try GeometryPlan(
        source: source, geometry: options.geometry, multiple: options.resolvedMultiple)
      // Products of two sides must fit in an integer.
      guard
        (layout.before + [layout.scaled, layout.output]).allSatisfy({ max($0.width, $0.height) < 1 << 31 })
      else {
        throw ImageError(
          .outOfMemory, "an image of \(layout.output) pixels does not fit in memory",
          advice: "ask for a smaller size")
      }
      region = layout.region
      before = layout.before
      scaled = layout.scaled
      crop = layout.crop
      placement = layout.placement
      output = layout.output
      isFloat =
        options.keepsDepth && content == .picture && options.decode == .exact && options.arithmetic.isFloat
        && filter != .nearest && options.alpha != .keep && scaled != region.size
    }

    /// True if the picture keeps its size and all of its pixels.
    public var keepsPixels: Bool {
      !usesPart && scaled == source && crop.size == scaled && before.isEmpty
    }

    /// The largest pictures between the passes of a resampling, whichever comes first.
    var sizesBetweenPasses: [Size] {
      [
        Size(width: crop.size.width, height: region.size.height),
        Size(width: region.size.width, height: crop.size.height),
      ]
    }

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
    func warnings(_ options: Options) -> [Warning] {
      guard content == .picture else { return [] }
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
  }

  /// A scaling and a shift of each axis.
  public struct Transform: Sendable, Equatable {
    public var scaleX: Double
    public var scaleY: Double
    public var shiftX: Double
    public var shiftY: Double
  }
}
