/// Takes the rows of a scaled picture from the top, in stored orientation.
protocol RowSink: AnyObject {
  /// The memory to write a row to, with room for whole blocks. Nil if rows are written elsewhere and handed over.
  func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>?

  /// Called when the next rows are complete, up to sixteen at a time.
  ///
  /// - Parameter addresses: The addresses of the rows.
  func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>)

  /// True to get rows of 16 bits from a resampler that has them.
  var takesFineRows: Bool { get }

  /// The same for rows of 16 bits: samples with `RESAMPLE_FRACTION_BITS` of fraction, not clipped yet.
  func takeFine(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<FineSample>?>)
}

extension RowSink {
  var takesFineRows: Bool { false }

  func takeFine(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<FineSample>?>) {}
}

/// A sample with bits of its fraction.
typealias FineSample = Int16
