import ImagePrep

/// Moves the labels of YOLO: a text file for each image, named like it.
struct YOLOLabels {
  /// A file of the input.
  struct File {
    let path: SystemPath
    /// Inside the folder of labels; nil for a file that was named itself.
    let relativePath: SystemPath?

    var name: SystemPath { relativePath ?? path.name }
  }

  /// The list of class names that some tools write beside labels. It is copied.
  static let classList: SystemPath = "classes.txt"

  private let rules: RemapRules
  private let keypoints: YOLOKeypoints?
  private var index: ReceiptIndex
  private(set) var counts = RemapCounts()

  init(
    _ files: [File], _ receipts: [Receipt], _ rules: RemapRules, _ keypoints: YOLOKeypoints?
  ) throws(ImageError) {
    self.rules = rules
    self.keypoints = keypoints
    index = ReceiptIndex(receipts, for: files.map(\.name), ignoringExtension: true)
  }

  /// The files of labels in a folder, in the order of their names' bytes. Hidden files are left out.
  ///
  /// - Parameter excluded: The folder of the output, which may lie inside.
  static func files(
    in folder: SystemPath, excluding excluded: SystemPath, passedOver: inout Int
  ) throws(ImageError) -> [File] {
    var files: [File] = []
    try walk(folder, nil, excluded, &files, &passedOver)
    return files
  }

  private static func walk(
    _ folder: SystemPath, _ relative: SystemPath?, _ excluded: SystemPath, _ files: inout [File],
    _ passedOver: inout Int
  ) throws(ImageError) {
    let (names, problem) = FileSystem.names(in: folder)
    if let problem { throw problem }
    for name in names where !name.hasPrefix(".") {
      let path = folder.appending(name)
      let inside = relative?.appending(name) ?? name
      if FileSystem.isFolder(path) {
        guard !FileSystem.isSymbolicLink(path), !FileSystem.isSame(excluded, as: path) else { continue }
        try walk(path, inside, excluded, &files, &passedOver)
      } else if name.fileExtension == "txt" {
        files.append(File(path: path, relativePath: inside))
      } else {
        passedOver += 1
      }
    }
  }

  /// The new text of a file; nil if its image has no receipt and its labels are dropped.
  mutating func moved(_ file: File, _ bytes: [UInt8]) throws(ImageError) -> [UInt8]? {
    let receipt = try index.receipt(of: file.name)
    if receipt == nil, file.path.name == Self.classList { return bytes }
    let lines = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let receipt else {
      guard rules.missing == .skip else { throw .noReceipt(of: file.path) }
      counts.skippedImages += 1
      for line in lines where line.contains(where: { !$0.isWhitespace }) { counts.drop(.noReceipt) }
      return nil
    }
    counts.images += 1
    let move = receipt.move(rules)
    let size = receipt.labeledSize(rules.coordinates)
    var text = ""
    for (index, line) in lines.enumerated() {
      switch YOLOLine.read(line, of: size, keypoints) {
      case .failure(let fault):
        throw ImageError(.corrupt, "line \(index + 1): \(fault.text)", path: file.path)
      case .success(nil): continue
      case .success(let label?):
        let verdict = move.move(label.shape)
        counts.add(verdict)
        guard case .moved(let moved) = verdict else { continue }
        text += YOLOLine.text(label.category, moved.shape, in: receipt.result).map { $0 + "\n" }.joined()
      }
    }
    return Array(text.utf8)
  }

  mutating func count(passedOver: Int) { counts.passedOver = passedOver }
}
