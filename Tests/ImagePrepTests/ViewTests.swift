import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Several views of one image, from one decode")
struct ViewTests {
  private static func view(_ fit: Fit, crop: CropBox? = nil) -> Options.View {
    var geometry = Geometry.fit(fit)
    geometry.crop = crop
    return Options.View(geometry: geometry, multiple: Multiple(width: 1, height: 1))
  }

  /// A half, a filtered part on a background, the whole as it is, and an enlarged part.
  private static func options(_ grade: DecodeGrade, _ alpha: AlphaPolicy) -> Options {
    let part = CropBox(x: .fraction(0.25), y: .fraction(0.1), width: .fraction(0.5), height: .fraction(0.6))
    var options = Options(geometry: .fit(.inside(width: 20, height: nil)), multiple: nil)
    options.decode = grade
    options.alpha = alpha
    options.lenient = true
    options.otherViews = [
      view(.pad(width: 16, height: 9), crop: part), view(.max(nil)),
      view(.stretch(width: 70, height: 90), crop: part),
      view(.cover(width: 3, height: 5)),
    ]
    options.otherViews[0].filter = .box
    options.otherViews[0].background = Color(red: 200, green: 0, blue: 9)
    options.otherViews[3].filter = .nearest
    return options
  }

  /// The bytes of the rows.
  private static func rows(_ pixels: PixelBuffer) -> [[UInt8]] {
    (0..<pixels.height).map { y in
      (0..<pixels.rowBytes).map { unsafe pixels.row(y)[$0] }
    }
  }

  @Test("Exact views are those of runs of their own", arguments: TestImage.all)
  func exact(_ image: TestImage) throws {
    for alpha in [AlphaPolicy.flatten(onto: Color(red: 7, green: 99, blue: 200)), .keep] {
      let options = Self.options(.exact, alpha)
      let bytes = try image.bytes()
      let together = try Normalizer(options).normalize(bytes)
      var alone = options
      alone.otherViews = []
      let runs = try ([alone] + options.otherViews.map(options.replacing)).map {
        try Normalizer($0).normalize(bytes)
      }
      #expect(together.views.count == 5 && together.plan.views.count == 5)
      for (index, run) in runs.enumerated() {
        #expect(together.views[index].format == run.pixels.format)
        #expect(Self.rows(together.views[index]) == Self.rows(run.pixels), "view \(index)")
        #expect(together.plan.views[index] == run.plan.views[0])
      }
    }
  }

  @Test("Views of planes are near to exact ones, and the largest decides how far a codec shrinks")
  func balanced() throws {
    let bytes = try #require(TestImage.named("photo-444.jpg") ?? TestImage.named("photo.jpg")).bytes()
    let size = try ImageInfo(bytes).uprightSize
    var options = Options(max: size.width / 5, multiple: 1)
    options.otherViews = [Self.view(.max(size.width / 16)), Self.view(.max(size.width / 8))]
    let views = try Normalizer(options).normalize(bytes)
    #expect(views.plan.decodeShrink == 1)
    options.decode = .exact
    let exact = try Normalizer(options).normalize(bytes)
    for (view, expected) in zip(views.views, exact.views) {
      let differences = zip(Self.rows(view).joined(), Self.rows(expected).joined()).map {
        abs(Int($0) - Int($1))
      }
      #expect(differences.max() ?? 255 <= 10)
      #expect(Double(differences.reduce(0, +)) / Double(differences.count) < 0.7)
    }
    options.decode = .balanced
    options.otherViews = []
    options.geometry = .fit(.max(size.width / 16))
    #expect(try Normalizer(options).plan(for: views.info).decodeShrink > 1)
  }

  @Test("The mask is the alpha of the picture that keeps it, or opaque", arguments: TestImage.all)
  func mask(_ image: TestImage) throws {
    for fit in [Fit.max(nil), .pad(width: 17, height: 19)] {
      var options = Options(geometry: .fit(fit), multiple: Multiple(width: 1, height: 1))
      options.decode = .exact
      options.otherViews = [Options.View(geometry: options.geometry, multiple: options.multiple)]
      options.otherViews[0].content = .alphaMask
      let bytes = try image.bytes()
      let result = try Normalizer(options).normalize(bytes)
      let mask = result.views[1]
      #expect(mask.format == .gray8 && mask.size == result.pixels.size)
      options.alpha = .keep
      options.otherViews = []
      let kept = try Normalizer(options).normalize(bytes)
      let place = kept.plan.placement
      let expected = (0..<mask.height).map { y in
        (0..<mask.width).map { x -> UInt8 in
          guard place.rows.contains(y), place.columns.contains(x) else { return 0 }
          return kept.pixels.format == .rgba8 ? kept.pixels[x, y][3] : 255
        }
      }
      #expect(Self.rows(mask) == expected)
    }
  }

