import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Encoding")
struct EncodeTests {
  private static func decode(_ bytes: [UInt8]) throws -> PixelBuffer {
    try Normalizer(.asStored).normalize(bytes).pixels
  }

  @Test("Lossless formats give back the same pixels", arguments: [1, 2, 17, 64, 1000])
  func lossless(_ width: Int) throws {
    let size = Size(width: width, height: 13)
    var webp = Encoding(.webp)
    webp.lossless = true
    for encoding in [Encoding(.png), webp] {
      for format in [PixelFormat.rgb8, .rgba8] {
        var image = try PixelBuffer.noise(size, format, seed: 20)
        if format == .rgba8 {
          // A picture whose alpha is all 255 may be written without it.
          var samples = image.samples
          samples[3] = 0
          image = try PixelBuffer(size: size, format: format, samples: samples)
        }
        #expect(try Self.decode(image.encoded(as: encoding)) == image)
      }
    }
  }

  @Test("A portable pixmap is a header and the samples")
  func ppm() throws {
    let image = try PixelBuffer(size: Size(width: 2, height: 1), format: .rgb8, samples: [1, 2, 3, 4, 5, 6])
    #expect(try image.encoded(as: Encoding(.ppm)) == Array("P6\n2 1\n255\n".utf8) + [1, 2, 3, 4, 5, 6])
  }

  @Test("Lossy formats come close, the closer the higher the quality", arguments: [OutputFormat.jpeg, .webp])
  func lossy(_ format: OutputFormat) throws {
    let photo = try #require(TestImage.named("photo.webp"))
    let image = try Normalizer(.asStored).normalize(contentsOf: photo.path).pixels
    func error(_ quality: Int) throws -> Double {
      var encoding = Encoding(format)
      encoding.quality = quality
      let decoded = try Self.decode(image.encoded(as: encoding)).samples
      let sum = zip(decoded, image.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      return Double(sum) / Double(decoded.count)
    }
    #expect(try error(95) < error(30))
    #expect(try error(95) < 5)
  }

  @Test("JPEG chroma is as fine as asked", arguments: Encoding.Subsampling.allCases)
  func subsampling(_ subsampling: Encoding.Subsampling) throws {
    let image = try PixelBuffer.noise(Size(width: 40, height: 40), .rgb8, seed: 21)
    var encoding = Encoding(.jpeg)
    encoding.subsampling = subsampling
    let folder = try TemporaryFolder()
    try image.write(to: folder.path + "/a.jpg", as: encoding)
    #expect(try ImageInfo(contentsOf: folder.path + "/a.jpg").subsampling == subsampling.rawValue)
  }

  @Test(
    "A result too large for its format is refused before anything is decoded",
    arguments: [(OutputFormat.webp, 16383), (.jpeg, 65500)])
  func tooLarge(_ format: OutputFormat, _ side: Int) throws {
    let folder = try TemporaryFolder()
    for size in [Size(width: side + 1, height: 1), Size(width: 1, height: side + 1)] {
      // A header, and no pixels behind it.
      let strip = try PixelBuffer(size: size, format: .rgb8).encoded(as: Encoding(.png))
      try folder.write(Array(strip.prefix(45)), to: "in.png")
      var options = Options(max: nil, multiple: 1)
      let normalizer = Normalizer(options)
      let path = folder.path + "/in.png"
      let error = #expect(throws: ImageError.self) {
        try normalizer.normalize(contentsOf: path, to: folder.path + "/out", as: Encoding(format))
      }
      #expect(error?.code == .unencodable && error?.reason.contains("\(side) a side") == true)
      #expect(error?.advice.hasPrefix("ask for a smaller size") == true)
      options.outputFormat = format
      let info = try ImageInfo(contentsOf: path)
      let planned = #expect(throws: ImageError.self) { try Normalizer(options).plan(for: info) }
      #expect(planned?.code == .unencodable)
      // Nothing is known of the format; or the result is small enough.
      #expect(try normalizer.plan(for: info).output == size)
      options.geometry = .fit(.inside(width: side, height: side))
      #expect(try Normalizer(options).plan(for: info).output.area == side)
      let encoded = #expect(throws: ImageError.self) {
        try PixelBuffer(size: size, format: .rgb8).encoded(as: Encoding(format))
      }
      #expect(encoded?.code == .unencodable)
    }
  }

  @Test("Alpha has no place in JPEG and PPM", arguments: [OutputFormat.jpeg, .ppm])
  func alpha(_ format: OutputFormat) throws {
    let image = try PixelBuffer.noise(Size(width: 4, height: 4), .rgba8, seed: 22)
    let error = #expect(throws: ImageError.self) { try image.encoded(as: Encoding(format)) }
    #expect(error?.code == .invalidOptions)
  }

  @Test("A file appears whole or not at all, and is replaced only when asked")
  func files() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.png"
    let first = try PixelBuffer.noise(Size(width: 9, height: 9), .rgb8, seed: 23)
    let second = try PixelBuffer.noise(Size(width: 9, height: 9), .rgb8, seed: 24)
    try first.write(to: path, as: Encoding(.png))
    let error = #expect(throws: ImageError.self) { try second.write(to: path, as: Encoding(.png)) }
    #expect(error?.code == .outputExists && error?.path?.text == path)
    #expect(try Normalizer(.asStored).normalize(contentsOf: path).pixels == first)
    try second.write(to: path, as: Encoding(.png), replacing: true)
    #expect(try Normalizer(.asStored).normalize(contentsOf: path).pixels == second)
    let absent = #expect(throws: ImageError.self) {
      try first.write(to: folder.path + "/no/a.png", as: Encoding(.png))
    }
    #expect(absent?.code == .uncreatable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
  }

  @Test("A link is written through")
  func link() throws {
    let folder = try TemporaryFolder()
    let (target, link) = (folder.path + "/target.png", folder.path + "/link.png")
    let first = try PixelBuffer.noise(Size(width: 9, height: 9), .rgb8, seed: 26)
    let second = try PixelBuffer.noise(Size(width: 9, height: 9), .rgb8, seed: 27)
    try first.write(to: target, as: Encoding(.png))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(throws: ImageError.self) { try second.write(to: link, as: Encoding(.png)) }
    try second.write(to: link, as: Encoding(.png), replacing: true)
    #expect(try Normalizer(.asStored).normalize(contentsOf: target).pixels == second)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
  }

  @Test("Until it is complete, a file has no name, or one of its own")
  func unfinished() throws {
    let folder = try TemporaryFolder()
    let files = try [false, false, true].map {
      try TemporaryFile(for: SystemPath(folder.path + "/a.png"), Publishing(replacing: $0))
    }
    #if os(Linux)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    #endif
    try files[0].publish()
    #expect(throws: ImageError.self) { try files[1].publish() }
    try files[2].publish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
  }

  @Test("A full disk is an error")
  func fullDisk() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let handle = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let image = try PixelBuffer.noise(Size(width: 200, height: 200), .rgb8, seed: 25)
    for format in OutputFormat.allCases {
      let error = #expect(throws: ImageError.self) {
        try image.write(descriptor: handle.fileDescriptor, as: Encoding(format))
      }
      #expect(error?.code == .unwritable)
    }
  }
}
