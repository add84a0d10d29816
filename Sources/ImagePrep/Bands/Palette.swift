/// 256 colors with straight alpha.
struct Palette: Equatable {
  /// Red, green, blue and alpha of each entry; 1,024 bytes.
  private(set) var entries = [UInt8](repeating: 0, count: 1024)

  subscript(index: Int) -> (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8) {
    get {
      let at = 4 * index
      return (entries[at], entries[at + 1], entries[at + 2], entries[at + 3])
    }
    set {
      let at = 4 * index
      entries[at] = newValue.red
      entries[at + 1] = newValue.green
      entries[at + 2] = newValue.blue
      entries[at + 3] = newValue.alpha
    }
  }

  static let grays: Palette = {
    var palette = Palette()
    for value in 0..<256 {
      let gray = UInt8(value)
      palette[value] = (gray, gray, gray, 255)
    }
    return palette
  }()

  var isGray: Bool {
    (0..<256).allSatisfy { self[$0].red == self[$0].green && self[$0].green == self[$0].blue }
  }

  var isOpaque: Bool { (0..<256).allSatisfy { self[$0].alpha == 255 } }

  /// The alpha of every entry as an opaque gray.
  var alphas: Palette {
    var copy = self
    for index in 0..<256 {
      let alpha = self[index].alpha
      copy[index] = (alpha, alpha, alpha, 255)
    }
    return copy
  }

  /// Every color over a background, opaque.
  func flattened(onto background: Color) -> Palette {
    var copy = self
    for index in 0..<256 {
      let (red, green, blue, alpha) = self[index]
      copy[index] = (
        Alpha.blend(red, over: background.red, alpha), Alpha.blend(green, over: background.green, alpha),
        Alpha.blend(blue, over: background.blue, alpha), 255
      )
    }
    return copy
  }
}
