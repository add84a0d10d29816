/// Writes coordinates as decimal numbers, without an exponent and without zeros at their end.
struct NumberText {
  /// The digits after the point.
  let places: Int
  private let unit: Int

  init(places: Int) {
    self.places = places
    unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
  }

  /// Millionths of a pixel.
  static let pixels = NumberText(places: 6)
  /// Parts of a side: with sides of 1000 pixels, millionths of a pixel.
  static let parts = NumberText(places: 9)

  func rounded(_ value: Double) -> Double { (value * Double(unit)).rounded() / Double(unit) }

  func callAsFunction(_ value: Double) -> String {
    guard let whole = Int(exactly: (value * Double(unit)).rounded()), abs(whole) < 1 << 53 else {
      return "\(value)"
    }
    let (before, after) = (abs(whole) / unit, abs(whole) % unit)
    let sign = whole < 0 ? "-" : ""
    guard after > 0 else { return "\(sign)\(before)" }
    var digits = String("\(unit + after)".dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(before).\(digits)"
  }
}
