import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("Metadata")
struct MetadataTests {
  private static let formats = [OutputFormat.png, .jpeg, .webp]

  private static func output(
    _ name: String, _ format: OutputFormat, _ kinds: MetadataKinds, _ folder: TemporaryFolder,
    alpha: AlphaPolicy = .flatten(onto: .white), color: ColorPolicy = .keep
  ) throws -> (path: String, image: NormalizedImage) {
    let source = try #require(TestImage.named(name))
    var options = Options()
    options.keepMetadata = kinds
    options.color = color
    options.alpha = alpha
    let path = "\(folder.path)/\(name).\(format.fileExtension)"
    let image = try Normalizer(options).normalize(
      contentsOf: source.path, to: path, as: Encoding(format), replacing: true)
    return (path, image)
  }

  @Test("By default there are none", arguments: formats)
  func none(_ format: OutputFormat) throws {
    let folder = try TemporaryFolder()
    for name in ["photo.jpg", "p3.jpg", "exif-6.png", "exif-6.webp", "p3.webp"] {
      let path = try Self.output(name, format, [], folder).path
      let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let text = String(decoding: bytes, as: Unicode.ASCII.self)
      for mark in ["Exif", "eXIf", "EXIF", "ICC_PROFILE", "iCCP", "ICCP", "VP8X"] {
        #expect(!text.contains(mark), "\(name) \(mark)")
      }
    }
  }

