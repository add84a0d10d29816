import Testing

@testable import ImagePrep

@Suite("JPEGs whose data end early")
struct TruncatedJPEGTests {
  @Test("Data that end early are missing, however the picture is coded", arguments: ["arithmetic.jpg"])
  func arithmetic(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let scan = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    var options = Options.asStored
    for count in stride(from: scan + 20, to: bytes.count - 2, by: 7) {
      options.lenient = false
      let error = #expect(throws: ImageError.self) {
        try Normalizer(options).normalize(Array(bytes[..<count]))
      }
      #expect(error?.code == .truncated)
      options.lenient = true
      // A row of blocks and more, or there is nothing to be shown.
      guard error?.fractionDecoded ?? 0 > 0.5 else { continue }
      let result = try Normalizer(options).normalize(Array(bytes[..<count]))
      #expect(result.fractionDecoded < 1 && !result.warnings.isEmpty)
    }
  }

  @Test("A progressive JPEG that lacks scans is refused, or shown less sharp")
  func missingScans() throws {
    let image = try #require(TestImage.named("progressive-444.jpg"))
    let bytes = try image.bytes()
    let half = Array(bytes[..<(bytes.count * 9 / 10)])
    var options = Options(max: nil, multiple: 1)
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    #expect(error?.code == .truncated)
    options.lenient = true
    let result = try Normalizer(options).normalize(half)
    #expect(result.warnings.contains { $0.message.contains("scan") })
    let whole = try Normalizer(options).normalize(bytes).pixels.samples
    let difference = zip(whole, result.pixels.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    #expect(difference > 0 && difference < 20 * whole.count)
  }

  @Test("A sequential JPEG of several scans is truncated where one is not all there, or missing")
  func truncatedScans() throws {
    let image = try #require(TestImage.named("photo-scans.jpg"))
    let bytes = try image.bytes()
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    try #require(scans.count == 3)
    var options = Options.asStored
    for cut in [scans[1], scans[1] + 5, scans[2], (scans[1] + scans[2]) / 2, (scans[2] + bytes.count) / 2] {
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(Array(bytes[..<cut])) }
      #expect(error?.code == .truncated, "\(cut)")
    }
    options.lenient = true
    let half = Array(bytes[..<((scans[2] + bytes.count) / 2)])
    let result = try Normalizer(options).normalize(half)
    let rows = Int((result.fractionDecoded * 120).rounded())
    #expect(rows > 16 && rows < 112)
    let columns = 160 * 3
    let (there, expected) = try (result.pixels.samples, image.expected().samples)
    #expect(there.prefix((rows - 1) * columns) == expected.prefix((rows - 1) * columns))
    #expect(there.suffix(columns).allSatisfy { $0 == 255 })
  }

  @Test("The end of a JPEG's data is noticed behind a restart marker that is out of order")
  func truncatedRestarts() throws {
    let bytes = try #require(TestImage.named("photo-restarts.jpg")).bytes()
    let markers = bytes.indices.dropLast().filter {
      bytes[$0] == 0xFF && (0xD0...0xD7).contains(bytes[$0 + 1])
    }
    try #require(markers.count == 39)
    // The second of these stands for the fifth, so that those in between are taken to be missing; then the data end.
    var damaged = Array(bytes[..<(markers[12] + 2)])
    damaged[markers[6] + 1] = bytes[markers[9] + 1]
    let error = #expect(throws: ImageError.self) { try Normalizer(Options.asStored).normalize(damaged) }
    #expect(error?.code == .truncated)
  }

  @Test("A marker that ends the data of a JPEG early leaves gray, or background, and is told")
  func cutByMarker() throws {
    for (name, expectedRows) in [("photo.jpg", 48), ("restarts.jpg", 16)] {
      let image = try #require(TestImage.named(name))
      let bytes = try image.bytes()
      // A whole group of blocks is missing from where an unexpected marker takes the place of two bytes.
      var damaged = bytes
      let at = bytes.count * 9 / 10
      (damaged[at], damaged[at + 1]) = (0xFF, 0xD9)
      var options = Options.asStored
      let result = try Normalizer(options).normalize(damaged)
      let fraction = result.fractionDecoded
      #expect(
        fraction > 0 && fraction < 1 && result.warnings.contains { $0.message.contains("the rest is gray") })
      let rows = Int((fraction * Double(image.size.height)).rounded())
      try #require(rows % 8 == 0 && rows >= expectedRows)
      // What is said to be there is as the whole file has it, but for a row that is interpolated with the next.
      let expected = try image.expected()
      let columns = expected.size.width * 3
      #expect(
        result.pixels.samples.prefix((rows - 1) * columns) == expected.samples.prefix((rows - 1) * columns))
      #expect(result.pixels.samples.suffix(3) == [128, 128, 128])

      // How much must be there holds without leniency too.
      options.minComplete = fraction
      #expect(try Normalizer(options).normalize(damaged).pixels == result.pixels)
      for minimum in [fraction + 0.01, 1] {
        options.minComplete = minimum
        let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(damaged) }
        #expect(error?.code == .truncated && error?.fractionDecoded == fraction)
        #expect(error?.description.contains("lenient") == false)
        #expect(error?.option == .minComplete)
      }
      options.minComplete = 0

      options.lenient = true
      let lenient = try Normalizer(options).normalize(damaged)
      #expect(lenient.pixels.samples.suffix(3) == [255, 255, 255] && lenient.fractionDecoded <= fraction)
      options.minComplete = 0.95
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(damaged) }
    }
  }

  @Test(
    "A JPEG without a row of its own is refused", arguments: ["photo.jpg", "gray.jpg", "progressive-444.jpg"])
  func cutBeforeFirstRow(_ name: String) throws {
    let bytes = try #require(TestImage.named(name)).bytes()
    let scan = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    // The length of the scan's header stands after its marker. An end marker takes the place of its data.
    let data = scan + 2 + Int(bytes[scan + 2]) << 8 + Int(bytes[scan + 3])
    let empty = Array(bytes[..<data]) + [0xFF, 0xD9]
    for isLenient in [false, true] {
      var options = Options.asStored
      options.lenient = isLenient
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(empty) }
      #expect(error?.code == .truncated && error?.fractionDecoded == 0)
      #expect(error?.advice == "fetch it again")
    }
  }
}
