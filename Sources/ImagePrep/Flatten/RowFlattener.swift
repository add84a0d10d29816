/// Turns a decoder's rows into rows for a resampler.
protocol RowFlattener {
  /// The layout of the converted rows.
  var samples: SampleLayout { get }

  /// True if rows stay unchanged, so that a decoder may write them straight into the resampler's rings.
  var isIdentity: Bool { get }

  /// Converts one row.
  func convert(_ row: UnsafePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, pixels: Int)
}

extension RowFlattener {
  /// The planes after flattening.
  ///
  /// - Parameter part: The part of an interleaved plane that is flattened. Default: nil, all of it.
  func layout(_ bands: BandLayout, _ part: Rectangle? = nil) -> [PlaneLayout] {
    guard !isIdentity || part != nil else { return bands.planes }
    return bands.planes.map { plane in
      var flat = part.map { plane.part($0, bytesPerPixel: samples.bytesPerPixel) } ?? plane
      flat.rowBytes = flat.width * samples.bytesPerPixel
      return flat
    }
  }
}

/// Changes decoded rows before they are flattened.
protocol RowPreparation {
  /// The changed row. It is valid until the next call.
  func convert(_ row: UnsafePointer<UInt8>, pixels: Int) -> UnsafePointer<UInt8>
}
