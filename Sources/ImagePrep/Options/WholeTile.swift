/// Where the whole picture, stretched to the size of a tile, stands among the tiles.
public enum WholeTile: String, Sendable, CaseIterable {
  case first, last
  /// The last, if there are several tiles (InternVL).
  case lastUnlessOne = "last-unless-one"
  /// The first, if there are several tiles (Ovis 2).
  case firstUnlessOne = "first-unless-one"

  /// Tiles and the whole, in their order.
  func order<Picture>(_ tiles: [Picture], _ whole: Picture) -> [Picture] {
    switch self {
    case .first: [whole] + tiles
    case .last: tiles + [whole]
    case .lastUnlessOne: tiles.count > 1 ? tiles + [whole] : tiles
    case .firstUnlessOne: tiles.count > 1 ? [whole] + tiles : tiles
    }
  }
}

extension Options {
  /// The views of a plan besides the first: ``otherViews``, and the whole picture if it stands among tiles.
  package var viewsBesideFirst: [View] {
    guard wholeTile != nil, let tiles else { return otherViews }
    var whole = Geometry.fit(.stretch(width: tiles.width, height: tiles.height), upscale: .allow)
    whole.crop = geometry.crop
    // The whole is made of the picture that is cut, if that was scaled twice (Idefics 3).
    if !geometry.before.isEmpty {
      var scaling = Scaling(
        geometry.fit, upscale: geometry.upscale, multiple: resolvedMultiple)
      (scaling.sideRounding, scaling.sideFormula) = (geometry.sideRounding, geometry.sideFormula)
      whole.before = geometry.before + [scaling]
    }
    var view = View(geometry: whole)
    view.keepsDepth = keepsDepth
    return otherViews + [view]
  }
}
