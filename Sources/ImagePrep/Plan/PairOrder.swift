/// The order in which a set of pairs of CPython 3.8 and later yields them. A rule that takes the first of equals from a set
/// depends on it.
enum PairOrder {
  /// - Parameter pairs: At most four, as they were added. Equal ones are there once.
  static func sorted(_ pairs: [(Int, Int)]) -> [(Int, Int)] {
    // A set of so few has eight places.
    let mask: UInt64 = 7
    var places: [(Int, Int)?] = Array(repeating: nil, count: Int(mask) + 1)
    for pair in pairs.prefix(4) {
      let hash = hash(pair)
      var (place, rest) = (hash & mask, hash)
      while let other = places[Int(place)], other != pair {
        rest >>= 5
        place = (place &* 5 &+ 1 &+ rest) & mask
      }
      places[Int(place)] = pair
    }
    return places.compactMap(\.self)
  }

  /// The hash of a tuple of two numbers (`tuplehash` of CPython, after xxHash).
  private static func hash(_ pair: (Int, Int)) -> UInt64 {
    let start: UInt64 = 2_870_177_450_012_600_261
    var sum = start
    for number in [pair.0, pair.1] {
      sum = sum &+ UInt64(bitPattern: Int64(number)) &* 14_029_467_366_897_019_727
      sum = sum << 31 | sum >> 33
      sum = sum &* 11_400_714_785_074_694_791
    }
    return sum &+ (2 ^ (start ^ 3_527_539))
  }
}
