/// The sizes and places that a geometry and a multiple give for an upright source. Pure arithmetic.
struct GeometryPlan: Equatable {
  /// The part of the source that is used.
  var region: Rectangle
  /// The sizes that part is scaled to first, one after the other.
  var before: [Size]
  /// The size that part is scaled to.
  var scaled: Size
  /// The part of the scaled picture that is kept.
  var crop: Rectangle
  /// Where the kept part lies in the output.
  var placement: Rectangle
  var output: Size

  /// - Parameter multiple: Must have passed `Options.checkSize` with the geometry.
  init(source: Size, geometry: Geometry, multiple: Multiple) throws(ImageError) {
    region = try geometry.crop?.resolved(in: source) ?? Rectangle(x: 0, y: 0, size: source)
    before = []
    for scaling in geometry.before { before.append(scaling.size(of: before.last ?? region.size)) }
    var sizes = FittedSizes(before.last ?? region.size, geometry, multiple)
    if let side = geometry.leastSide { sizes.raise(to: side) }
    if let canvas = geometry.canvas {
      sizes.kept = sizes.kept.intersection(canvas)
      sizes.output = canvas
    }
    scaled = sizes.scaled
    output = sizes.output
    let (gravity, kept) = (geometry.gravity, sizes.kept)
    let start = gravity.crop(scaled, keeping: kept, geometry.offsetRounding)
    crop = Rectangle(x: start.x, y: start.y, size: kept)
    let space = Size(width: output.width - kept.width, height: output.height - kept.height)
    let place = gravity.padding(space, geometry.paddingRounding ?? geometry.offsetRounding)
    placement = Rectangle(x: place.x, y: place.y, size: kept)
  }
}

extension Scaling {
  /// The size for a source.
  func size(of source: Size) -> Size {
    var geometry = Geometry.fit(fit, upscale: upscale)
    (geometry.sideRounding, geometry.sideFormula) = (sideRounding, sideFormula)
    return FittedSizes(source, geometry, multiple).scaled
  }
}
