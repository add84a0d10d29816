import ImagePrep

/// The account of a run while it is written. It replaces the one before in one step, by a run that has been through all
/// inputs.
final class Manifest {
  private let unfinished: SystemPath
  private let place: SystemPath
  private let rows: AppendedFile
  /// In a folder with state: the places of the rows among all inputs.
  private let places: (unfinished: SystemPath, place: SystemPath, file: AppendedFile)?
  private var isPublished = false

  static let name: SystemPath = "manifest.jsonl"
  /// In `.imgprep/`: eight bytes for each row, the number of inputs before it.
  static let placesName: SystemPath = "places"

  /// The account of a folder.
  init(_ state: OutputState) throws(ImageError) {
    unfinished = state.temporary.appending(Self.name)
    place = state.root.appending(Self.name)
    rows = AppendedFile(try RandomAccessFile(unfinished))
    let path = state.temporary.appending(Self.placesName)
    places = (path, state.folder.appending(Self.placesName), AppendedFile(try RandomAccessFile(path)))
  }

  /// An account by itself.
  init(_ path: SystemPath) throws(ImageError) {
    place = path
    let name = SystemPath(".imgprep-\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp")
    unfinished = path.folder?.appending(name) ?? name
    do throws(ImageError) {
      rows = AppendedFile(try RandomAccessFile(unfinished))
    } catch {
      throw error.at(path)
    }
    places = nil
  }

  deinit { if !isPublished { FileSystem.remove(unfinished) } }

  func append(_ row: [UInt8], place: Int) throws(ImageError) {
    try rows.append(row)
    var writer = ByteWriter()
    writer.add(place)
    try places?.file.append(writer.bytes)
  }

  /// Puts the account in its place, unless it says what the one there says.
  func publish() throws(ImageError) {
    try rows.flush()
    try places?.file.flush()
    if try !Self.isSame(unfinished, place) {
      try rows.sync()
      try FileSystem.rename(unfinished, to: place)
      isPublished = true
      try SystemFile.syncFolder(place.folder ?? ".")
    }
    if let places { try FileSystem.rename(places.unfinished, to: places.place) }
  }

  private static func isSame(_ path: SystemPath, _ other: SystemPath) throws(ImageError) -> Bool {
    guard let status = FileStatus(ofNameAt: other), status.kind == .file,
      status.content.size == FileStatus(ofNameAt: path)?.content.size
    else { return false }
    let (one, two) = (try RandomAccessFile(path), try RandomAccessFile(readingFrom: other))
    let piece = 1 << 18
    for offset in stride(from: 0, to: status.content.size, by: piece) {
      if try one.read(at: offset, count: piece) != two.read(at: offset, count: piece) { return false }
    }
    return true
  }
}
