import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One line of `--json`: how an image became its output.
struct Receipt: Sendable {
  let input: SystemPath
  /// Nil if the run wrote none, or wrote it to standard output.
  let output: SystemPath?
  let stored: Size
  let orientation: Orientation
  let result: Size
  /// The part of the output that the picture covers; the rest is padding.
  let place: LabelBox
  /// From the stored picture to the output.
  let transform: AffineTransform

  /// The size of the picture that labels are about.
  func labeledSize(_ coordinates: RemapRules.Coordinates) -> Size {
    guard coordinates == .upright, orientation.swapsAxes else { return stored }
    return Size(width: stored.height, height: stored.width)
  }

  /// Moves labels of this image.
  func move(_ rules: RemapRules) -> LabelMove {
    var transform = transform
    if rules.coordinates == .upright, let back = orientation.transform(ofStored: stored).inverse {
      transform = back.followed(by: transform)
    }
    return LabelMove(transform: transform, window: place, rules: rules)
  }

  /// True if labels come out the same.
  func isSame(as other: Receipt) -> Bool {
    output == other.output && transform == other.transform && result == other.result && place == other.place
  }
}

extension AffineTransform {
  /// This transform, and then another.
  func followed(by next: AffineTransform) -> AffineTransform {
    AffineTransform(
      next.a * a + next.b * d, next.a * b + next.b * e, next.a * c + next.b * f + next.c,
      next.d * a + next.e * d, next.d * b + next.e * e, next.d * c + next.e * f + next.f)
  }
}

extension Receipt {
  /// Reads the lines of a run. Lines without a transform are passed over: failed inputs, and the summary.
  ///
  /// - Parameter name: For messages.
  static func read(_ text: [UInt8], from name: SystemPath) throws(ImageError) -> [Receipt] {
    var receipts: [Receipt] = []
    for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
      let row: ReceiptRow
      do {
        row = try JSONDecoder().decode(ReceiptRow.self, from: Data(line))
      } catch {
        throw ImageError(
          .corrupt, "line \(index + 1) is no line of imgprep --json: \(DecodingFault.text(error))", path: name
        )
      }
      guard row.status != "failed", row.transform != nil else { continue }
      guard let receipt = Receipt(row) else {
        throw ImageError(
          .corrupt, "line \(index + 1) has a transform, but not all that belongs to it", path: name)
      }
      receipts.append(receipt)
    }
    return receipts
  }

  private init?(_ row: ReceiptRow) {
    guard let source = row.source, let result = row.result, let elements = row.transform, elements.count == 6,
      elements.allSatisfy({ abs($0) < LabelPoint.limit }),
      let input = ReceiptRow.path(row.input, row.inputBase64),
      [source.storedWidth, source.storedHeight, result.width, result.height].allSatisfy(Self.sides.contains),
      let orientation = Orientation(rawValue: source.orientation)
    else { return nil }
    self.input = input
    let output = ReceiptRow.path(row.output, row.outputBase64)
    self.output = output == "-" ? nil : output
    stored = Size(width: source.storedWidth, height: source.storedHeight)
    self.orientation = orientation
    self.result = Size(width: result.width, height: result.height)
    let whole = ReceiptRow.Place(x: 0, y: 0, width: result.width, height: result.height)
    let place = result.place ?? whole
    guard Self.isPart(place.x, place.width, of: result.width),
      Self.isPart(place.y, place.height, of: result.height)
    else { return nil }
    self.place = LabelBox(
      minX: Double(place.x), minY: Double(place.y),
      maxX: Double(place.x + place.width), maxY: Double(place.y + place.height))
    transform = AffineTransform(
      elements[0], elements[1], elements[2], elements[3], elements[4], elements[5])
  }
}

extension Receipt {
  /// The sides that a picture can have.
  private static let sides = 1..<1 << 31

  private static func isPart(_ start: Int, _ length: Int, of side: Int) -> Bool {
    sides.contains(length) && (0...side).contains(start) && start + length <= side
  }
}

/// The fields of a line that are read.
private struct ReceiptRow: Decodable {
  var input: String?
  var inputBase64: String?
  var output: String?
  var outputBase64: String?
  var status: String?
  var source: Source?
  var result: Result?
  var transform: [Double]?

  struct Source: Decodable {
    var storedWidth: Int
    var storedHeight: Int
    var orientation: Int
  }

  struct Result: Decodable {
    var width: Int
    var height: Int
    /// Missing in the lines of older versions.
    var place: Place?
  }

  struct Place: Decodable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
  }

  /// A name that is not UTF-8 is whole only in base64.
  static func path(_ text: String?, _ base64: String?) -> SystemPath? {
    if let base64, let bytes = Data(base64Encoded: base64) { return SystemPath(bytes: bytes) }
    return text.map { SystemPath($0) }
  }
}

/// Says in words why a value could not be decoded.
enum DecodingFault {
  static func text(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      return place(context.codingPath) + words(context)
    case .keyNotFound(let key, let context): return "\(place(context.codingPath))it has no \(key.stringValue)"
    @unknown default: return "\(error)"
    }
  }

  /// For example `bbox[2]: `.
  private static func place(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? key.stringValue : ".\(key.stringValue)")
    }
    return text.isEmpty ? "" : text + ": "
  }

  private static func words(_ context: DecodingError.Context) -> String {
    let text = context.debugDescription
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
