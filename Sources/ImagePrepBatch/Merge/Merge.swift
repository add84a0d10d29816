import ImagePrep

/// Joins the accounts of parts to one, and proves that every input is in it once. Outputs stay where they are.
public struct Merge: Sendable {
  private let folders: [SystemPath]
  private let output: SystemPath

  /// - Parameters:
  ///   - folders: Those of the parts.
  ///   - output: The folder of the new account, which is made if it is missing.
  public init(_ folders: [SystemPath], to output: SystemPath) {
    self.folders = folders
    self.output = output
  }

  /// Writes the account.
  ///
  /// - Returns: The number of its rows.
  /// - Throws: `ImageError` that names a part: one that is missing, doubled, not finished, made with other options, or of
  ///   other inputs.
  public func run() throws(ImageError) -> Int {
    var parts: [PartFolder] = []
    for folder in folders { parts.append(try PartFolder(folder)) }
    try check(parts)
    try OutputFolder.prepare(output)
    let target = output.appending(Manifest.name)
    guard !parts.contains(where: { FileSystem.isSame($0.path, as: output) }) else {
      throw ImageError(
        .invalidOptions, "the account of a part would be replaced",
        advice: "name another folder with \(.output)",
        path: output)
    }
    let unfinished = output.appending(".imgprep-merge.tmp")
    let file = try RandomAccessFile(unfinished)
    try file.truncate(to: 0)
    let rows = AppendedFile(file)
    let count: Int
    do throws(ImageError) {
      count = try join(parts, to: rows)
      try rows.sync()
      try FileSystem.rename(unfinished, to: target)
    } catch {
      FileSystem.remove(unfinished)
      throw error
    }
    return count
  }

  /// Compares what the parts say about themselves.
  private func check(_ parts: [PartFolder]) throws(ImageError) {
    guard let first = parts.first else { return }
    var owners: [Int: SystemPath] = [:]
    for part in parts {
      guard part.record.options == first.record.options else {
        throw fault("it was made with other options, or by another version, than \(first.path)", part)
      }
      guard part.part.count == first.part.count else {
        throw fault(
          "it is one of \(part.part.count) parts, and \(first.path) is one of \(first.part.count)", part)
      }
      if let other = owners[part.part.number] {
        throw fault("it is part \(part.part.number) of \(part.part.count), as \(other) is", part)
      }
      owners[part.part.number] = part.path
      guard part.record.inputs == first.record.inputs, part.record.hashes == first.record.hashes else {
        throw fault(
          """
          it has seen other inputs than \(first.path) (\(part.record.inputs) and \(first.record.inputs))
          """, part, advice: "run the older one again")
      }
    }
    let missing = (1...first.part.count).filter { owners[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.prefix(10).map { "\($0)/\(first.part.count)" }.joined(separator: ", ")
      throw ImageError(
        .invalidOptions, "missing are \(missing.count == 1 ? "part" : "parts") \(Message(names))")
    }
  }

  private func fault(_ reason: Message, _ part: PartFolder, advice: Message = "") -> ImageError {
    ImageError(.invalidOptions, reason, advice: advice, path: part.path)
  }

  /// Writes the rows in the order of the inputs, each input once.
  private func join(_ parts: [PartFolder], to rows: AppendedFile) throws(ImageError) -> Int {
    var heads: [(row: [UInt8], place: Int)?] = []
    for part in parts { heads.append(try part.next()) }
    let ways = parts.map { RelativePath.from(output, to: $0.path) }
    var place = 0
    while let index = heads.indices.filter({ heads[$0] != nil })
      .min(by: { heads[$0]?.place ?? 0 < heads[$1]?.place ?? 0 }), let head = heads[index]
    {
      guard head.place == place else {
        throw ImageError(
          .corrupt, "input \(place) is in no part or in several", advice: "run all parts again",
          path: parts[index].path)
      }
      try rows.append(MovedRow(head.row, of: parts[index].path).text(behind: ways[index]))
      place += 1
      heads[index] = try parts[index].next()
    }
    guard place == parts.first?.record.inputs else {
      throw ImageError(
        .corrupt, "rows of \(place) inputs are there, and \(parts.first?.record.inputs ?? 0) were seen",
        advice: "run all parts again")
    }
    return place
  }
}