  @Test("A worker hands over all views, and the metadata", arguments: ["photo.jpg", "rgba-8.png"])
  func isolated(_ name: String) throws {
    let bytes = try #require(TestImage.named(name)).bytes()
    var options = Self.options(.balanced, .keep)
    options.keepMetadata = [.exif, .icc]
    let here = try Normalizer(options).normalize(bytes)
    let there = try Normalizer(options, isolation: Workers.isolation()).normalize(bytes)
    #expect(there.views.map(Self.rows) == here.views.map(Self.rows))
    #expect(there.plan == here.plan && there.metadata == here.metadata)
  }

  @Test("Files take the view they name", arguments: [0, 1])
  func files(_ isolated: Int) throws {
    let folder = try TemporaryFolder()
    let image = try Normalizer(isolation: isolated == 0 ? nil : Workers.isolation())
      .open(try #require(TestImage.named("photo.jpg")).bytes())
    let plan = try image.plan(Self.options(.exact, .flatten(onto: .white)))
    var files = (0..<5).map { OutputFile(folder.place("\($0).png"), as: Encoding(.png)) }
    for index in files.indices { files[index].view = 4 - index }
    let result = try image.render(plan, to: files)
    for file in files {
      let written = try Normalizer(.asStored).normalize(contentsOf: file.path).pixels
      #expect(Self.rows(written) == Self.rows(result.views[file.view]))
    }
    let other = try Normalizer().open(try #require(TestImage.named("photo.jpg")).bytes())
    files[0].view = 1
    let error = #expect(throws: ImageError.self) { try other.render(other.plan(Options()), to: [files[0]]) }
    #expect(error?.code == .invalidOptions)
  }

  @Test("Every view counts for memory and limits")
  func limits() throws {
    let info = ImageInfo(
      format: .png, storedSize: Size(width: 2000, height: 1000), colorModel: .rgb, isLossless: true)
    var options = Options(max: 100, multiple: 1)
    let alone = try Plan(info: info, options: options).memory
    options.otherViews = [Self.view(.max(1000))]
    #expect(try Plan(info: info, options: options).memory > alone + 1000 * 500 * 3)
    options.limits.pixels = 2_000_000
    options.otherViews = [Self.view(.stretch(width: 2001, height: 1000))]
    let error = #expect(throws: ImageError.self) { try Normalizer(options).plan(for: info) }
    #expect(error?.code == .overLimit)
    options.otherViews = Array(repeating: Self.view(.max(9)), count: 257)
    #expect(throws: ImageError.self) { try options.validate() }
    options.otherViews = [Self.view(.max(0))]
    #expect(throws: ImageError.self) { try options.validate() }
  }

  @Test("Tiles that do not fit, or are too many, are refused, and huge pictures do not overflow")
  func tiles() throws {
    let huge = ImageInfo(
      format: .png, storedSize: Size(width: 1 << 29, height: 1 << 29), colorModel: .rgb, isLossless: true)
    var options = Options(
      geometry: .fit(.patches(atMost: 1_000_000)), multiple: Multiple(width: 1, height: 1))
    #expect(try Plan.View(huge, options).output.area <= 1_000_000)
    options.tiles = Size(width: 1, height: 1)
    let error = #expect(throws: ImageError.self) { try Plan(info: huge, options: options) }
    #expect(error?.code == .invalidOptions && error?.option == .tiles)
    let small = ImageInfo(
      format: .png, storedSize: Size(width: 100, height: 100), colorModel: .rgb, isLossless: true)
    options.geometry.fit = .stretch(width: 256, height: 256)
    #expect(try Plan(info: small, options: options).tiles.count == 65_536)
    options.tiles = Size(width: 3, height: 1)
    #expect(throws: ImageError.self) { try Plan(info: small, options: options) }
  }
}
