import CImageCodecs
import ImagePrep

/// The uncompressed bytes of a gzip file: of one member, or of several in a row, as `pigz`, `bgzip` and `cat` make them.
///
/// The checksum and the length of each member are checked. An end inside a member is an error, and so are other data
/// behind the last one; zeros may follow it.
@safe final class Gunzip: ByteStream {
  private let source: BufferedInput
  private let path: SystemPath
  /// Nil between members.
  private var inflater: OpaquePointer?
  private var isAtEnd = false
  private var members = 0

  /// - Parameter path: The file's path, for messages.
  init(_ source: any ByteStream, path: SystemPath) {
    self.source = BufferedInput(source)
    self.path = path
  }

  deinit { if let inflater = unsafe inflater { unsafe inflater_free(inflater) } }

  /// True if a file begins like a gzip file.
  ///
  /// - Parameter bytes: Its first two bytes or more.
  static func begins(with bytes: some Collection<UInt8>) -> Bool {
    bytes.prefix(2).elementsEqual([0x1F, 0x8B])
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int {
    do throws(ImageError) {
      while !isAtEnd {
        if unsafe inflater == nil, try !beginMember() { break }
        let count = try unsafe inflate(into: buffer)
        if count > 0 { return count }
      }
      return 0
    } catch {
      throw error.at(path)
    }
  }

  /// - Returns: False at the end of the file.
  private func beginMember() throws(ImageError) -> Bool {
    var first = try source.peek(2)
    while first.first == 0, members > 0 {
      try source.skip(first.prefix { $0 == 0 }.count)
      first = try source.peek(2)
    }
    if first.isEmpty {
      isAtEnd = true
      if members > 0 { return false }
      throw ImageError(.truncated, "it is empty, and no gzip file", advice: "fetch it again")
    }
    guard Self.begins(with: first) else {
      throw members == 0
        ? ImageError(.unsupportedFormat, "it is no gzip file")
        : ImageError(
          .corrupt, "other data follow the compressed ones, at byte \(source.position)",
          advice: "fetch or make it again")
    }
    unsafe inflater = inflater_new(inflater_gzip)
    guard unsafe inflater != nil else { throw ImageError(.outOfMemory, "no memory to unpack it with") }
    return true
  }

  /// - Returns: 0 when the member is complete, or more input is needed.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int {
    let input = try source.peekPiece()
    var used = 0
    var count = 0
    let status = unsafe input.withUnsafeBufferPointer { bytes in
      var next = bytes.baseAddress
      var given = bytes.count
      var target = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      var room = buffer.count
      let status = unsafe inflater_run(inflater, &next, &given, &target, &room)
      used = bytes.count - given
      count = buffer.count - room
      return status
    }
    try source.skip(used)
    switch status {
    case inflater_ok where count > 0 || used > 0: break
    case inflater_ok where input.isEmpty:
      throw ImageError(.truncated, "the compressed data end early", advice: "fetch it again")
    case inflater_end:
      unsafe inflater_free(inflater)
      unsafe inflater = nil
      members += 1
    case inflater_bad_checksum: throw damaged("the compressed data are damaged: the checksum is wrong")
    default: throw damaged("the compressed data are damaged")
    }
    return count
  }

  private func damaged(_ reason: Message) -> ImageError {
    ImageError(.corrupt, reason, advice: "fetch it again")
  }
}
