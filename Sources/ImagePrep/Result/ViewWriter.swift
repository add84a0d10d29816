/// Finishes the scaled rows of a view and puts them into its result.
protocol ViewWriter: RowSink {
  /// The result. Rows before `completeRows` are final.
  var pixels: PixelBuffer { get }
  /// Rows of the result that are final, from the top.
  var completeRows: Int { get }
}

extension Canvas.Memory {
  /// - Parameters:
  ///   - samples: The scaled rows.
  ///   - conversion: Brings their colors to sRGB; nil if colors stay.
  func makeWriter(
    _ view: Plan.View, _ samples: SampleLayout, _ conversion: ColorTransform?
  ) throws(ImageError) -> any ViewWriter {
    if case .tensor(let memory) = self { return try TensorWriter(view, samples, conversion, in: memory) }
    return try ResultWriter(view, samples, conversion, in: self)
  }
}
