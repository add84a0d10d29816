import CResampleKernels

/// Scales rows as they arrive, in stored orientation, and hands them to a `RowSink`.
protocol Resampler: AnyObject {
  /// The rings to append the rows of each plane to. Whenever `advance` has returned, a ring has room for one more band.
  /// It never has room for more than the plane's `mostRowsKept`.
  var inputs: [RowRing] { get }

  /// Takes the rows that have been appended since the last call.
  func advance() throws(ImageError)

  /// True if no further row changes the result.
  var needsNoMoreRows: Bool { get }

  /// Makes the last rows, once all rows have been taken.
  func finish()
}

extension PlaneLayout {
  /// The most rows of a plane that a resampler still reads when it asks for more: a band, and rows that wait for a full
  /// block of lanes.
  var mostRowsKept: Int { rowsPerBand + Int(RESAMPLE_LANES) }
}

/// The stored picture to resample, and the result that is wanted.
struct ResampleTask {
  var filter: Filter
  /// The planes that arrive, in stored orientation.
  var planes: [PlaneLayout]
  /// The pixels of an interleaved plane.
  var samples: SampleLayout
  /// The size of the stored picture.
  var source: Size
  /// The size the whole stored picture is scaled to.
  var scaled: Size
  /// The part of the scaled picture that is kept.
  var crop: Rectangle
  var orientation: Orientation
  /// Whose resizing is reproduced to the byte.
  var arithmetic = Arithmetic.pillow
  var antialiasing = Antialiasing.on

  /// The scale of each axis: stored pixels for each output pixel.
  var horizontalScale: Double { Double(source.width) / Double(scaled.width) }
  var verticalScale: Double { Double(source.height) / Double(scaled.height) }
}

extension ResampleTask {
  /// Turns a view's sizes from the upright picture to the stored one.
  init(_ plan: Plan, _ view: Plan.View, planes: [PlaneLayout], samples: SampleLayout) {
    let orientation = view.orientation
    self.init(
      filter: view.filter, planes: planes, samples: samples,
      source: orientation.apply(to: view.region.size), scaled: orientation.apply(to: view.scaled),
      crop: orientation.stored(view.crop, of: view.scaled),
      orientation: orientation,
      arithmetic: plan.options.decode == .exact ? plan.options.arithmetic : .pillow,
      antialiasing: plan.options.decode == .exact ? plan.options.antialiasing : .on)
  }
}
