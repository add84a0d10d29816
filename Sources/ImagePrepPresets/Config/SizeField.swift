/// A size as processors of transformers write it.
enum SizeField: Sendable, Equatable {
  case exact(width: Int, height: Int)
  case shortest(Int)
  /// The shortest side, or the longest one if it were longer than this.
  case shortestLongest(Int, Int)
  case longest(Int)
  case within(width: Int, height: Int)
  /// A range for the number of pixels.
  case pixels(least: Int, most: Int)

  /// - Parameters:
  ///   - isSquare: What one number means: both sides, or the shortest one.
  ///   - longest: The longest side beside one number that is the shortest one; old files have it as `max_size`.
  init?(_ value: JSONValue, isSquare: Bool, longest: Int? = nil) {
    switch value {
    case .number:
      guard let side = value.whole else { return nil }
      self =
        isSquare
        ? .exact(width: side, height: side) : longest.map { .shortestLongest(side, $0) } ?? .shortest(side)
    case .list(let values):
      guard values.count == 2, let height = values[0].whole, let width = values[1].whole else { return nil }
      self = .exact(width: width, height: height)
    case .object(let members):
      // A member of null is a member that is not there.
      let given = members.filter { $0.value != .null }
      let numbers = given.compactMapValues(\.whole)
      guard numbers.count == given.count else { return nil }
      self.init(numbers)
    default: return nil
    }
    guard numbers.allSatisfy({ $0 > 0 }) else { return nil }
  }

  private init?(_ members: [String: Int]) {
    func has(_ names: String...) -> Bool {
      members.count == names.count && names.allSatisfy { members[$0] != nil }
    }
    func number(_ name: String) -> Int { members[name] ?? 0 }
    if has("height", "width") {
      self = .exact(width: number("width"), height: number("height"))
    } else if has("shortest_edge") {
      self = .shortest(number("shortest_edge"))
    } else if has("shortest_edge", "longest_edge") {
      self = .shortestLongest(number("shortest_edge"), number("longest_edge"))
    } else if has("longest_edge") {
      self = .longest(number("longest_edge"))
    } else if has("max_height", "max_width") {
      self = .within(width: number("max_width"), height: number("max_height"))
    } else if has("min_pixels", "max_pixels") {
      self = .pixels(least: number("min_pixels"), most: number("max_pixels"))
    } else {
      return nil
    }
  }

  private var numbers: [Int] {
    switch self {
    case .exact(let first, let second), .shortestLongest(let first, let second),
      .within(let first, let second), .pixels(let first, let second):
      [first, second]
    case .shortest(let side), .longest(let side): [side]
    }
  }
}
