import ImagePrep

/// Writes a tar archive to a descriptor. The same members give the same bytes, whenever and wherever it is made: ustar,
/// with extended headers (pax) only where ustar has no room; time, owner and group 0, no names of either, mode 0644.
///
/// Used by one thread at a time. Nothing but the descriptor's file is written, and the descriptor stays open.
///
/// ```swift
/// let writer = TarWriter(descriptor: file)
/// let offset = try writer.append("s/1.jpg", picture)  // where the picture's bytes begin in the archive
/// try writer.finish()
/// ```
final class TarWriter {
  private let output: BufferedOutput
  /// The member whose data are being written, and how many bytes of them are missing.
  private var member: (name: SystemPath, missing: Int)?

  /// - Parameter descriptor: A file or a pipe. It must stay open while the writer lives.
  init(descriptor: Int32) { output = BufferedOutput(descriptor: descriptor) }

  /// The length of the archive so far.
  var length: Int { output.length }

  /// Adds a member.
  ///
  /// - Returns: The offset of its first byte of data in the archive.
  /// - Throws: `ImageError`: `uncreatable` for a name that no member can have, `unwritable` if writing failed.
  @discardableResult
  func append(_ name: SystemPath, _ data: [UInt8]) throws(ImageError) -> Int {
    let offset = try begin(name, size: data.count)
    try write(data)
    try end()
    return offset
  }

  /// Begins a member whose data come in pieces: call `write` for each of them, then `end`.
  ///
  /// - Returns: The offset of its first byte of data in the archive.
  func begin(_ name: SystemPath, size: Int) throws(ImageError) -> Int {
    try end()
    try output.write(TarHeaderText.blocks(name, size: size))
    member = (name, size)
    return output.length
  }

  /// - Throws: `ImageError` with the code `unwritable` also for more data than `begin` was told.
  func write(_ piece: [UInt8]) throws(ImageError) {
    guard let member, piece.count <= member.missing else {
      throw ImageError(
        .unwritable, "member \(member?.name ?? "none") has more data than were announced",
        advice: "do not change it while it is read")
    }
    try output.write(piece)
    self.member?.missing -= piece.count
  }

  /// Ends a member that came in pieces.
  ///
  /// - Throws: `ImageError` with the code `unwritable` also for less data than `begin` was told.
  func end() throws(ImageError) {
    guard let member else { return }
    guard member.missing == 0 else {
      throw ImageError(
        .unwritable, "member \(member.name) has \(member.missing) bytes less than were announced",
        advice: "do not change it while it is read")
    }
    self.member = nil
    try output.write([UInt8](repeating: 0, count: TarBlock.padding(after: output.length)))
  }

  /// Writes the end of the archive: two blocks of zeros, and zeros up to a whole record of 10,240 bytes.
  ///
  /// - Returns: The length of the archive.
  @discardableResult
  func finish() throws(ImageError) -> Int {
    try end()
    let length = output.length + 2 * TarBlock.size
    let records = (length + TarBlock.recordSize - 1) / TarBlock.recordSize
    try output.write([UInt8](repeating: 0, count: records * TarBlock.recordSize - output.length))
    try output.flush()
    return output.length
  }
}
