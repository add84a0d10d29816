import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Pictures that look alike")
struct DedupeTests {
  private static func hash(_ name: String, _ options: Options = PerceptualHash.decoding) throws
    -> PerceptualHash
  {
    try PerceptualHash(of: Normalizer(options).normalize(contentsOf: testImage(name)).pixels)
  }

  /// The values are those of `imagehash.dhash` 4.3.2 with Pillow 13.0.0: pictures turned upright, and those with
  /// transparency laid on white by the formula of the library's documentation.
  @Test(
    "Hashes are those of imagehash",
    arguments: [
      ("photo.jpg", "acc743441ac96d33"), ("photo-progressive.jpg", "4e2f1d5cf9591858"),
      ("photo.webp", "e47864644d4d959f"),
      ("photo.gif", "96978f030587b321"), ("420.jpg", "9fbab2f3efbffcfb"), ("gray.jpg", "9fbab2f3efbffcfb"),
      ("orientation-6.jpg", "0800000000040002"), ("rgb-8.png", "9fbaf2d3cfbffcfb"),
      ("rgba-8.png", "0e0f17130f1f1f0e"),
      ("palette-8.png", "9ffab2d3efbffcfb"), ("lossless.webp", "9fbaf2d3cfbffcfb"),
      ("neon.jpg", "39194958aec35396"),
      ("dark-noise.jpg", "c8c4c7e3e3e7a7f3"), ("subject.png", "08221686130b0f48"),
      ("8x8.jpg", "05020f3f5f090040"),
      ("1x1.png", "0000000000000000"), ("gray-8.png", "9fbaf2d3efbffefb"),
      ("lossless-alpha.webp", "0e0f17130f1f1f0e"),
    ])
  func vectors(_ name: String, _ expected: String) throws {
    #expect(try Self.hash(name).description == expected)
  }

  @Test("Transparency that is kept is laid on white")
  func transparency() throws {
    var options = PerceptualHash.decoding
    options.alpha = .keep
    #expect(try Self.hash("rgba-8.png", options).description == "0e0f17130f1f1f0e")
  }

  @Test("Bits are compared from the left and from the top")
  func bits() throws {
    // A picture of 9 × 8 pixels is not scaled. Its first row rises, and only the last pixel of its last row does.
    var samples = [UInt8](repeating: 50, count: 72)
    for x in 0..<9 { samples[x] = UInt8(10 * x) }
    samples[71] = 51
    let image = try PixelBuffer(size: Size(width: 9, height: 8), format: .gray8, samples: samples)
    let hash = try PerceptualHash(of: image)
    #expect(hash.bits == 0xFF00_0000_0000_0001 && hash.description == "ff00000000000001")
    #expect(hash.distance(to: PerceptualHash(bits: 0)) == 9)
    #expect(throws: ImageError.self) {
      try PerceptualHash(of: PixelBuffer(size: Size(width: 9, height: 8), format: .rgb16))
    }
  }

  @Test("The index finds what comparing with every hash finds", arguments: [0, 1, 3, 4, 7, 10, 15], [3, 4])
  func index(_ distance: Int, _ pieces: Int) {
    var generator = SeededGenerator(UInt64(24 + distance))
    var index = HashIndex(distance: distance, pieces: pieces, piecesOfMany: nil)
    var hashes: [UInt64] = []
    // Half of them are near another one. The first 16,384 are sorted, and the rest are not.
    while hashes.count < 17_500 {
      var bits = generator.next()
      if hashes.count % 2 == 1, let other = hashes.randomElement(using: &generator) {
        bits = other
        for _ in 0..<Int.random(in: 0...12, using: &generator) { bits ^= 1 << (generator.next() % 64) }
      }
      hashes.append(bits)
      index.add(PerceptualHash(bits: bits))
    }
    #expect(index.count == hashes.count)
    for _ in 0..<25 {
      let probe = (hashes.randomElement(using: &generator) ?? 0) ^ (1 << (generator.next() % 64))
      var expected: [HashIndex.Match] = []
      for (number, hash) in hashes.enumerated() where (hash ^ probe).nonzeroBitCount <= distance {
        expected.append(HashIndex.Match(number: number, distance: (hash ^ probe).nonzeroBitCount))
      }
      #expect(index.matches(PerceptualHash(bits: probe)) == expected)
      let nearest = expected.min { ($0.distance, $0.number) < ($1.distance, $1.number) }
      #expect(index.nearest(PerceptualHash(bits: probe)) == nearest)
    }
  }

  @Test("Differences are all that some piece must have", arguments: 0...15, [3, 4])
  func pieces(_ distance: Int, _ count: Int) {
    let cut = HashPieces(count: count, distance: distance)
    #expect(cut.pieces.map(\.bits).reduce(0, +) == 64)
    for piece in cut.pieces { #expect(Set(piece.differences).count == piece.differences.count) }
    // The number of differences with so many ones, by Pascal's triangle.
    func choose(_ n: Int, _ k: Int) -> Int { k == 0 ? 1 : choose(n, k - 1) * (n - k + 1) / k }
    for (index, piece) in cut.pieces.enumerated() {
      let ones = distance / count - (index <= distance % count ? 0 : 1)
      #expect(piece.differences.count == (0..<(ones + 1)).reduce(0) { $0 + choose(piece.bits, $1) })
    }
    // Differing in more than that in every piece is differing in too many bits.
    let most = cut.pieces.map { piece in (piece.differences.map(\.nonzeroBitCount).max() ?? -1) + 1 }
    #expect(most.reduce(0, +) > distance)
  }

  @Test("An index of nothing, of doubles, and of distances out of range")
  func edges() {
    #expect(HashIndex(distance: 10).nearest(PerceptualHash(bits: 0)) == nil)
    #expect(HashIndex(distance: -1).distance == 0 && HashIndex(distance: 64).distance == 15)
    var index = HashIndex(distance: 0)
    for _ in 0..<3 { index.add(PerceptualHash(bits: 7)) }
    #expect(index.nearest(PerceptualHash(bits: 7)) == HashIndex.Match(number: 0, distance: 0))
    #expect(index.matches(PerceptualHash(bits: 7)).map(\.number) == [0, 1, 2])
    #expect(index.nearest(PerceptualHash(bits: 6)) == nil)
  }
}
