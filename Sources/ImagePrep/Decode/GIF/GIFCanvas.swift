/// The screen on which a GIF's frames are composed: RGBA, transparent at first.
final class GIFCanvas {
  private let size: Size
  private let pixels: AlignedStorage
  /// The pixels before a frame that will be undone.
  private var saved: AlignedStorage?

  init(size: Size) throws(ImageError) {
    self.size = size
    pixels = try AlignedStorage(byteCount: 4 * size.area)
  }

  private func row(_ y: Int) -> UnsafeMutablePointer<UInt8> { unsafe pixels.bytes + 4 * size.width * y }

  /// True if the picture was opaque when it was looked at last.
  private(set) var isOpaque = false

  /// Looks for transparent pixels. Must be called once a picture is complete.
  func look() { isOpaque = (0..<size.area).allSatisfy { unsafe pixels.bytes[4 * $0 + 3] == 255 } }

  /// Copies a row of the finished picture: RGB if the whole picture is opaque, RGBA otherwise.
  func copyRow(_ y: Int, to target: UnsafeMutablePointer<UInt8>) {
    let from = unsafe row(y)
    let channels = isOpaque ? 3 : 4
    for x in 0..<size.width {
      for channel in 0..<channels { unsafe target[channels * x + channel] = from[4 * x + channel] }
    }
  }

  func fill(_ color: (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8)) {
    for pixel in 0..<size.area {
      unsafe pixels.bytes[4 * pixel] = color.red
      unsafe pixels.bytes[4 * pixel + 1] = color.green
      unsafe pixels.bytes[4 * pixel + 2] = color.blue
      unsafe pixels.bytes[4 * pixel + 3] = 255
    }
  }

  /// Saves the pixels under a frame that asks to be undone.
  func prepare(for frame: GIFFrame) throws(ImageError) {
    guard frame.disposal == .restore else { return }
    if saved == nil { saved = try AlignedStorage(byteCount: pixels.byteCount) }
    guard let copy = saved else { return }
    unsafe copy.bytes.update(from: pixels.bytes, count: pixels.byteCount)
  }

  func dispose(of frame: GIFFrame) {
    let columns = frame.area.columns.clamped(to: 0..<size.width)
    let count = 4 * columns.count
    for y in frame.area.rows.clamped(to: 0..<size.height) {
      let start = unsafe row(y) + 4 * columns.lowerBound
      switch frame.disposal {
      case .keep: return
      case .clear: unsafe start.update(repeating: 0, count: count)
      case .restore:
        guard let saved else { return }
        let old = unsafe saved.bytes + 4 * (size.width * y + columns.lowerBound)
        unsafe start.update(from: old, count: count)
      }
    }
  }

  /// Draws row `row` of a frame, without pixels outside the screen.
  func draw(_ indices: UnsafePointer<UInt8>, row: Int, of frame: GIFFrame) {
    let y = frame.area.y + row
    guard y < size.height else { return }
    let target = unsafe self.row(y)
    for x in frame.area.columns.clamped(to: 0..<size.width) {
      let color = frame.palette[unsafe Int(indices[x - frame.area.x])]
      // A transparent pixel changes nothing, except that on bare screen its hidden color is kept, as in Pillow.
      guard color.alpha > 0 || (unsafe target[4 * x + 3]) == 0 else { continue }
      unsafe target[4 * x] = color.red
      unsafe target[4 * x + 1] = color.green
      unsafe target[4 * x + 2] = color.blue
      unsafe target[4 * x + 3] = color.alpha
    }
  }
}
