import ImagePrep

/// Finds the receipt of an image that labels name.
///
/// An image is known by its path: one of the two paths is the end of the other, in whole components. If there is none,
/// the file name decides, as long as one receipt and one image of the labels have it.
struct ReceiptIndex {
  private let receipts: [Receipt]
  /// Receipts by the last component of their inputs.
  private var byName: [[UInt8]: [Int]] = [:]
  /// How many images of the labels have a last component.
  private var wanted: [[UInt8]: Int] = [:]
  /// The image of the labels that a receipt belongs to.
  private var claims: [Int: SystemPath] = [:]
  /// True for labels whose names end in another extension than their images.
  private let ignoresExtension: Bool

  /// - Parameter images: All that labels name, each once.
  init(_ receipts: [Receipt], for images: [SystemPath], ignoringExtension: Bool) {
    self.receipts = receipts
    ignoresExtension = ignoringExtension
    for (index, receipt) in receipts.enumerated() {
      byName[Self.components(receipt.input, ignoringExtension).last ?? [], default: []].append(index)
    }
    for image in images { wanted[Self.components(image, ignoringExtension).last ?? [], default: 0] += 1 }
  }

  /// Nil if there is none.
  ///
  /// - Throws: `ImageError` if several are possible.
  mutating func receipt(of image: SystemPath) throws(ImageError) -> Receipt? {
    let parts = Self.components(image, ignoresExtension)
    let named = byName[parts.last ?? []] ?? []
    var found = named.filter { index in
      let others = Self.components(receipts[index].input, ignoresExtension)
      let count = min(parts.count, others.count)
      return parts.suffix(count) == others.suffix(count)
    }
    if found.isEmpty { found = (wanted[parts.last ?? []] ?? 0) < 2 ? named : [] }
    let exact = found.filter { Self.components(receipts[$0].input, ignoresExtension) == parts }
    if !exact.isEmpty { found = exact }
    guard let first = found.first else { return nil }
    if let other = found.dropFirst().first(where: { !receipts[first].isSame(as: receipts[$0]) }) {
      throw Self.ambiguous(image, receipts[first], receipts[other])
    }
    if let claim = claims[first], claim != image {
      throw ImageError(
        .corrupt, "it and \(claim) both match the receipt of \(receipts[first].input)",
        advice: "name images by longer paths", path: image)
    }
    claims[first] = image
    return receipts[first]
  }

  private static func ambiguous(_ image: SystemPath, _ one: Receipt, _ other: Receipt) -> ImageError {
    guard one.input == other.input else {
      return ImageError(
        .corrupt, "two receipts match it, those of \(one.input) and \(other.input)",
        advice: "name images by longer paths, or give the receipts of one folder", path: image)
    }
    let outputs = [one, other].map { "\($0.output ?? "-") (\($0.result))" }
    return ImageError(
      .corrupt, "\(one.input) has two receipts, for \(outputs[0]) and \(outputs[1])",
      advice: "give the receipts of one run", path: image)
  }

  private static func components(_ path: SystemPath, _ ignoringExtension: Bool) -> [[UInt8]] {
    let path = ignoringExtension ? path.stem : path
    return path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != [UInt8(ascii: ".")] }
  }
}

extension ImageError {
  /// The error for an image that the run did not write.
  static func noReceipt(of image: SystemPath) -> ImageError {
    ImageError(
      .corrupt, "no receipt is about it",
      advice: "give the lines of imgprep --json that name it, or drop its labels with --missing skip",
      path: image)
  }
}
