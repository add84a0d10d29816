import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Moves the labels of a COCO file. What is not moved keeps its bytes and its place.
struct COCOLabels {
  private let layout: JSONLayout
  private let rules: RemapRules
  private var counts = RemapCounts()
  private var edits = TextEdits()

  /// - Returns: The new text.
  static func moved(
    _ text: [UInt8], from path: SystemPath, _ receipts: [Receipt], _ rules: RemapRules
  ) throws(ImageError) -> (text: [UInt8], counts: RemapCounts) {
    var labels = COCOLabels(layout: JSONLayout(text: text, path: path), rules: rules)
    try labels.move(receipts)
    return (labels.edits.applied(to: text), labels.counts)
  }

  private init(layout: JSONLayout, rules: RemapRules) {
    self.layout = layout
    self.rules = rules
  }

  private mutating func move(_ receipts: [Receipt]) throws(ImageError) {
    let root = try layout.root()
    guard let members = try layout.members(of: root) else { throw fault("it is no JSON object") }
    let images = try array("images", members)
    let annotations = try array("annotations", members)
    let moves = try moveImages(images, receipts)
    var kept: [Bool] = []
    for annotation in annotations { kept.append(try move(annotation, moves)) }
    edits.remove(from: annotations, keeping: kept)
  }

  private func array(_ name: String, _ members: [JSONLayout.Member]) throws(ImageError) -> [Range<Int>] {
    let found = members.filter { $0.name == name }
    guard found.count == 1, let elements = try layout.elements(of: found[0].value) else {
      throw fault(found.count > 1 ? "it has \(found.count) members \(name)" : "it has no array \(name)")
    }
    return elements
  }

  // MARK: Images

  private struct Image: Decodable {
    var fileName: String
    var width: Double?
    var height: Double?

    enum CodingKeys: String, CodingKey {
      case width, height
      case fileName = "file_name"
    }
  }

  /// What becomes of the annotations of each image; nil if they are dropped.
  private mutating func moveImages(
    _ elements: [Range<Int>], _ receipts: [Receipt]
  ) throws(ImageError) -> [String: LabelMove?] {
    var objects: [(fields: [String: Range<Int>], id: String, image: Image)] = []
    for (index, element) in elements.enumerated() {
      let fields = try self.fields(element, "image \(index + 1)")
      guard let id = fields["id"].map(identifier) else { throw fault("image \(index + 1) has no id") }
      objects.append((fields, id, try decode(element, "image \(id)")))
    }
    let names = Set(objects.map { SystemPath($0.image.fileName) })
    var index = ReceiptIndex(receipts, for: Array(names), ignoringExtension: false)
    var moves: [String: LabelMove?] = [:]
    var kept: [Bool] = []
    for (fields, id, image) in objects {
      guard moves[id] == nil else { throw fault("two images have the id \(id)") }
      let receipt = try index.receipt(of: SystemPath(image.fileName))
      guard receipt != nil || rules.missing == .skip else {
        throw fault("image \(id)", .noReceipt(of: SystemPath(image.fileName)))
      }
      moves.updateValue(receipt?.move(rules), forKey: id)
      kept.append(receipt != nil)
      guard let receipt else {
        counts.skippedImages += 1
        continue
      }
      try check(image, id, receipt)
      counts.images += 1
      replace(fields, receipt)
    }
    edits.remove(from: elements, keeping: kept)
    return moves
  }

  private mutating func replace(_ fields: [String: Range<Int>], _ receipt: Receipt) {
    if let width = fields["width"] { edits.replace(width, with: "\(receipt.result.width)") }
    if let height = fields["height"] { edits.replace(height, with: "\(receipt.result.height)") }
    guard let name = fields["file_name"], let output = receipt.output else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // Encoding a text cannot fail.
    let text = (try? encoder.encode(output.description)).map { String(decoding: $0, as: UTF8.self) }
    if let text { edits.replace(name, with: text) }
  }

