import CImageCodecs

/// One frame of a GIF: its place on the screen, its colors, and how it is disposed of.
struct GIFFrame {
  let area: Rectangle
  let isInterlaced: Bool
  let disposal: Disposal
  let palette: Palette
  let hasTransparency: Bool
  /// True if neither the frame nor the file has a palette.
  let lacksPalette: Bool

  let milliseconds: Int

  /// True if the frame has no pixels. Such a frame counts, but does not change the canvas.
  var isEmpty: Bool { area.size.area == 0 }

  enum Disposal {
    case keep
    /// The frame's area becomes transparent.
    case clear
    /// The frame's area becomes as it was before the frame.
    case restore
  }

  init(_ frame: gif_frame) {
    area = Rectangle(
      x: Int(frame.left), y: Int(frame.top),
      size: Size(width: Int(frame.width), height: Int(frame.height)))
    isInterlaced = frame.interlaced
    disposal = frame.disposal == 2 ? .clear : frame.disposal == 3 ? .restore : .keep
    milliseconds = 10 * Int(frame.delay)
    var palette = Palette()
    let count = Int(frame.palette_count)
    let transparent = Int(frame.transparent)
    unsafe withUnsafeBytes(of: frame.palette) { bytes in
      for index in 0..<256 {
        let color =
          index < count
          ? unsafe (bytes[3 * index], bytes[3 * index + 1], bytes[3 * index + 2]) : (0, 0, 0)
        palette[index] = (color.0, color.1, color.2, index == transparent ? 0 : 255)
      }
    }
    lacksPalette = count == 0
    if lacksPalette {
      palette = .grays
      if (0..<256).contains(transparent) { palette[transparent].alpha = 0 }
    }
    self.palette = palette
    hasTransparency = transparent >= 0
  }

  func covers(_ screen: Size) -> Bool {
    area.x == 0 && area.y == 0 && area.size.width >= screen.width
      && area.size.height >= screen.height
  }

  /// The frame's rows in stored order: four passes if it is interlaced.
  var rowOrder: some Sequence<Int> {
    let passes = isInterlaced ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)]
    return passes.lazy.flatMap { first, step in stride(from: first, to: area.size.height, by: step) }
  }
}
