import Testing

@testable import ImagePrep

@Suite("Options are held to their ranges")
struct OptionRangeTests {
  private struct Bounds {
    let key: OptionKey
    /// Accepted: the ends of the range.
    let ends: [Double]
    /// Refused: next to the ends.
    let outside: [Double]
    let set: @Sendable (inout Options, Double) -> Void

    /// - Parameter most: Nil if every whole number from the least is accepted.
    static func whole(
      _ key: OptionKey, _ least: Int, _ most: Int? = nil,
      _ set: @Sendable @escaping (inout Options, Int) -> Void
    ) -> Bounds {
      Bounds(
        key: key, ends: [Double(least), Double(most ?? 1 << 53)],
        // A list cannot have fewer than no elements.
        outside: (key != .otherViews ? [Double(least - 1)] : []) + (most.map { [Double($0 + 1)] } ?? []),
        set: { set(&$0, Int($1)) })
    }
  }

  private static let all: [Bounds] = [
    .whole(.max, 1, 1_000_000) { $0 = Options(max: $1, multiple: 1) },
    .whole(.multiple, 1, 1_000_000) { $0 = Options(max: nil, multiple: $1) },
    .whole(.width, 1, 1_000_000) { $0.geometry.fit = .inside(width: $1, height: nil) },
    .whole(.height, 1, 1_000_000) { $0.geometry.fit = .inside(width: nil, height: $1) },
    .whole(.shortest, 1, 1_000_000) { $0.geometry.fit = .shortest($1) },
    .whole(.mostArea, 1, 1_000_000_000_000) { $0.geometry.fit = .area(AreaBudget(most: $1)) },
    .whole(.leastArea, 1, 1_000_000_000_000) { $0.geometry.fit = .area(AreaBudget(least: $1)) },
    .whole(.mostPatches, 1, 1_000_000) { $0.geometry.fit = .patches(atMost: $1) },
    .whole(.line, 1, 1_000_000) { $0.geometry.fit = .line(TextLine(height: $1, width: 1)) },
    .whole(.leastSide, 1, 1_000_000) { $0.geometry.leastSide = $1 },
    .whole(.canvas, 1, 1_000_000) { $0.geometry.canvas = Size(width: $1, height: 1) },
    .whole(.otherViews, 0, 256) { options, count in
      options.otherViews = Array(repeating: Options.View(geometry: .fit(.max(8))), count: max(0, count))
    },
    .whole(.tiles, 1, 1_000_000) { options, side in
      options = Options(max: 1_000_000, multiple: nil)
      options.tiles = Size(width: side, height: 1)
    },
    .whole(.frames, 1, 2_147_483_647) { $0.frames = .every($1) },
    .whole(.frame, 0, 2_147_483_647) { $0.frame = $1 },
    Bounds(key: .minComplete, ends: [0, 1], outside: [-0.001, 1.001, .nan]) { $0.minComplete = $1 },
    .whole(.threads, 1) { $0.threads = $1 },
    .whole(.limitPixels, 1) { $0.limits.pixels = $1 },
    .whole(.limitWidth, 1) { $0.limits.width = $1 },
    .whole(.limitHeight, 1) { $0.limits.height = $1 },
    .whole(.limitScans, 1) { $0.limits.scans = $1 },
    .whole(.limitFrames, 1) { $0.limits.frames = $1 },
    .whole(.limitFramePixels, 1) { $0.limits.framePixels = $1 },
    .whole(.limitChunkBytes, 1) { $0.limits.chunkBytes = $1 },
    .whole(.limitProfileBytes, 1) { $0.limits.profileBytes = $1 },
    .whole(.limitBytes, 1) { $0.limits.bytes = $1 },
    .whole(.limitMemory, 1) { $0.limits.memory = $1 },
    Bounds(key: .limitSeconds, ends: [.leastNonzeroMagnitude, 1e9], outside: [0, 1e9 + 1]) {
      $0.limits.seconds = $1
    },
  ]

  @Test("Both ends of each range are accepted, and the numbers beyond them refused by name")
  func ends() throws {
    #expect(Set(Self.all.map(\.key)) == Set(OptionTable.rows.filter { $0.range != nil }.map(\.key)))
    for bounds in Self.all {
      for value in bounds.ends {
        var options = Options()
        bounds.set(&options, value)
        #expect(throws: Never.self, "\(bounds.key) \(value)") { try options.validate() }
      }
      for value in bounds.outside {
        var options = Options()
        bounds.set(&options, value)
        let error = #expect(throws: ImageError.self, "\(bounds.key) \(value)") { try options.validate() }
        #expect(error?.code == .invalidOptions && error?.option == bounds.key, "\(bounds.key) \(value)")
      }
    }
  }

  @Test("Defaults that the table states in words are those of Options")
  func defaults() throws {
    func text(_ key: OptionKey) -> String? { OptionTable[key]?.defaultText }
    let options = Options()
    #expect(options.geometry.fit == .max(text(.max).flatMap { Int($0) }))
    #expect(
      options.resolvedMultiple.width == text(.multiple)?.split(separator: ";").first.flatMap { Int($0) })
    #expect(options.resolvedMultiple.height == options.resolvedMultiple.width)
    #expect(
      options.resolvedMultiple.rounding.rawValue
        == text(.rounding)?.split(separator: ";").first.map(String.init))
    #expect(options.resolvedBackground == text(.background).flatMap { Color($0) })
    #expect(options.alpha == .flatten(onto: .white) && text(.alpha) == "flatten")
    #expect(options.keepMetadata == [] && text(.keepMetadata) == "none")
  }
}
