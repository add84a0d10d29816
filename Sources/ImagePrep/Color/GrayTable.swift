/// Converts grays with a table.
struct GrayTable: PixelConversion {
  private let layout: ColorTransform.Input
  private let table: [UInt8]

  /// - Parameter table: The RGB of each of 256 grays.
  init(_ layout: ColorTransform.Input, _ table: [UInt8]) {
    self.layout = layout
    self.table = table
  }

  /// True if no gray changes by more than rounding.
  var isIdentity: Bool { table.indices.allSatisfy { abs(Int(table[$0]) - $0 / 3) <= 1 } }

  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int) {
    switch layout {
    case .gray:
      for x in 0..<pixels {
        let gray = unsafe Int(from[x])
        for channel in 0..<3 { unsafe target[3 * x + channel] = table[3 * gray + channel] }
      }
    case .grayAsRGB, .grayAsRGBA, .rgb, .rgba, .cmyk, .deepGray, .deepRGB:
      // Each channel is converted as a gray.
      let channels = layout == .grayAsRGBA ? 4 : 3
      for x in 0..<pixels {
        for at in channels * x..<channels * x + 3 { unsafe target[at] = table[3 * Int(from[at]) + 1] }
        if channels == 4 { unsafe target[4 * x + 3] = from[4 * x + 3] }
      }
    }
  }
}
