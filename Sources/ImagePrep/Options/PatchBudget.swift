/// How many patches a result may have, and how its size follows from that. The sides of the result are multiples of
/// ``Options/multiple``.
public struct PatchBudget: Sendable, Equatable {
  /// The most patches.
  public var most: Int
  /// The fewest patches, for ``Rule/range`` and ``Rule/align``. Default: nil, no minimum.
  public var least: Int?
  /// The most patches of a side, for ``Rule/shrink``. Default: nil, no limit.
  public var side: Int?
  /// Patches across a multiple: the side of a patch is that of the multiple divided by this. Default: 1.
  public var merge = 1
  /// Default: `search`.
  public var rule: Rule

  public init(atMost most: Int, by rule: Rule = .search) {
    self.most = most
    self.rule = rule
  }

  public enum Rule: String, Sendable, CaseIterable {
    /// The largest scale, up too, for which parts of patches that count as whole ones are not too many (NaFlex).
    case search
    /// Scaled down until whole patches are few enough, and sides are rounded down (`navit_resize` of Kimi-VL).
    case shrink
    /// The grid whose shape is nearest, of those around the size that the budget allows (Muse Glimmer).
    case shape
    /// Scaled into the range of patches; then each side becomes the multiple above, if there is room, or below (Nemotron).
    case range
    /// The largest picture, not enlarged unless it has too few patches, whose multiples above are not too many. It is
    /// padded to them (GLM-5).
    case align
  }

  /// - Throws: `ImageError` with the code `invalidOptions`.
  func validate() throws(ImageError) {
    try OptionTable.check(most, .mostPatches)
    for number in [least, side].compactMap(\.self) { try OptionTable.check(number, .mostPatches) }
    guard (1...64).contains(merge), least ?? 1 <= most else {
      throw ImageError(
        .invalidOptions, "\(.mostPatches) is out of range: merge is 1 to 64, and least not above the most")
    }
  }
}