  @Test("A profile that is kept says the same colors", arguments: formats)
  func profile(_ format: OutputFormat) throws {
    let folder = try TemporaryFolder()
    for (name, alpha) in [
      ("p3.jpg", AlphaPolicy.flatten(onto: .white)), ("p3.webp", .flatten(onto: .white)),
      ("p3.png", format == .jpeg ? .flatten(onto: .white) : .keep),
    ] {
      let (path, image) = try Self.output(name, format, .icc, folder, alpha: alpha)
      #expect(try ImageInfo(contentsOf: path).hasColorProfile)
      #expect(image.metadata.colorProfile?.count ?? 0 > 400)
      // Read again, and kept again, it is the same profile; the pixels are those that were written.
      var options = Options(max: nil, multiple: 1)
      options.keepMetadata = .icc
      options.color = .keep
      options.alpha = alpha
      let again = try Normalizer(options).normalize(contentsOf: path)
      #expect(again.metadata.colorProfile == image.metadata.colorProfile)
      #expect(again.pixels.format == image.pixels.format && again.pixels.size == image.pixels.size)
      if format == .png { #expect(again.pixels == image.pixels) }
      #expect(again.warnings == [])
    }
  }

  @Test(
    "Colors that a PNG describes without a profile are told to be left out",
    arguments: ["p3-cicp.png", "p3-chrm.png", "linear.png"])
  func describedColors(_ name: String) throws {
    var options = Options()
    options.color = .keep
    let image = try #require(TestImage.named(name))
    #expect(try Normalizer(options).normalize(image.bytes()).warnings == [])
    options.keepMetadata = .icc
    let kept = try Normalizer(options).normalize(image.bytes())
    #expect(kept.warnings.map(\.code) == [.metadataLeftOut] && kept.metadata.colorProfile == nil)
  }

  @Test("Colors that were converted, and inks that became RGB, take no profile along")
  func noProfile() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.output("p3.jpg", .png, .icc, folder, color: .srgb).image.metadata.colorProfile == nil)
    #expect(try Self.output("cmyk-profile.jpg", .png, .icc, folder).image.metadata.colorProfile == nil)
    let gray = try Self.output("gray-profile.jpg", .png, .icc, folder).image
    #expect(gray.metadata.colorProfile == nil)
    #expect(gray.warnings.contains { $0.message.contains("left out") })
  }

  @Test("Exif that is kept says that the picture is upright", arguments: formats)
  func exif(_ format: OutputFormat) throws {
    let folder = try TemporaryFolder()
    for name in ["photo.jpg", "exif-6.png", "exif-6.webp", "orientation-3.jpg", "orientation-8.jpg"] {
      let (path, image) = try Self.output(name, format, .exif, folder)
      let info = try ImageInfo(contentsOf: path)
      #expect(info.orientation == .upright && info.storedSize == image.pixels.size)
      var options = Options(max: nil, multiple: 1)
      options.keepMetadata = .exif
      let again = try Normalizer(options).normalize(contentsOf: path)
      #expect(again.metadata.exif == image.metadata.exif && again.metadata.exif != nil)
    }
  }

  @Test("Exif that is kept says Adobe RGB where the colors are, and not once they have been converted")
  func adobeRGB() throws {
    let folder = try TemporaryFolder()
    for color in ColorPolicy.allCases {
      let (path, image) = try Self.output("adobe-rgb-exif.jpg", .jpeg, .exif, folder, color: color)
      let text = String(decoding: try #require(image.metadata.exif), as: Unicode.ASCII.self)
      #expect(
        text.contains(color == .srgb ? "R98" : "R03") && !text.contains(color == .srgb ? "R03" : "R98"))
      var options = Options(max: nil, multiple: 1)
      let converted = try Normalizer(options).normalize(contentsOf: path).pixels
      options.color = .keep
      let stored = try Normalizer(options).normalize(contentsOf: path).pixels
      #expect((converted == stored) == (color == .srgb))
    }
  }

  @Test("Left as it lies, the picture keeps its orientation")
  func ignored() throws {
    let folder = try TemporaryFolder()
    let source = try #require(TestImage.named("orientation-6.jpg"))
    var options = Options(max: nil, multiple: 1)
    options.orientation = .ignore
    options.keepMetadata = .exif
    let path = folder.path + "/a.png"
    _ = try Normalizer(options).normalize(contentsOf: source.path, to: path, as: Encoding(.png))
    #expect(try ImageInfo(contentsOf: path).orientation == .quarterTurned)
  }

  @Test("What cannot be kept is said")
  func leftOut() throws {
    let folder = try TemporaryFolder()
    let bytes = try #require(TestImage.named("profile.png")).bytes()
    var options = Options.asStored
    options.keepMetadata = [.icc, .exif]
    #expect(try Normalizer(options).normalize(bytes).metadata.colorProfile != nil)
    options.limits.profileBytes = 100
    let image = try Normalizer(options).normalize(bytes)
    #expect(image.metadata.colorProfile == nil)
    #expect(image.warnings.contains { $0.code == .metadataLeftOut && $0.option == .limitProfileBytes })

    // Exif that fits into a PNG and not into a JPEG; and such as says nothing.
    let large = Array("MM".utf8) + [0, 42, 0, 0, 0, 8] + [UInt8](repeating: 0, count: 70_000)
    let source = folder.path + "/exif.png"
    try Data(PNGFile(bytes).adding("eXIf", large).bytes).write(to: URL(filePath: source))
    for (format, isHeld) in [(OutputFormat.png, true), (.jpeg, false), (.ppm, false)] {
      let output = "\(folder.path)/out.\(format.fileExtension)"
      let result = try Normalizer(options).normalize(contentsOf: source, to: output, as: Encoding(format))
      #expect(result.metadata.exif == large)
      #expect(
        result.warnings.contains { $0.message.hasSuffix("left out") && !$0.message.contains("profile") }
          != isHeld)
    }
    options.orientation = .ignore
    let empty = PNGFile(bytes).adding("eXIf", Array("Exif".utf8) + [0, 0])
    #expect(try Normalizer(options).normalize(empty.bytes).metadata.exif == nil)
  }

  @Test("Broken Exif is not passed on")
  func broken() throws {
    let folder = try TemporaryFolder()
    let (path, _) = try Self.output("broken-exif.jpg", .jpeg, [.exif, .icc], folder)
    #expect(try ImageInfo(contentsOf: path).orientation == .upright)
  }
}
