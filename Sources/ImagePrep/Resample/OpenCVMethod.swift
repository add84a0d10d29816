/// The ways in which OpenCV's `resize` computes. A filter has several, depending on the sizes.
enum OpenCVMethod: Equatable {
  /// Two taps, with weights of 11 bits.
  case linear
  /// Two taps, for `INTER_AREA` where a side grows.
  case areaLinear
  /// The mean of boxes of this many whole pixels.
  case wholeArea(columns: Int, rows: Int)
  /// The mean of boxes that may begin and end inside a pixel, in 32-bit floats.
  case area
  /// Four taps, in 32-bit floats: Intel's library IPP, which OpenCV's packages for x86-64 contain.
  case cubic
  /// Four taps, with weights of 11 bits: OpenCV's own way, for sources that are too small for IPP.
  case smallCubic

  /// - Parameters: The sizes of the whole upright pictures.
  init(_ filter: Filter, from source: Size, to scaled: Size) {
    let across = OpenCVMethod.scale(source.width, scaled.width)
    let down = OpenCVMethod.scale(source.height, scaled.height)
    let (columns, rows) = (across.rounded(.toNearestOrEven), down.rounded(.toNearestOrEven))
    let isWhole = abs(across - columns) < Double.ulpOfOne && abs(down - rows) < Double.ulpOfOne
    switch filter {
    case .bicubic:
      self = min(source.width, source.height) < 4 ? .smallCubic : .cubic
    case .box where across < 1 || down < 1:
      self = .areaLinear
    case .box:
      self = isWhole ? .wholeArea(columns: Int(columns), rows: Int(rows)) : .area
    default:
      self = isWhole && columns == 2 && rows == 2 ? .wholeArea(columns: 2, rows: 2) : .linear
    }
  }

  /// The method for a stored picture.
  init(_ task: ResampleTask) {
    self.init(
      task.filter, from: task.orientation.apply(to: task.source), to: task.orientation.apply(to: task.scaled))
  }

  /// OpenCV's scale. It divides twice, so it may lie beside the quotient.
  static func scale(_ source: Int, _ scaled: Int) -> Double { 1 / (Double(scaled) / Double(source)) }

  /// The most taps of an output.
  func mostTaps(_ source: Int, _ scaled: Int) -> Int {
    switch self {
    case .linear, .areaLinear: 2
    case .cubic, .smallCubic: 4
    case .wholeArea, .area: min(source, Int(Self.scale(source, scaled)) + 3)
    }
  }
}
