import TestSupport
import Testing

@testable import ImagePrep

@Suite("Limits of an open image: those of its opening and those of its plan")
struct OpenLimitTests {
  private static func open(
    _ name: String = "photo.jpg", _ limits: Limits = Limits(), isolated: Int
  ) throws -> OpenImage {
    let isolation = isolated == 0 ? nil : try Workers.isolation()
    return try Normalizer(Options(limits: limits), isolation: isolation)
      .open(try #require(TestImage.named(name)).bytes())
  }

  @Test("A header over the opening's limits is refused by the opening", arguments: [0, 1])
  func header(_ isolated: Int) throws {
    let size = try #require(TestImage.named("photo.jpg")).size
    var limits = Limits()
    limits.pixels = size.area
    _ = try Self.open("photo.jpg", limits, isolated: isolated)
    limits.pixels = size.area - 1
    let error = #expect(throws: ImageError.self) { try Self.open("photo.jpg", limits, isolated: isolated) }
    #expect(error?.code == .overLimit && error?.option == .limitPixels)
    #expect(error?.info?.storedSize == size)
  }

  @Test("The opening's limits hold for every plan, and a plan's own limits too", arguments: [0, 1])
  func tighter(_ isolated: Int) throws {
    let size = try #require(TestImage.named("photo.jpg")).size
    var limits = Limits()
    limits.pixels = size.area
    let image = try Self.open("photo.jpg", limits, isolated: isolated)
    let large = Options(geometry: .fit(.stretch(width: size.width, height: size.height + 1)))
    var error = #expect(throws: ImageError.self) { try image.plan(large) }
    #expect(error?.code == .overLimit && error?.limit == Double(size.area))
    var small = Options(geometry: .fit(.stretch(width: 5, height: 5)))
    small.limits.pixels = size.area - 1
    error = #expect(throws: ImageError.self) { try image.plan(small) }
    #expect(error?.code == .overLimit && error?.limit == Double(size.area - 1))
    small.limits.pixels = size.area
    #expect(try image.render(image.plan(small)).pixels.size == Size(width: 5, height: 5))
  }

  @Test("A plan that was made without limits is checked before it is rendered", arguments: [0, 1])
  func handMade(_ isolated: Int) throws {
    let image = try Self.open(isolated: isolated)
    var options = Options(max: 16, multiple: 1)
    options.limits.pixels = 10
    let plan = try Plan(info: image.info, options: options)
    let error = #expect(throws: ImageError.self) { try image.render(plan) }
    #expect(error?.code == .overLimit && error?.option == .limitPixels)
    // The image is still open.
    _ = try image.render(image.plan(Options(max: 16, multiple: 1)))
  }

  @Test("The memory of a file's encoder counts when the file is written", arguments: [0, 1])
  func encoderMemory(_ isolated: Int) throws {
    let folder = try TemporaryFolder()
    let image = try Self.open(isolated: isolated)
    var options = Options()
    options.limits.memory = try image.plan(options).memory
    let (plan, file) = (try image.plan(options), OutputFile(folder.place("out.webp"), as: Encoding(.webp)))
    #expect(plan.memory < plan.memory(writing: file.encoding))
    let error = #expect(throws: ImageError.self) { try image.render(plan, to: [file]) }
    #expect(error?.code == .overLimit && error?.option == .limitMemory)
    _ = try image.render(plan)
  }

  @Test("A plan's limits of frames count")
  func frames() throws {
    let image = try Self.open("animation.gif", isolated: 0)
    var options = Options()
    options.frame = 2
    options.limits.frames = 2
    let error = #expect(throws: ImageError.self) { try image.plan(options) }
    #expect(error?.code == .overLimit && error?.limit == 2)
    options.limits.frames = 3
    _ = try image.render(image.plan(options))
  }

  @Test("A plan is refused if the format of its file cannot hold the result")
  func unencodable() throws {
    let image = try Self.open(isolated: 0)
    var options = Options(geometry: .fit(.stretch(width: 16_384, height: 1)))
    let error = #expect(throws: ImageError.self) { try image.plan(options, writing: Encoding(.webp)) }
    #expect(error?.code == .unencodable)
    _ = try image.plan(options, writing: Encoding(.png))
    // The encoding counts, and not the format that the options name.
    options.outputFormat = .webp
    _ = try image.plan(options, writing: Encoding(.png))
  }
}
