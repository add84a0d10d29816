/// A hash of 64 bits, cut into pieces, and the differences of each piece that must be tried.
///
/// If two hashes differ in `distance` bits, then in some piece they differ in no more than that divided by the number of
/// pieces. Fewer pieces are longer: more differences must be tried, and fewer hashes share a piece.
struct HashPieces: Sendable {
  struct Piece: Sendable {
    let shift: UInt64
    let bits: Int
    /// What may differ: all numbers with so many ones or fewer.
    let differences: [UInt32]

    func value(of hash: UInt64) -> UInt32 {
      UInt32(truncatingIfNeeded: hash >> shift & (1 << UInt64(bits) - 1))
    }
  }

  let pieces: [Piece]

  /// - Parameters:
  ///   - count: 3 to 16 pieces.
  ///   - distance: In how many bits two hashes may differ.
  init(count: Int, distance: Int) {
    let least = distance / count
    // Were these to differ in more than `least`, and the others in `least` or more, all would differ in too many.
    let larger = distance % count + 1
    pieces = (0..<count).map { index in
      let start = 64 * index / count
      let bits = 64 * (index + 1) / count - start
      return Piece(
        shift: UInt64(start), bits: bits,
        differences: Self.numbers(bits: bits, ones: index < larger ? least : least - 1))
    }
  }

  /// All numbers of so many bits with `ones` ones or fewer.
  private static func numbers(bits: Int, ones: Int) -> [UInt32] {
    guard ones >= 0 else { return [] }
    var all: [UInt32] = [0]
    var last: [UInt32] = [0]
    for _ in 0..<ones {
      // Each with one more, above its highest one.
      last = last.flatMap { number in
        (UInt32.bitWidth - number.leadingZeroBitCount..<bits).map { number | 1 << UInt32($0) }
      }
      all += last
    }
    return all
  }

  /// How many places are looked at to find the neighbors of a hash, among so many random ones.
  func places(among count: Int) -> Double {
    pieces.reduce(0) { $0 + Double($1.differences.count) * (1 + Double(count) / Double(1 << $1.bits)) }
  }
}
