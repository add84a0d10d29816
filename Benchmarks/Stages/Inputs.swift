import Foundation
import ImagePrep

/// The images of `peers/inputs.py`.
enum Inputs {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/bench-inputs").path

  static let files = [
    "12.jpg", "12-progressive.jpg", "12.png", "12-rgba.png", "12.webp", "2.gif",
  ]

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path(name))))
  }

  /// The photograph of 12 megapixels, or the part of it that fits.
  static func pixels(_ format: PixelFormat) throws -> PixelBuffer {
    var options = Options.asStored
    options.alpha = format == .rgba8 ? .keep : .flatten(onto: .white)
    return try Normalizer(options).normalize(bytes(format == .rgba8 ? "12-rgba.png" : "12.png")).pixels
  }
}

extension Options {
  /// Pixels as they are stored: decoding and nothing else.
  static var asStored: Options {
    var options = Options(max: nil, multiple: 1)
    options.decode = .exact
    options.alpha = .keep
    return options
  }

  static func stretch(_ width: Int, _ height: Int) -> Options {
    Options(
      geometry: .fit(.stretch(width: width, height: height)), multiple: Multiple(width: 1, height: 1))
  }
}
