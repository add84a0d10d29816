/// Finds hashes that differ in a few bits from a given one, among millions.
///
/// A hash is four pieces of 16 bits. If two hashes differ in `distance` bits, some piece differs in a quarter of that at
/// most. So only those hashes are compared that share a piece but for so few bits: with a distance of 10, about 1 of 150;
/// with 4, 1 of 3,000. Every hash that is compared is compared as a whole.
///
/// To drop doubles, add only the hashes of the pictures that are kept: then few hashes are ever near each other, however
/// many pictures are alike.
///
/// It takes 24 bytes for each hash, and 1 MB. Hashes may be added at any time. Hashes that are added in one order are
/// found in that order, whatever else is going on.
public struct HashIndex: Sendable {
  /// A hash that was found.
  public struct Match: Sendable, Equatable {
    /// Its number, in the order of adding.
    public var number: Int
    /// The bits in which it differs.
    public var distance: Int
  }

  private static let pieces = 4
  private static let pieceBits = 16
  private static let buckets = 1 << pieceBits

  /// The largest number of bits that a hash may differ in, 0 to 15.
  public let distance: Int
  private var hashes: [UInt64] = []
  /// For each piece: the numbers of the hashes, sorted by what they have there; and where each bucket begins.
  private var numbers: [[UInt32]] = Array(repeating: [], count: pieces)
  private var starts: [[UInt32]] = Array(repeating: [UInt32](repeating: 0, count: buckets + 1), count: pieces)
  /// The number of hashes that are sorted. The others are looked at one by one.
  private var sorted = 0
  /// For each piece, the differences that are tried.
  private let masks: [[UInt16]]

  /// - Parameter distance: The largest number of bits that a hash may differ in: 0 to 15; others are the nearest of these.
  ///   10 finds most edits of a picture, and some pictures that only look alike.
  public init(distance: Int) {
    let distance = min(max(distance, 0), 15)
    self.distance = distance
    // Were every piece to differ in more, they would together differ in more than `distance`.
    let least = distance / Self.pieces
    let larger = distance % Self.pieces + 1
    masks = (0..<Self.pieces).map { Self.masks(upTo: $0 < larger ? least : least - 1) }
  }

  public var count: Int { hashes.count }

  /// All numbers of 16 bits with so many ones or fewer.
  private static func masks(upTo most: Int) -> [UInt16] {
    (0..<Self.buckets).map { UInt16(truncatingIfNeeded: $0) }.filter { $0.nonzeroBitCount <= most }
  }

  /// Adds a hash. Its number is the count of those before it.
  public mutating func add(_ hash: PerceptualHash) {
    hashes.append(hash.bits)
    // Sorting anew takes time in proportion to all; so it waits until there is a part of them to sort.
    if hashes.count - sorted >= max(1 << 14, sorted / 16) { sort() }
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
    for piece in 0..<Self.pieces {
      let own = Self.piece(piece, of: hash)
      let starts = starts[piece]
      let numbers = numbers[piece]
      for mask in masks[piece] {
        let bucket = Int(own ^ mask)
        for place in Int(starts[bucket])..<Int(starts[bucket + 1]) {
          let number = Int(numbers[place])
          let difference = (hashes[number] ^ hash).nonzeroBitCount
          if difference <= distance { body(Match(number: number, distance: difference)) }
        }
      }
    }
  }

  private static func piece(_ piece: Int, of hash: UInt64) -> UInt16 {
    UInt16(truncatingIfNeeded: hash >> UInt64(pieceBits * piece))
  }

  /// Sorts all hashes by each of their pieces, by counting.
  private mutating func sort() {
    for piece in 0..<Self.pieces {
      var starts = [UInt32](repeating: 0, count: Self.buckets + 1)
      for hash in hashes { starts[Int(Self.piece(piece, of: hash)) + 1] += 1 }
      for bucket in 0..<Self.buckets { starts[bucket + 1] += starts[bucket] }
      var places = starts
      numbers[piece] = []
      var sorted = [UInt32](repeating: 0, count: hashes.count)
      for (number, hash) in hashes.enumerated() {
        let bucket = Int(Self.piece(piece, of: hash))
        sorted[Int(places[bucket])] = UInt32(truncatingIfNeeded: number)
        places[bucket] += 1
      }
      numbers[piece] = sorted
      self.starts[piece] = starts
    }
    sorted = hashes.count
  }
}
