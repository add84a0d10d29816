import ImagePrep

/// The account of one part, read row by row.
final class PartFolder {
  let path: SystemPath
  let record: RunRecord
  let part: Part
  private let rows: AppendedFile.Lines
  private let places: RandomAccessFile
  private var read = 0

  /// - Throws: `ImageError` with the code `invalidOptions` if the folder has no account of a part, or its last run has not
  ///   come to its end.
  init(_ path: SystemPath) throws(ImageError) {
    self.path = path.withoutSlashes
    let state = path.appending(OutputState.folderName)
    guard FileSystem.isFolder(state) else {
      throw ImageError(.missing, "imgprep batch has not worked in this folder", path: path)
    }
    guard let record = RunRecord(in: state) else {
      throw ImageError(
        .invalidOptions, "its last run was stopped before the end", advice: "run it again", path: path)
    }
    self.record = record
    // A whole is a set of parts too.
    guard let part = record.part ?? Part(1, of: 1) else {
      throw ImageError(.invalidOptions, "it is no part", path: path)
    }
    self.part = part
    rows = AppendedFile.Lines(try RandomAccessFile(readingFrom: path.appending(Manifest.name)))
    places = try RandomAccessFile(readingFrom: state.appending(Manifest.placesName))
    guard places.size == 8 * record.rows else { throw damaged }
  }

  private var damaged: ImageError {
    ImageError(
      .corrupt, "its account is not the one of its last run", advice: "run imgprep batch again", path: path)
  }

  /// The next row, and the number of inputs before it; nil after the last.
  func next() throws(ImageError) -> (row: [UInt8], place: Int)? {
    guard let row = try rows.next() else {
      guard read == record.rows else { throw damaged }
      return nil
    }
    guard read < record.rows else { throw damaged }
    var reader = ByteReader(try places.read(at: 8 * read, count: 8))
    read += 1
    return (row, reader.number())
  }
}
