import Testing

@testable import ImagePrep

@Suite("Scans of progressive JPEGs that a small result does not need")
struct ProgressiveTests {
  /// 160×120; its last scan is the last bit of luma.
  private static func photograph() throws -> [UInt8] {
    try #require(TestImage.named("photo-progressive.jpg")).bytes()
  }

  private static func lastScan(_ bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
  }

  private static func options(_ grade: DecodeGrade, width: Int = 40) -> Options {
    var options = Options(
      geometry: .fit(.inside(width: width, height: nil)), multiple: Multiple(width: 1, height: 1))
    options.decode = grade
    return options
  }

  @Test("The last scan is passed over where it would not be seen, and only there")
  func passedOver() throws {
    let bytes = try Self.photograph()
    let scan = try Self.lastScan(bytes)
    // The same file with an empty last scan: what does not read it cannot tell.
    let emptied = Array(bytes[..<(scan + 10)]) + [0xFF, 0xD9]
    for (grade, width, isRead) in [
      (DecodeGrade.exact, 40, true), (.balanced, 40, false), (.fast, 40, false), (.balanced, 150, true),
    ] {
      let normalizer = Normalizer(Self.options(grade, width: width))
      let (whole, empty) = try (normalizer.normalize(bytes), normalizer.normalize(emptied))
      #expect((whole.pixels != empty.pixels) == isRead, "\(grade) \(width)")
      #expect(whole.warnings.isEmpty && empty.warnings.isEmpty != isRead)
    }
  }

  @Test(
    "What is left out stays within the tolerance, and no more is read",
    arguments: [DecodeGrade.balanced, .fast])
  func tolerance(_ grade: DecodeGrade) throws {
    let bytes = try Self.photograph()
    let emptied = try Array(bytes[..<(Self.lastScan(bytes) + 10)]) + [0xFF, 0xD9]
    var isRead: [Bool] = []
    for width in stride(from: 16, through: 120, by: 8) {
      func render(_ bytes: [UInt8], _ grade: DecodeGrade) throws -> PixelBuffer {
        try Normalizer(Self.options(grade, width: width)).normalize(bytes).pixels
      }
      // What the last scan adds to the picture, from a decoder that leaves nothing out.
      let error = try render(bytes, .exact).meanSquaredError(from: render(emptied, .exact))
      isRead.append(try render(bytes, grade) != render(emptied, grade))
      // An error of variance v changes samples that are rounded by about sqrt(2v / pi): 0.203 for a tolerance of 0.065.
      // It is reckoned from quantization steps, not from the picture.
      #expect(isRead.last == true || error < 0.25, "\(width): \(error)")
      #expect(isRead.last == false || error > 0.2, "\(width): \(error)")
    }
    #expect(isRead.first == false && isRead.last == true)
  }

  @Test("A file that ends in a scan that is not needed is still truncated")
  func truncated() throws {
    let bytes = try Self.photograph()
    let scan = try Self.lastScan(bytes)
    for cut in [scan + 10, (scan + bytes.count) / 2, bytes.count - 3] {
      let error = #expect(throws: ImageError.self) {
        try Normalizer(Self.options(.balanced)).normalize(Array(bytes[..<cut]))
      }
      #expect(error?.code == .truncated)
    }
  }

  @Test("Rows that no scan has reached are background, and are missing from the fraction")
  func firstScan() throws {
    let bytes = try Self.photograph()
    let start = Array(bytes[..<(bytes.count / 14)])
    var options = Options(max: nil, multiple: 1)
    options.lenient = true
    for grade in DecodeGrade.allCases {
      options.decode = grade
      options.minComplete = 0
      let result = try Normalizer(options).normalize(start)
      #expect(result.fractionDecoded > 0 && result.fractionDecoded < 0.9)
      #expect(result.pixels[80, 119] == [255, 255, 255] && result.pixels[80, 2] != [255, 255, 255])
      options.minComplete = 0.95
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(start) }
    }
  }

  @Test("The same where an end marker follows: the rows are gray, and a warning says so")
  func firstScanEnded() throws {
    let bytes = try Self.photograph()
    let start = Array(bytes[..<(bytes.count / 14)]) + [0xFF, 0xD9]
    var options = Options(max: nil, multiple: 1)
    for grade in DecodeGrade.allCases {
      options.decode = grade
      options.lenient = false
      let result = try Normalizer(options).normalize(start)
      #expect(result.fractionDecoded > 0 && result.fractionDecoded < 0.9)
      #expect(result.pixels[80, 119].allSatisfy { (125...131).contains($0) })
      #expect(result.warnings.contains { $0.message.contains("the rest is gray") })
      options.lenient = true
      let lenient = try Normalizer(options).normalize(start)
      #expect(lenient.fractionDecoded == result.fractionDecoded)
      #expect(lenient.pixels[80, 119] == [255, 255, 255])
    }
  }

  @Test("A file that ends in a segment between scans shows the scans before it")
  func betweenScans() throws {
    let bytes = try Self.photograph()
    // The tables and headers between the first scan's data and the second's.
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    try #require(scans.count > 2)
    let tables = try #require((scans[0]..<scans[1]).last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC4 })
    var options = Self.options(.exact)
    for grade in [DecodeGrade.exact, .balanced] {
      options.decode = grade
      options.lenient = false
      for cut in [tables + 2, tables + 3, tables + 9, scans[1], scans[1] + 2, scans[1] + 7] {
        let start = Array(bytes[..<cut])
        options.lenient = false
        let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(start) }
        #expect(error?.code == .truncated)
        options.lenient = true
        let result = try Normalizer(options).normalize(start)
        #expect(
          result.warnings.contains { $0.message.contains("the data end after scan") }, "\(result.warnings)")
        // The same as if the file had been made with one scan.
        let ended = try Normalizer(options).normalize(Array(bytes[..<tables]) + [0xFF, 0xD9])
        #expect(result.pixels == ended.pixels)
        #expect(ended.warnings.contains { $0.message.contains("it lacks scans") })
        #expect(result.fractionDecoded == 1)
      }
    }
  }

  @Test("A file that lacks its end marker alone is whole, and read as a file or from memory it is the same")
  func noEndMarker() throws {
    let bytes = try Self.photograph()
    let normalizer = Normalizer(Self.options(.balanced))
    let withoutEnd = try normalizer.normalize(Array(bytes.dropLast(2)))
    #expect(try normalizer.normalize(bytes).pixels.meanSquaredError(from: withoutEnd.pixels) < 0.4)
    let image = try #require(TestImage.named("photo-progressive.jpg"))
    #expect(try normalizer.normalize(contentsOf: image.path).pixels == normalizer.normalize(bytes).pixels)
  }

  @Test("Scans that are passed over count against the limit")
  func limit() throws {
    let bytes = try Self.photograph()
    let scan = try Self.lastScan(bytes)
    let again = Array(bytes[scan..<bytes.count - 2])
    var many = Array(bytes[..<scan])
    for _ in 0..<200 { many += again }
    many += [0xFF, 0xD9]
    let error = #expect(throws: ImageError.self) {
      try Normalizer(Self.options(.balanced)).normalize(many)
    }
    #expect(error?.code == .overLimit && error?.option == .limitScans)
  }
}
