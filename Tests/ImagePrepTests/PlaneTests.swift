import Testing

@testable import ImagePrep

@Suite("Planes of YCbCr")
struct PlaneTests {
  private static let files = [
    "420.jpg", "422.jpg", "440.jpg", "444.jpg", "progressive-420.jpg", "lossy.webp", "photo.webp",
    "photo.jpg",
  ]

  /// All rows of every plane, kept.
  private static func wholePlanes(
    _ image: TestImage, _ options: Options
  ) throws -> (BandLayout, [ReferenceResampler.Grid]) {
    let bytes = try image.bytes()
    return try unsafe bytes.withUnsafeBytes { buffer in
      let decoder = unsafe try Format.openDecoder(ByteSource(borrowing: buffer, limits: Limits()))
      let layout = try decoder.start(DecodeRequest(Plan(info: decoder.info, options: options)))
      let rings = try layout.planes.map {
        try RowRing(rowBytes: $0.rowBytes, capacity: $0.height + $0.rowsPerBand)
      }
      guard case .yCbCr(let matrix) = layout.pixels else { return (layout, []) }
      let clipping = try ColorClipping(layout.planes, matrix, mayKeepMoves: false)
      var hasMore = true
      while hasMore {
        hasMore = try decoder.readBand(into: rings)
        try clipping.clip(rings)
      }
      let grids = zip(rings, layout.planes).map { ring, plane in
        ReferenceResampler.Grid(
          columns: plane.width,
          samples: (0..<plane.height).flatMap { y in
            (0..<plane.width).map { x in unsafe Int(ring.row(y)[x]) }
          })
      }
      return (layout, grids)
    }
  }

  private static func weights(
    _ count: Int, _ scaled: Int, _ planeCount: Int, _ factor: Double, _ plane: PlaneLayout
  ) -> PillowWeights {
    PillowWeights(.lanczos3, from: count, to: scaled)
      .folded(by: Int(factor), count: planeCount, interpolates: plane.upsampling == .triangle)
  }

  /// Three planes with 6 fractional bits as RGB.
  private static func rgb(_ planes: [ReferenceResampler.Grid], _ matrix: YCbCrMatrix) -> [UInt8] {
    func rounded(_ value: Double) -> UInt8 { UInt8(min(255, max(0, (value + 0.5).rounded(.down)))) }
    return planes[0].samples.indices.flatMap { index -> [UInt8] in
      let (y, cb, cr) = (
        Double(planes[0].samples[index]) / 64, Double(planes[1].samples[index]) / 64 - 128,
        Double(planes[2].samples[index]) / 64 - 128
      )
      switch matrix {
      case .fullRange:
        let spread = max(spread(planes[1], index), spread(planes[2], index))
        return [(0, 1.402), (-0.34414, -0.71414), (1.772, 0)].map { (b, r) in
          rounded(y + added(cb, cr, b, r, spread) / 64)
        }
      case .studioRange:
        let (luma, difference) = ((y - 16) * fixed(255.0 / 219), 255.0 / 224)
        return [
          rounded(luma + cr * fixed(1.402 * difference)),
          rounded(luma - cb * fixed(0.344136286 * difference) - cr * fixed(0.714136286 * difference)),
          rounded(luma + cb * fixed(1.772 * difference)),
        ]
      }
    }
  }

  private static func fixed(_ value: Double) -> Double { (value * 16384).rounded() / 16384 }

  /// How many 64ths of a level a sample and those beside it differ by.
  private static func spread(_ plane: ReferenceResampler.Grid, _ index: Int) -> Int {
    let row = index / plane.columns * plane.columns
    let samples = plane.samples[max(row, index - 1)...min(row + plane.columns - 1, index + 1)]
    return samples.reduce(0, max) - samples.reduce(Int.max, min)
  }

