import Testing

@testable import ImagePrep

@Suite("What goes between a process and its worker")
struct WireTests {
  private static func roundTrip<Value: Wired>(_ value: Value) throws -> Value {
    var writer = WireWriter()
    writer.add(value)
    var reader = WireReader(writer.bytes)
    return try reader.value()
  }

  private static var unusual: Options {
    var options = Options(
      geometry: .fit(.cover(width: 31, height: 77), upscale: .never),
      multiple: Multiple(width: 3, height: 5, rounding: .up, by: .padding))
    options.filter = .hamming
    options.decode = .fast
    options.alpha = .flatten(onto: Color(red: 1, green: 2, blue: 3))
    options.background = Color(red: 4, green: 5, blue: 6)
    (options.arithmetic, options.antialiasing) = (.torchvision, .off)
    options.orientation = .ignore
    options.color = .keep
    options.keepMetadata = [.exif]
    options.frame = 9
    options.lenient = true
    options.minComplete = 0.25
    options.outputFormat = .webp
    options.otherViews = [Options.View(geometry: .fit(.max(5)))]
    options.frames = .every(3)
    (options.tiles, options.wholeTile) = (Size(width: 7, height: 9), .firstUnlessOne)
    options.threads = 2
    options.keepsDepth = true
    options.limits.pixels = nil
    (options.limits.width, options.limits.height) = (1, 2)
    (options.limits.scans, options.limits.frames, options.limits.framePixels) = (3, 4, 5)
    (options.limits.chunkBytes, options.limits.profileBytes, options.limits.bytes) = (6, 7, 8)
    (options.limits.memory, options.limits.seconds) = (9, 1.5)
    return options
  }

  @Test("Options arrive as they are, every one of them")
  func options() throws {
    #expect(try Self.roundTrip(Self.unusual) == Self.unusual)
    #expect(try Self.roundTrip(Options()) == Options())
    var budget = PatchBudget(atMost: 11, by: .align)
    (budget.least, budget.side, budget.merge) = (2, 3, 4)
    let patches = Fit.patches(budget)
    for fit in [
      Fit.max(nil), .max(7), .inside(width: nil, height: 3), .inside(width: nil, height: nil),
      .cover(width: 1, height: 2), .pad(width: 3, height: 4), .stretch(width: 5, height: 6),
      .closest(width: 7, height: 8), patches, .line(TextLine(height: 1, width: 2, widest: 3)),
      .shortest(7), .shortest(8, longest: 9), .patches(atMost: 10), .bucket(.kontext), .service(.openaiTiles),
      .area(AreaBudget(least: 1, most: 2, order: .areaFirst)), .area(AreaBudget(most: 3)),
    ] {
      #expect(try Self.roundTrip(fit) == fit)
    }
    for gravity in Gravity.compass.map(\.gravity) + [.focus(x: 0.25, y: 1)] {
      var options = Options()
      options.geometry.gravity = gravity
      options.geometry.crop = CropBox(
        x: .pixels(1), y: .fraction(0.5), width: .pixels(3), height: .fraction(0.25))
      #expect(try Self.roundTrip(options) == options)
      options.geometry.crop = CropBox(
        x: .centered, y: .centered, width: .partOfShorter(0.5), height: .pixels(3))
      options.geometry.leastSide = 8
      var scaling = Scaling(.max(9), upscale: .never, multiple: Multiple(width: 2, height: 3))
      (scaling.sideRounding, scaling.sideFormula) = (.up, .ratio)
      options.geometry.before = [scaling, Scaling(.shortest(3))]
      options.geometry.canvas = Size(width: 4, height: 5)
      (options.geometry.sideRounding, options.geometry.offsetRounding) = (.halfEven, .up)
      (options.geometry.sideFormula, options.geometry.paddingRounding) = (.aspect, .down)
      #expect(try Self.roundTrip(options) == options)
      var view = Options.View(geometry: options.geometry, multiple: Multiple(width: 2, height: 3))
      (view.filter, view.background, view.content) = (.hamming, .black, .alphaMask)
      view.keepsDepth = true
      options.otherViews = [view, Options.View(geometry: .fit(.max(nil)))]
      #expect(try Self.roundTrip(options) == options)
    }
    for frames in [FrameSelection.all, .every(4), .count(7)] { #expect(try Self.roundTrip(frames) == frames) }
    #expect(Mirror(reflecting: Options.View(geometry: .fit(.max(1)))).children.count == 6)
    // A part of the geometry that is not in the table would stay behind.
    #expect(Mirror(reflecting: Options().geometry).children.count == 11)
    // Those who add an option or a limit must add it to the table and to `unusual`.
    #expect(Mirror(reflecting: Options()).children.count == 22)
    #expect(Mirror(reflecting: Limits()).children.count == 12)
    for (new, old) in zip(Mirror(reflecting: Self.unusual).children, Mirror(reflecting: Options()).children) {
      #expect("\(new.value)" != "\(old.value)", "\(new.label ?? "")")
    }
    for (new, old) in zip(
      Mirror(reflecting: Self.unusual.limits).children, Mirror(reflecting: Limits()).children)
    where new.label != "workerMemory" {
      #expect("\(new.value)" != "\(old.value)", "\(new.label ?? "")")
    }
  }

  @Test("Headers arrive as they are")
  func info() throws {
    var info = ImageInfo(
      format: .webp, storedSize: Size(width: 5, height: 6), orientation: .transposed, bitDepth: 16,
      significantBits: 12, colorModel: .cmyk, isLossless: true)
    (info.hasAlpha, info.frameCount, info.hasColorProfile, info.isProgressive) = (true, 4, true, true)
    info.samplings = [Sampling(horizontal: 2, vertical: 2), Sampling(horizontal: 1, vertical: 1)]
    (info.hasGainMap, info.frameEnding) = (true, .damaged)
    (info.codecByteCount, info.startByteCount, info.laterStartByteCount) = (95, 96, 97)
    (info.profileByteCount, info.profileTableByteCount) = (99, 93)
    (info.exifByteCount, info.heldByteCount) = (94, 98)
    #expect(try Self.roundTrip(info) == info)
    #expect(Mirror(reflecting: info).children.count == 21)
  }

  @Test("An answer that is cut short or changed is an error or another answer, never a crash")
  func damaged() throws {
    var writer = WireWriter()
    let info = ImageInfo(
      format: .jpeg, storedSize: Size(width: 5, height: 6), colorModel: .yCbCr, isLossless: false)
    writer.add(
      WorkerAnswer.image(
        WorkerImage(
          info: info,
          views: [
            WorkerImage.Shape(size: Size(width: 2, height: 2), format: .rgb8),
            WorkerImage.Shape(size: Size(width: 1, height: 9), format: .rgba8),
          ], profileByteCount: 3, exifByteCount: nil,
          fractionDecoded: 1, frameMilliseconds: 40,
          warnings: [
            Warning(.damaged, "one"), Warning(.misnamed, "raise \(.limitPixels) above \(limit: 2)"),
          ])))
    let bytes = writer.bytes
    for count in bytes.indices {
      var reader = WireReader(Array(bytes[..<count]))
      #expect(throws: WireError.self) { try reader.value(WorkerAnswer.self) }
    }
    for at in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[at] ^= 1 << UInt8(bit)
        var reader = WireReader(changed)
        if case .image(let image)? = try? reader.value(WorkerAnswer.self) {
          #expect(
            image.views.allSatisfy { (1..<(1 << 31)).contains($0.size.width) }
              && image.info.storedSize.area > 0)
        }
      }
    }
  }
}
