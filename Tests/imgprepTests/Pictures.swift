import Foundation
import ImagePrep
import TestSupport

/// The pictures that tests put in and take out.
enum Picture {
  /// Colors that change along both sides, with detail that resampling must deal with.
  static func gradient(_ width: Int, _ height: Int, format: PixelFormat = .rgb8) throws -> PixelBuffer {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let pixel = [x * 255 / width, y * 255 / height, (x * 7 + y * 13) % 256, x * 255 / width]
        samples += pixel.prefix(format.channels).map(UInt8.init)
      }
    }
    return try PixelBuffer(size: Size(width: width, height: height), format: format, samples: samples)
  }

  static func plain(_ width: Int, _ height: Int, _ pixel: [UInt8]) throws -> PixelBuffer {
    try PixelBuffer(
      size: Size(width: width, height: height), format: pixel.count == 4 ? .rgba8 : .rgb8,
      samples: Array((0..<width * height).map { _ in pixel }.joined()))
  }

  /// Leaves size, pixels and transparency as they are.
  static let reader: Normalizer = {
    var options = Options(max: nil, multiple: 1)
    options.alpha = .keep
    return Normalizer(options)
  }()
}

extension TemporaryFolder {
  /// Writes a picture in the format that the name says.
  func draw(_ name: String, _ width: Int = 40, _ height: Int = 24, format: PixelFormat = .rgb8) throws {
    try draw(name, Picture.gradient(width, height, format: format))
  }

  func draw(_ name: String, _ picture: PixelBuffer) throws {
    try write(picture.encoded(as: Encoding(OutputFormat(path: name) ?? .png)), to: name)
  }

  /// Brings one of the test images here.
  func copy(_ name: String) throws {
    let images = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "TestImages/images")
    try write([UInt8](Data(contentsOf: images.appending(path: name))), to: name)
  }

  func picture(_ name: String) throws -> PixelBuffer {
    try Picture.reader.normalize(contentsOf: place(name)).pixels
  }

  func size(_ name: String) throws -> Size { try picture(name).size }
}

extension Size {
  init(_ width: Int, _ height: Int) { self.init(width: width, height: height) }
}

/// A binary portable pixmap, taken apart.
struct Pixmap {
  let size: Size
  let samples: [UInt8]

  init?(_ bytes: [UInt8]) {
    let fields = bytes.split(separator: 10, maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, fields[0].elementsEqual("P6".utf8), fields[2].elementsEqual("255".utf8)
    else { return nil }
    let sides = fields[1].split(separator: 32).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard sides.count == 2 else { return nil }
    size = Size(sides[0], sides[1])
    samples = Array(fields[3])
  }
}
