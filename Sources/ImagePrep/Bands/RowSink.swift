/// Takes the rows of a scaled picture from the top, in stored orientation.
protocol RowSink: AnyObject {
  /// The memory to write a row to, with room for whole blocks. Nil if rows are written elsewhere and handed over.
  func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>?

  /// Called when the next rows are complete, up to sixteen at a time.
  ///
  /// - Parameter addresses: The addresses of the rows.
  func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>)
}
