/// The width and height of an image, in pixels.
public struct Size: Sendable, Hashable, CustomStringConvertible {
  public var width: Int
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The number of pixels; `Int.max` if it overflows.
  public var area: Int {
    let (product, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? .max : product
  }

  /// The size after a quarter turn.
  public var turned: Size { Size(width: height, height: width) }

  /// For example `1024×768`.
  public var description: String { "\(width)×\(height)" }
}

/// A rectangle of whole pixels; `x` and `y` are its left and top edge.
public struct Rectangle: Sendable, Hashable {
  public var x: Int
  public var y: Int
  public var size: Size

  public init(x: Int, y: Int, size: Size) {
    self.x = x
    self.y = y
    self.size = size
  }

  var columns: Range<Int> { x..<x + size.width }
  var rows: Range<Int> { y..<y + size.height }
}
