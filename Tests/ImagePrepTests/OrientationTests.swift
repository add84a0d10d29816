import Testing

@testable import ImagePrep

@Suite("Orientation")
struct OrientationTests {
  @Test("A turned picture is what Pillow makes of it turned first, in exact", arguments: Orientation.allCases)
  func orientation(_ orientation: Orientation) throws {
    let stored = try PixelBuffer.noise(Size(width: 47, height: 31), .rgb8, seed: 11)
    let upright = try stored.turned(orientation)
    for filter in Filter.allCases {
      for fit in [
        Fit.stretch(width: 19, height: 40), .cover(width: 16, height: 13), .stretch(width: 60, height: 31),
      ] {
        var options = Options(geometry: .fit(fit), multiple: Multiple(width: 1, height: 1))
        options.filter = filter
        options.decode = .exact
        let expected = try Normalizer(options).normalize(upright).pixels
        let decoder = OrientedDecoder(BufferDecoder(stored), orientation)
        let plan = try Plan(info: decoder.info, options: options)
        #expect(try Pipeline.render(decoder, plan, clock: Deadline(options.limits)).pixels == expected)
      }
    }
  }

  @Test("Turning: where three corners go", arguments: Orientation.allCases)
  func corners(_ orientation: Orientation) throws {
    // Stored: 1 at the top left, 2 at the top right, 3 at the bottom left.
    let stored = try PixelBuffer(
      size: Size(width: 3, height: 2), format: .gray8, samples: [1, 0, 2, 3, 0, 0])
    let expected: [Orientation: [UInt8]] = [
      .upright: [1, 0, 2, 3, 0, 0], .mirrored: [2, 0, 1, 0, 0, 3], .halfTurned: [0, 0, 3, 2, 0, 1],
      .flipped: [3, 0, 0, 1, 0, 2], .transposed: [1, 3, 0, 0, 2, 0], .quarterTurned: [3, 1, 0, 0, 0, 2],
      .transversed: [0, 2, 0, 0, 3, 1], .threeQuarterTurned: [2, 0, 0, 0, 1, 3],
    ]
    let turned = try stored.turned(orientation)
    #expect(turned.samples == expected[orientation])
    #expect(turned.size == (orientation.swapsAxes ? Size(width: 2, height: 3) : Size(width: 3, height: 2)))
  }

  @Test("All eight orientations of one picture come out alike", arguments: [DecodeGrade.exact, .balanced])
  func sameUpright(_ grade: DecodeGrade) throws {
    var options = Options(max: nil, multiple: 1)
    options.decode = grade
    for number in 1...8 {
      let image = try #require(TestImage.named("orientation-\(number).jpg"))
      let result = try Normalizer(options).normalize(contentsOf: image.path)
      let orientation = try #require(Orientation(rawValue: number))
      #expect(result.pixels == (try image.expected().turned(orientation)))
    }
  }
}

/// A decoder that says its picture has an orientation.
final class OrientedDecoder: Decoder {
  private let decoder: BufferDecoder
  let info: ImageInfo
  var warnings: [Warning] { decoder.warnings }

  init(_ decoder: BufferDecoder, _ orientation: Orientation) {
    self.decoder = decoder
    var info = decoder.info
    info.orientation = orientation
    self.info = info
  }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout { try decoder.start(request) }
  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool { try decoder.readBand(into: planes) }
}
