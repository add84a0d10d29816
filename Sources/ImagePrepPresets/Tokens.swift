import ImagePrep

/// What a model counts of a picture.
public struct TokenCount: Sendable, Equatable {
  /// The patches of the tensor, across and down; nil if the preset has none.
  public var grid: Size?
  /// Rows of the tensor of patches, without those that fill it up; nil if the preset has none.
  public var patches: Int? { grid.map { $0.width * $0.height } }
  /// Tokens of the language model, as far as they follow from the size; nil if that is not known.
  public var tokens: Int?
}

/// How the size of a result gives a number of tokens.
enum TokenRule: Sendable, Equatable {
  /// So many for each square of `side` pixels, begun ones included, and some for the picture.
  case squares(side: Int, each: Int = 1, base: Int = 0)
  /// One for each square of `side` pixels, and one for the end of each row of them.
  case rows(side: Int)
  /// So many for each tile, the whole picture included.
  case tiles(each: Int)

  func count(_ plan: Plan) -> Int {
    let size = plan.output
    func parts(_ length: Int, _ side: Int) -> Int { (length + side - 1) / side }
    switch self {
    case .squares(let side, let each, let base):
      return base + each * parts(size.width, side) * parts(size.height, side)
    case .rows(let side): return (parts(size.width, side) + 1) * parts(size.height, side)
    case .tiles(let each): return each * plan.pictureCount
    }
  }
}

extension Plan {
  /// The tiles with the whole picture, if it is among them; 1 for a picture that is not cut.
  fileprivate var pictureCount: Int {
    let tiles = max(1, tiles.count)
    switch options.wholeTile {
    case nil: return tiles
    case .first, .last: return tiles + 1
    case .firstUnlessOne, .lastUnlessOne: return tiles > 1 ? tiles + 1 : 1
    }
  }
}

extension Preset {
  /// What the model counts of an image, by its plan: no pixel is read.
  ///
  /// - Returns: Nil where the size of an image has no say.
  public func tokenCount(for plan: Plan) -> TokenCount? {
    var count = TokenCount(tokens: tokenRule?.count(plan))
    if let patches = tensor.patches {
      let grid = patches.grid(of: plan.output)
      count.grid = grid
      if count.tokens == nil, patches.merge > 1 {
        count.tokens = grid.width * grid.height / (patches.merge * patches.merge)
      }
    }
    return count == TokenCount() ? nil : count
  }
}
