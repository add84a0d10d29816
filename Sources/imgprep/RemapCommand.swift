import ArgumentParser
import ImagePrep
import ImagePrepBatch

struct RemapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remap",
    abstract: "Move boxes, polygons and keypoints to the images that a run made.",
    usage: "imgprep remap <labels> --receipts <file> -o <path> [<options>]",
    discussion: """
      Reads how each image became its output from the lines that imgprep --json printed, and moves its labels likewise: \
      turned, cropped, scaled and padded. All that is no place in the picture stays as it is.

      EXAMPLES:
        imgprep photos/ -o ready/ --fit cover --max 640 --json > run.jsonl
        imgprep remap coco.json --receipts run.jsonl -o ready.json
        imgprep remap labels/ --receipts run.jsonl -o ready-labels/ --min-visible 0.2
        imgprep remap pose/ --receipts run.jsonl -o ready-pose/ --keypoints 17
      """)

  @Argument(
    help: ArgumentHelp(
      "The JSON file of COCO; the folder of text files of YOLO, or one of them.", valueName: "labels"),
    completion: .file())
  var labels: SystemPath

  @Option(
    help: ArgumentHelp(
      """
      The lines that imgprep --json printed; - for standard input. An image is found by its path, or by its file name \
      if only one has it.
      """, valueName: "file"), completion: .file())
  var receipts: SystemPath

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A file, a folder (ending in / or existing), or - for standard output; for a folder of labels, a folder.",
      valueName: "path"), completion: .file())
  var output: SystemPath

  @Option(
    help: ArgumentHelp(
      "The form of the labels: COCO's for a file *.json unless you say otherwise.",
      valueName: "format"))
  var format: LabelFormat?

  @Option(
    help: ArgumentHelp(
      """
      Which picture the labels are about: stored, before its EXIF orientation, or upright, as viewers show it.
      """, valueName: "picture"))
  var labelsAre: RemapRules.Coordinates = .stored

  @Option(
    help: ArgumentHelp(
      "Labels that leave the picture in part: clipped or dropped. Those wholly outside are dropped.",
      valueName: "what"))
  var outside: RemapRules.Outside = .clip

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Drop labels of whose box (or polygon, if there is no box) a smaller part stays: 0 to 1. (default: 0)",
      valueName: "f"), transform: fraction)
  var minVisible: Double?

  @Option(
    help: ArgumentHelp(
      "Images of the labels that have no receipt: an error, or left out with their labels.",
      valueName: "what"))
  var missing: RemapRules.Missing = .fail

  @Option(
    help: ArgumentHelp(
      "Annotations that cannot be moved, such as run lengths (RLE): an error, or left out.",
      valueName: "what"))
  var unsupported: RemapRules.Unsupported = .fail

  @Option(
    help: ArgumentHelp(
      "Lines of YOLO are poses: a box and n keypoints, of 2 or 3 numbers each (17, 17x2 or 17x3).",
      valueName: "n|nx2|nx3"), transform: keypoints)
  var keypoints: YOLOKeypoints?

  @Flag(name: .shortAndLong, help: "Replace labels that exist.")
  var force = false

  @Flag(help: "Print the counts as a JSON object on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    if labels.isEmpty || receipts.isEmpty || output.isEmpty {
      let name = labels.isEmpty ? "<labels>" : receipts.isEmpty ? "--receipts" : "--output"
      throw ValidationError("\(name) needs a name")
    }
    let format = format ?? LabelFormat(of: labels)
    if keypoints != nil, format == .coco {
      throw ValidationError(
        "--keypoints is for --format yolo: labels of --format coco say themselves what they hold")
    }
    if unsupported == .drop, format == .yolo {
      throw ValidationError(
        "--unsupported drop is for --format coco: every line of --format yolo can be moved")
    }
    if json, output == "-" {
      throw ValidationError(
        "--json and --output - cannot both go to standard output: name a file with --output")
    }
  }

  func run() throws {
    var remap = Remap(labels, receipts: receipts, output: output, format: format ?? LabelFormat(of: labels))
    remap.rules.coordinates = labelsAre
    remap.rules.outside = outside
    remap.rules.minVisible = minVisible ?? 0
    remap.rules.missing = missing
    remap.rules.unsupported = unsupported
    remap.keypoints = keypoints
    remap.replacing = force
    let counts: RemapCounts
    do throws(ImageError) {
      counts = try remap.run()
    } catch {
      throw Report.fail(error)
    }
    if !quiet { Console.write("imgprep: \(counts.text)\n", to: 2) }
    if json, !Console.write(JSONText.line(counts), to: 1) { throw Report.fail(.lostText) }
  }

  private static func fraction(_ text: String) throws -> Double {
    guard let value = Double(text), (0...1).contains(value) else {
      throw ValidationError("it takes a number from 0 to 1.")
    }
    return value
  }

  private static func keypoints(_ text: String) throws -> YOLOKeypoints {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard let first = parts.first, let count = first, (1...10_000).contains(count), parts.count <= 2,
      parts.count == 1 || parts[1] == 2 || parts[1] == 3
    else {
      throw ValidationError("it takes a number of keypoints, as 17, 17x2 or 17x3.")
    }
    return YOLOKeypoints(count: count, numbers: parts.count == 2 ? parts[1] : nil)
  }
}

extension LabelFormat: NamedChoice {}

extension RemapRules.Coordinates: NamedChoice {}

extension RemapRules.Outside: NamedChoice {}

extension RemapRules.Missing: NamedChoice {}

extension RemapRules.Unsupported: NamedChoice {}

extension RemapCounts {
  /// For example `12 images, 80 labels moved (3 clipped), 2 dropped (1 outside, 1 of images without a receipt)`.
  var text: String {
    var parts = ["\(images) \(images == 1 ? "image" : "images")"]
    parts.append(
      "\(moved) \(moved == 1 ? "label" : "labels") moved" + (clipped > 0 ? " (\(clipped) clipped)" : ""))
    if dropped > 0 {
      let reasons = droppedByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) \(Self.words[$0.key] ?? $0.key)" }
      parts.append("\(dropped) dropped (\(reasons.joined(separator: ", ")))")
    }
    if lostKeypoints > 0 { parts.append("\(lostKeypoints) keypoints left the picture") }
    if skippedImages > 0 { parts.append("\(skippedImages) images without a receipt skipped") }
    if passedOver > 0 { parts.append("\(passedOver) other files passed over") }
    return parts.joined(separator: ", ")
  }

  private static let words = [
    "outside": "outside", "partlyOutside": "partly outside (--outside drop)",
    "belowMinVisible": "below --min-visible", "unsupported": "unsupported",
    "noReceipt": "of images without a receipt",
  ]
}
