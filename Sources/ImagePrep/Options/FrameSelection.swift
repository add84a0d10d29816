/// Which frames of an animation become results. A still image has frame 0 only.
public enum FrameSelection: Sendable, Equatable {
  case all
  /// Frame 0, and every so many after it.
  case every(Int)
  /// So many frames, evenly spread from the first to the last: frame ⌊i · (frames − 1) / (count − 1)⌋ for each i, as
  /// `numpy.linspace` and a cast give. All of them, if there are fewer.
  case count(Int)

  /// The chosen frames of an animation.
  package func numbers(of total: Int) -> [Int] {
    Array(
      sequence(state: Int?.none) { last in
        last = frame(after: last, of: total)
        return last
      })
  }

  /// The frame after another; nil if none is left.
  ///
  /// - Parameters:
  ///   - frame: Nil for the first.
  ///   - total: The frames of the animation; nil if they are not known. ``count(_:)`` needs them.
  func frame(after frame: Int?, of total: Int?) -> Int? {
    let next: Int?
    switch self {
    case .all: next = frame.map { $0 + 1 } ?? 0
    case .every(let step): next = frame.map { $0 + step } ?? 0
    case .count(let count):
      let last = max(1, total ?? 1) - 1
      guard let frame, count > 1, last >= count else {
        next = frame.map { count == 1 ? last + 1 : $0 + 1 } ?? 0
        break
      }
      // The first i whose frame comes after this one.
      let index = ((frame + 1) * (count - 1) + last - 1) / last
      next = index < count ? index * last / (count - 1) : nil
    }
    guard let next, next < total ?? .max else { return nil }
    return next
  }
}
