/// Maps points of one picture to another: x′ = a·x + b·y + c, y′ = d·x + e·y + f. Pixel (0, 0) covers the square from 0
/// to 1.
public struct AffineTransform: Sendable, Equatable {
  public var a: Double
  public var b: Double
  public var c: Double
  public var d: Double
  public var e: Double
  public var f: Double

  public init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
    (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
  }

  /// [a, b, c, d, e, f].
  public var elements: [Double] { [a, b, c, d, e, f] }

  public func callAsFunction(x: Double, y: Double) -> (x: Double, y: Double) {
    (a * x + b * y + c, d * x + e * y + f)
  }

  /// The way back. Nil if there is none, because all points fall on a line.
  public var inverse: AffineTransform? {
    let determinant = a * e - b * d
    guard determinant != 0 else { return nil }
    let (p, q, r, s) = (e / determinant, -b / determinant, -d / determinant, a / determinant)
    return AffineTransform(p, q, -(p * c + q * f), r, s, -(r * c + s * f))
  }
}

extension Orientation {
  /// Maps points of the stored picture to the upright one.
  ///
  /// - Parameter size: Of the stored picture.
  public func transform(ofStored size: Size) -> AffineTransform {
    let (width, height) = (Double(size.width), Double(size.height))
    let column = reversesStoredColumns ? (-1.0, width) : (1, 0)
    let row = reversesStoredRows ? (-1.0, height) : (1, 0)
    return swapsAxes
      ? AffineTransform(0, row.0, row.1, column.0, 0, column.1)
      : AffineTransform(column.0, 0, column.1, 0, row.0, row.1)
  }
}
