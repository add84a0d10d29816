import ImagePrepPlatform
import TestSupport
import Testing

@testable import ImagePrep

private func makePipe(_ ends: inout [Int32]) -> Int32 { unsafe pipe(&ends) }

@Suite("Open, plan, render")
struct OpenImageTests {
  /// One that decodes here, and one that has a worker decode.
  private static func normalizer(_ isolated: Int) throws -> Normalizer {
    isolated == 0 ? Normalizer() : Normalizer(isolation: try Workers.isolation())
  }

  @Test("Several plans of one opening; the one that is rendered decides", arguments: [0, 1])
  func plans(_ isolated: Int) throws {
    let photo = try #require(TestImage.named("photo.jpg"))
    let image = try Self.normalizer(isolated).open(contentsOf: photo.path)
    #expect(image.info.format == .jpeg)
    let large = try image.plan(Options(max: 48, multiple: 1))
    let small = try image.plan(Options(max: 24, multiple: 8))
    #expect(max(large.output.width, large.output.height) == 48)
    let result = try image.render(small)
    #expect(result.pixels.size == small.output && result.plan == small)
    #expect(result.pixels == (try Normalizer(small.options).normalize(photo.bytes()).pixels))
  }

  @Test("An image is rendered once, and by a plan of its own", arguments: [0, 1])
  func once(_ isolated: Int) throws {
    let image = try Self.normalizer(isolated).open(try #require(TestImage.named("photo.jpg")).bytes())
    let other = try Normalizer().open(
      PixelBuffer.noise(Size(width: 9, height: 7), .rgb8, seed: 1).encoded(as: Encoding(.png)))
    let foreign = try other.plan(Options())
    #expect(throws: ImageError.self) { try image.render(foreign) }
    let plan = try image.plan(Options())
    _ = try image.render(plan)
    let error = #expect(throws: ImageError.self) { try image.render(plan) }
    #expect(error?.code == .invalidOptions)
  }

  @Test("A pipe is opened and rendered in one pass; what follows an image stays in it", arguments: [0, 1])
  func pipe(_ isolated: Int) throws {
    let photo = try #require(TestImage.named("photo.jpg"))
    let bytes = try photo.bytes()
    var ends: [Int32] = [0, 0]
    #expect(unsafe makePipe(&ends) == 0)
    defer { close(ends[0]) }
    let (writing, all) = (ends[1], bytes + bytes + [7])
    let thread = SystemThread {
      var rest = all[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(writing, $0.baseAddress, $0.count) }
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
      }
      close(writing)
    }
    let normalizer = try Self.normalizer(isolated)
    let expected = try Normalizer().normalize(bytes).pixels
    for _ in 0..<2 {
      let image = try normalizer.open(descriptor: ends[0], byteCount: bytes.count)
      #expect(try image.render(image.plan(Options())).pixels == expected)
    }
    var last: [UInt8] = [0, 0]
    #expect(unsafe read(ends[0], &last, 2) == 1)
    #expect(last[0] == 7)
    withExtendedLifetime(thread) {}
  }

  @Test(
    "A result in memory of the caller's is the same, and bytes between rows stay", arguments: [0, 1], [3, 4])
  func memory(_ isolated: Int, _ channels: Int) throws {
    let photo = try #require(TestImage.named("photo.jpg"))
    for orientation in [OrientationPolicy.apply, .ignore] {
      var options = Options(geometry: .fit(.pad(width: 37, height: 53)))
      options.orientation = orientation
      options.background = Color(red: 1, green: 2, blue: 3)
      let image = try Self.normalizer(isolated).open(contentsOf: photo.path)
      let plan = try image.plan(options)
      let stride = 37 * channels + 5
      var memory = [UInt8](repeating: 99, count: stride * 53)
      var span = memory.mutableSpan
      let report = try image.render(
        plan, into: &span, format: channels == 3 ? .rgb8 : .rgba8, bytesPerRow: stride)
      #expect(report.plan == plan)
      let expected = try Normalizer(options).normalize(photo.bytes()).pixels
      for y in 0..<53 {
        let row = memory[y * stride..<(y + 1) * stride]
        var wanted: [UInt8] = []
        for x in 0..<37 { wanted += expected[x, y] + (channels == 4 ? [255] : []) }
        #expect(Array(row) == wanted + Array(repeating: 99, count: 5))
      }
    }
  }

  @Test("Memory that is too small is refused before anything is written")
  func smallMemory() throws {
    let image = try Normalizer().open(try #require(TestImage.named("photo.jpg")).bytes())
    let plan = try image.plan(Options(max: 16, multiple: 8))
    var memory = [UInt8](repeating: 99, count: plan.output.area * 3 - 1)
    var span = memory.mutableSpan
    let error = #expect(throws: ImageError.self) { try image.render(plan, into: &span) }
    #expect(error?.code == .invalidOptions)
    #expect(memory.allSatisfy { $0 == 99 })
  }

  @Test("A result that a file's format cannot hold is refused before anything is decoded")
  func tooLarge() throws {
    let folder = try TemporaryFolder()
    let image = try Normalizer().open(try #require(TestImage.named("photo.jpg")).bytes())
    let wide = try image.plan(Options(geometry: .fit(.stretch(width: 17_000, height: 1))))
    let error = #expect(throws: ImageError.self) {
      try image.render(wide, to: [OutputFile(folder.path + "/wide.webp", as: Encoding(.webp))])
    }
    #expect(error?.code == .unencodable)
    // The image is still open: it was not begun.
    _ = try image.render(image.plan(Options()))
  }

  @Test("One rendering writes several files", arguments: [0, 1])
  func files(_ isolated: Int) throws {
    let folder = try TemporaryFolder()
    let photo = try #require(TestImage.named("photo.jpg"))
    let image = try Self.normalizer(isolated).open(contentsOf: photo.path)
    let formats: [OutputFormat] = [.png, .ppm]
    let result = try image.render(
      image.plan(Options()),
      to: formats.map { OutputFile(folder.path + "/out." + $0.fileExtension, as: Encoding($0)) })
    #expect(try Normalizer(.asStored).normalize(contentsOf: folder.path + "/out.png").pixels == result.pixels)
    let ppm = unsafe try #require(unsafe fopen(folder.path + "/out.ppm", "r"))
    defer { unsafe fclose(ppm) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, ppm)
    let header = Array("P6\n\(result.pixels.width) \(result.pixels.height)\n255\n".utf8)
    #expect(Array(bytes[..<count]) == header + result.pixels.samples)
  }
}
