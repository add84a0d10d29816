/// Finds hashes that differ in a few bits from a given one, among millions.
///
/// A hash is cut into four pieces of 16 bits, or into three if there are more than a million. If two hashes differ in
/// `distance` bits, some piece differs in a quarter (a third) of that at most. So only those hashes are compared that share
/// a piece but for so few bits: with a distance of 10, 1 of 150 (1 of 600); with 4, 1 of 3,000. Every hash that is compared
/// is compared as a whole.
///
/// To drop doubles, add only the hashes of the pictures that are kept: then few hashes are ever near each other, however
/// many pictures are alike.
///
/// It takes 24 bytes for each hash and 1 MB; above a million, 20 bytes for each hash and 34 MB. Hashes may be added at any
/// time. Their numbers follow from the order of adding alone.
public struct HashIndex: Sendable {
  /// A hash that was found.
  public struct Match: Sendable, Equatable {
    /// Its number, in the order of adding.
    public var number: Int
    /// The bits in which it differs.
    public var distance: Int
  }

  /// From this number on, the tables of three pieces are worth their memory.
  private static let many = 1 << 20

  /// The largest number of bits that a hash may differ in, 0 to 15.
  public let distance: Int
  private var hashes: [UInt64] = []
  /// How the sorted hashes are cut.
  private var cut: HashPieces
  private let otherCut: HashPieces?
  /// For each piece: the numbers of the hashes, sorted by what they have there; and where each bucket begins.
  private var numbers: [[UInt32]] = []
  private var starts: [[UInt32]] = []
  /// The number of hashes that are sorted. The others are looked at one by one.
  private var sorted = 0

  /// - Parameter distance: The largest number of bits that a hash may differ in: 0 to 15; others are the nearest of these.
  ///   10 finds most edits of a picture, and some pictures that only look alike.
  public init(distance: Int) {
    self.init(distance: distance, pieces: 4, piecesOfMany: 3)
  }

  /// - Parameter piecesOfMany: The number of pieces for more than a million hashes; nil for the same.
  init(distance: Int, pieces: Int, piecesOfMany: Int?) {
    let distance = min(max(distance, 0), 15)
    self.distance = distance
    cut = HashPieces(count: pieces, distance: distance)
    otherCut = piecesOfMany.map { HashPieces(count: $0, distance: distance) }
  }

  public var count: Int { hashes.count }

  /// Adds a hash. Its number is the count of those before it.
  public mutating func add(_ hash: PerceptualHash) {
    hashes.append(hash.bits)
    // Sorting anew takes time in proportion to all, and every search looks at what is not sorted. The root keeps both
    // small.
    let most = max(1 << 14, Int((256 * Double(sorted)).squareRoot()))
    if hashes.count - sorted >= most { sort() }
  }

  /// The nearest hash; the first of them if there are several. Nil if all differ in more bits than `distance`.
  public func nearest(_ hash: PerceptualHash) -> Match? {
    var best: Match?
    search(hash.bits) { match in
      if let found = best, (found.distance, found.number) <= (match.distance, match.number) { return }
      best = match
    }
    return best
  }

  /// All hashes that differ in `distance` bits or fewer, in the order of adding.
  public func matches(_ hash: PerceptualHash) -> [Match] {
    var found: [Match] = []
    search(hash.bits) { found.append($0) }
    found.sort { $0.number < $1.number }
    var last = -1
    return found.filter { match in
      defer { last = match.number }
      return match.number != last
    }
  }

  /// - Parameter body: Receives each hash once or several times.
  private func search(_ hash: UInt64, _ body: (Match) -> Void) {
    for index in sorted..<hashes.count {
      let difference = (hashes[index] ^ hash).nonzeroBitCount
      if difference <= distance { body(Match(number: index, distance: difference)) }
    }
    if sorted == 0 { return }
    for (index, piece) in cut.pieces.enumerated() {
      let own = piece.value(of: hash)
      let starts = starts[index]
      let numbers = numbers[index]
      for difference in piece.differences {
        let bucket = Int(own ^ difference)
        for place in Int(starts[bucket])..<Int(starts[bucket + 1]) {
          let number = Int(numbers[place])
          let difference = (hashes[number] ^ hash).nonzeroBitCount
          if difference <= distance { body(Match(number: number, distance: difference)) }
        }
      }
    }
  }

  /// Sorts all hashes by each of their pieces, by counting.
  private mutating func sort() {
    if hashes.count >= Self.many, let otherCut,
      otherCut.places(among: hashes.count) < cut.places(among: hashes.count)
    {
      cut = otherCut
    }
    numbers = []
    starts = []
    for piece in cut.pieces {
      let buckets = 1 << piece.bits
      var ends = [UInt32](repeating: 0, count: buckets + 1)
      for hash in hashes { ends[Int(piece.value(of: hash))] += 1 }
      for bucket in 0..<buckets { ends[bucket + 1] += ends[bucket] }
      var sorted = [UInt32](repeating: 0, count: hashes.count)
      // From the last to the first, so that each bucket's end moves to its start.
      for number in hashes.indices.reversed() {
        let bucket = Int(piece.value(of: hashes[number]))
        ends[bucket] -= 1
        sorted[Int(ends[bucket])] = UInt32(truncatingIfNeeded: number)
      }
      numbers.append(sorted)
      starts.append(ends)
    }
    sorted = hashes.count
  }
}