  /// What chroma adds to luma, in whole 64ths: as a decoder that rounds adds it where chroma is flat, the product itself
  /// where neighbors differ by eight levels, and between them in proportion.
  private static func added(
    _ cb: Double, _ cr: Double, _ bFactor: Double, _ rFactor: Double, _ spread: Int
  ) -> Double {
    // 14 of the factor's 16 fractional bits.
    func plain(_ factor: Double) -> Double { ((factor * 65536).rounded() / 4).rounded(.towardZero) / 16384 }
    let product = (64 * (cb * plain(bFactor) + cr * plain(rFactor)) + 0.5).rounded(.down)
    let decoded = (64 * asDecoded(cb, cr) { bFactor * $0 + rFactor * $1 } + 0.5).rounded(.down)
    let weight = Double(max(0, 512 - spread))
    return product + ((decoded - product) * weight / 512 + 0.5).rounded(.down)
  }

  /// What a decoder that rounds adds to luma for the four whole values of chroma around these, weighted by nearness.
  private static func asDecoded(
    _ cb: Double, _ cr: Double, _ added: (Double, Double) -> Double
  ) -> Double {
    let (b, r) = (cb.rounded(.down), cr.rounded(.down))
    return [(b, r), (b + 1, r), (b, r + 1), (b + 1, r + 1)].reduce(0) { sum, corner in
      let nearness = (1 - abs(cb - corner.0)) * (1 - abs(cr - corner.1))
      return sum + nearness * (added(corner.0, corner.1) + 0.5).rounded(.down)
    }
  }

  @Test("Streaming planes equal the simple path, and planes that are upsampled first", arguments: files)
  func planes(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let target = Size(width: image.size.width * 2 / 7, height: image.size.height / 3)
    var options = Options(
      geometry: .fit(.stretch(width: target.width, height: target.height)),
      multiple: Multiple(width: 1, height: 1))
    options.orientation = .ignore
    let (layout, grids) = try Self.wholePlanes(image, options)
    guard case .yCbCr(let matrix) = layout.pixels else {
      Issue.record("\(name) has no planes")
      return
    }
    let full = layout.planes[0]
    let simple = zip(grids, layout.planes).map { grid, plane in
      ReferenceResampler.balanced(
        grid, channels: 1,
        across: Self.weights(full.width, target.width, plane.width, plane.horizontalPitch, plane),
        down: Self.weights(full.height, target.height, plane.height, plane.verticalPitch, plane))
    }
    let upsampledFirst = zip(grids, layout.planes).map { grid, plane in
      ReferenceResampler.balanced(
        grid.upsampled(to: full, from: plane), channels: 1,
        across: Self.weights(full.width, target.width, full.width, 1, full),
        down: Self.weights(full.height, target.height, full.height, 1, full))
    }
    let result = try Normalizer(options).normalize(contentsOf: image.path).pixels.samples
    #expect(result == Self.rgb(simple, matrix))
    // Upsampled samples are rounded; folded into the weights, they are not.
    let expected = Self.rgb(upsampledFirst, matrix)
    let difference = zip(result, expected).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    #expect(result.count == expected.count && difference <= 2)
  }
}

extension ReferenceResampler.Grid {
  /// The plane at the size of the full one: interpolated three to one where it has half the samples, repeated
  /// where it has fewer. Rounded to whole samples, as decoders round.
  fileprivate func upsampled(to full: PlaneLayout, from plane: PlaneLayout) -> Self {
    let (across, down) = (Int(plane.horizontalPitch), Int(plane.verticalPitch))
    func taps(_ index: Int, _ factor: Int, _ count: Int) -> [(Int, Int)] {
      PillowWeights.upsampling(index, factor, count, interpolates: plane.upsampling == .triangle)
        .map { ($0.sample, Int(4 * $0.share)) }
    }
    var result = Self(columns: full.width, samples: [])
    for y in 0..<full.height {
      for x in 0..<full.width {
        var sum = 0
        for (row, first) in taps(y, down, plane.height) {
          for (column, second) in taps(x, across, plane.width) {
            sum += first * second * samples[row * columns + column]
          }
        }
        result.samples.append((sum + 8) / 16)
      }
    }
    return result
  }
}