  /// Labels of a picture of another size are about another picture.
  private func check(_ image: Image, _ id: String, _ receipt: Receipt) throws(ImageError) {
    guard let width = image.width, let height = image.height else { return }
    let size = receipt.labeledSize(rules.coordinates)
    guard width != Double(size.width) || height != Double(size.height) else { return }
    let stated = "\(NumberText.pixels(width))×\(NumberText.pixels(height))"
    let turned = receipt.labeledSize(rules.coordinates == .stored ? .upright : .stored)
    let isTurned = width == Double(turned.width) && height == Double(turned.height)
    let other = rules.coordinates == .stored ? "upright" : "stored"
    throw ImageError(
      .corrupt,
      "image \(id) (\(image.fileName)) is \(stated) in the labels, and \(size) in its receipt",
      advice: isTurned ? "use --labels-are \(other)" : "give the receipts of the labeled images",
      path: layout.path)
  }

  // MARK: Annotations

  /// Returns whether the annotation stays.
  private mutating func move(
    _ element: Range<Int>, _ moves: [String: LabelMove?]
  ) throws(ImageError) -> Bool {
    let fields = try self.fields(element, "an annotation")
    let name = "annotation \(fields["id"].map(identifier) ?? "without an id")"
    guard let image = fields["image_id"].map(identifier) else { throw fault("\(name) has no image_id") }
    guard let found = moves[image] else { throw fault("\(name) is about image \(image), which is not there") }
    guard let move = found else {
      counts.drop(.noReceipt)
      return false
    }
    let annotation: COCOAnnotation = try decode(element, name)
    if let problem = annotation.fault { throw fault("\(name): \(problem)") }
    if let obstacle = annotation.obstacle {
      guard rules.unsupported == .drop else {
        throw ImageError(
          .unsupportedVariant, "\(name): \(obstacle)",
          advice: "turn it into polygons, or drop such annotations with --unsupported drop", path: layout.path
        )
      }
      counts.drop(.unsupported)
      return false
    }
    // Without a place in the picture (a caption, for example), there is nothing to move.
    let verdict = annotation.shape.map(move.move) ?? .moved(MovedLabel(shape: LabelShape(), areaFactor: 1))
    counts.add(verdict)
    guard case .moved(let moved) = verdict else { return false }
    guard annotation.shape != nil else { return true }
    for (name, range) in fields {
      let isSpaced = layout.text[range].contains(UInt8(ascii: " "))
      let text = MovedCOCOFields(moved, comma: isSpaced ? ", " : ",").text(of: name, annotation)
      if let text { edits.replace(range, with: text) }
    }
    return true
  }

  // MARK: Reading

  /// The members of an object that are read or replaced.
  private func fields(_ element: Range<Int>, _ name: String) throws(ImageError) -> [String: Range<Int>] {
    guard let members = try layout.members(of: element) else { throw fault("\(name) is no object") }
    var fields: [String: Range<Int>] = [:]
    for member in members where Self.known.contains(member.name) {
      guard fields.updateValue(member.value, forKey: member.name) == nil else {
        let id = fields["id"].map(identifier).map { " (id \($0))" } ?? ""
        throw fault("\(name)\(id) has two members \(member.name)")
      }
    }
    return fields
  }

  private static let known: Set = [
    "id", "image_id", "file_name", "width", "height", "bbox", "segmentation", "keypoints", "num_keypoints",
    "area",
  ]

  /// An id as it is spelled. Whole numbers may be written in several ways, such as 1.0.
  private func identifier(_ range: Range<Int>) -> String {
    let text = String(decoding: layout.text[range], as: UTF8.self)
    guard text.contains(where: { ".eE".contains($0) }), let whole = Double(text).flatMap(Int.init(exactly:))
    else {
      return text
    }
    return "\(whole)"
  }

  private func decode<Value: Decodable>(_ element: Range<Int>, _ name: String) throws(ImageError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: layout.data(element))
    } catch {
      throw fault("\(name): \(DecodingFault.text(error))")
    }
  }

  private func fault(_ reason: String) -> ImageError {
    ImageError(.corrupt, Message(reason), path: layout.path)
  }

  private func fault(_ name: String, _ error: ImageError) -> ImageError {
    ImageError(
      .corrupt, "\(name) (\(error.path ?? "")): \(error.reason)", advice: Message(error.advice),
      path: layout.path)
  }
}
