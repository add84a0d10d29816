/// A part of the upright source.
public struct CropBox: Sendable, Equatable {
  public var x: Length
  public var y: Length
  public var width: Length
  public var height: Length

  public init(x: Length, y: Length, width: Length, height: Length) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// A distance along one axis of the source.
  public enum Length: Sendable, Equatable {
    case pixels(Int)
    /// A part of the source's side, 0 to 1. Rounded to whole pixels.
    case fraction(Double)
    /// Of an offset: the box is in the middle, half a pixel to the left and the top.
    case centered
    /// Of a width or a height: a part of the shorter side of the source, 0 to 1, rounded down.
    case partOfShorter(Double)

    /// - Parameter length: Of the box, if this is its offset.
    fileprivate func resolved(_ side: Int, length: Int = 0, shorter: Int = 0) -> Int {
      switch self {
      case .pixels(let count): count
      case .fraction(let part): Int((part * Double(side)).rounded())
      case .centered: max(0, (side - length) / 2)
      case .partOfShorter(let part): Int(part * Double(shorter))
      }
    }

    /// The length from an offset. Two parts are added before they are rounded, so that 30 % and 70 % reach the edge.
    fileprivate func resolved(from start: Length, _ side: Int, _ shorter: Int) -> Int {
      guard case (.fraction(let first), .fraction(let part)) = (start, self) else {
        return resolved(side, shorter: shorter)
      }
      return Length.fraction(first + part).resolved(side) - start.resolved(side)
    }
  }

  /// - Throws: `ImageError` with the code `noSuchRegion` if a part of the box lies outside of the source.
  func resolved(in source: Size) throws(ImageError) -> Rectangle {
    let shorter = min(source.width, source.height)
    let size = Size(
      width: max(1, width.resolved(from: x, source.width, shorter)),
      height: max(1, height.resolved(from: y, source.height, shorter)))
    let box = Rectangle(
      x: x.resolved(source.width, length: size.width), y: y.resolved(source.height, length: size.height),
      size: size)
    guard box.x + box.size.width <= source.width, box.y + box.size.height <= source.height else {
      throw ImageError(
        .noSuchRegion,
        "\(.crop) \(box.x),\(box.y),\(box.size.width),\(box.size.height) is not within its \(source)",
        advice: "give a box inside the picture, or parts of it (25%,0%,50%,100%)")
    }
    return box
  }

  /// - Throws: `ImageError` with the code `invalidOptions` for a box that no picture has.
  func validate() throws(ImageError) {
    for (length, least) in [(x, 0), (y, 0), (width, 1), (height, 1)] {
      let isInRange =
        switch length {
        case .pixels(let count): (least...Options.largestSide).contains(count)
        case .fraction(let part): part >= 0 && part <= 1
        case .centered: least == 0
        case .partOfShorter(let part): least == 1 && part >= 0 && part <= 1
        }
      guard isInRange else {
        throw ImageError(
          .invalidOptions,
          "\(.crop) is out of range: x and y from 0, width and height from 1, parts up to 100 %")
      }
    }
  }
}
