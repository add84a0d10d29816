import ImagePrep

/// Moves labels of images to the outputs that a run made of them.
public struct Remap: Sendable {
  public var labels: SystemPath
  /// The lines of `--json`; `-` is standard input.
  public var receipts: SystemPath
  /// A file, a folder, or `-` for standard output.
  public var output: SystemPath
  public var format: LabelFormat
  public var rules = RemapRules()
  /// The keypoints on each line; nil for lines of boxes and polygons. For YOLO.
  public var keypoints: YOLOKeypoints?
  /// True replaces files that exist.
  public var replacing = false

  public init(_ labels: SystemPath, receipts: SystemPath, output: SystemPath, format: LabelFormat) {
    self.labels = labels
    self.receipts = receipts
    self.output = output
    self.format = format
  }

  /// Nothing is written before everything is moved.
  public func run() throws(ImageError) -> RemapCounts {
    let kind = FileKind(of: labels)
    if kind == .nothing { throw ImageError(.missing, "there are no such labels", path: labels) }
    let isFolder = kind == .folder
    if isFolder, format == .coco {
      throw ImageError(
        .invalidOptions, "labels of COCO are one file, and this is a folder",
        advice: "name the file, or use --format yolo", path: labels)
    }
    if isFolder, output == "-" {
      throw ImageError(
        .invalidOptions, "a folder of labels does not go to standard output",
        advice: "name a folder with \(.output)",
        path: labels)
    }
    try checkOutput(isFolder)
    let receipts = try readReceipts()
    return format == .coco ? try moveFile(receipts) : try moveYOLO(receipts, isFolder)
  }

  /// Finds errors of the output before any work.
  private func checkOutput(_ isFolder: Bool) throws(ImageError) {
    guard !isFolder, output != "-", !replacing else { return }
    do throws(ImageError) {
      if try OutputPlace(file, followingLinks: true).isTaken { throw ImageError.outputExists }
    } catch {
      throw error.at(file)
    }
  }

  private func readReceipts() throws(ImageError) -> [Receipt] {
    let isStandardInput = receipts == "-"
    let name: SystemPath = isStandardInput ? "standard input" : receipts
    let text = isStandardInput ? try WholeFile.readStandardInput() : try WholeFile.read(receipts)
    let found = try Receipt.read(text, from: name)
    guard found.isEmpty else { return found }
    throw ImageError(
      .corrupt, "it has no receipts", advice: "give the lines that imgprep --json printed", path: name)
  }

  private func moveFile(_ receipts: [Receipt]) throws(ImageError) -> RemapCounts {
    let (text, counts) = try COCOLabels.moved(WholeFile.read(labels), from: labels, receipts, rules)
    try write(text)
    return counts
  }

  private func moveYOLO(_ receipts: [Receipt], _ isFolder: Bool) throws(ImageError) -> RemapCounts {
    var passedOver = 0
    let files =
      isFolder
      ? try YOLOLabels.files(in: labels, excluding: output, passedOver: &passedOver)
      : [YOLOLabels.File(path: labels, relativePath: nil)]
    if files.isEmpty { throw ImageError(.missing, "no labels (*.txt) are in it", path: labels) }
    var moves = try YOLOLabels(files, receipts, rules, keypoints)
    var texts: [(SystemPath, [UInt8])] = []
    for file in files {
      if let text = try moves.moved(file, WholeFile.read(file.path)) { texts.append((file.name, text)) }
    }
    moves.count(passedOver: passedOver)
    if isFolder {
      try LabelOutput(files: texts.map { (path: $0.0, text: $0.1) }, replacing: replacing).write(in: output)
    } else if let text = texts.first {
      try write(text.1)
    }
    return moves.counts
  }

  /// The output of a single file.
  private var file: SystemPath {
    output.hasSuffix("/") || FileKind(of: output) == .folder ? output.appending(labels.name) : output
  }

  private func write(_ text: [UInt8]) throws(ImageError) {
    if output == "-" { return try WholeFile.writeStandardOutput(text) }
    if let folder = file.folder, output.hasSuffix("/") { try OutputFolder.prepare(folder) }
    do {
      try WholeFile.write(text, to: file, replacing: replacing, followingLinks: true)
    } catch {
      throw error.at(file)
    }
  }
}

/// The form of labels.
public enum LabelFormat: String, Sendable, CaseIterable {
  /// One JSON file: images, annotations, categories.
  case coco
  /// A text file for each image.
  case yolo

  /// The usual form of labels of a name: JSON is COCO's.
  public init(of labels: SystemPath) { self = labels.fileExtension == "json" ? .coco : .yolo }
}
