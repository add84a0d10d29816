import CImageCodecs

/// Small files, such as labels, that are read and written as a whole.
package enum WholeFile {
  package static func read(_ path: SystemPath, _ limits: Limits = Limits()) throws(ImageError) -> [UInt8] {
    try InputFile.read(path, limits) { descriptor throws(ImageError) in try read(descriptor, limits) }
  }

  package static func readStandardInput() throws(ImageError) -> [UInt8] {
    do {
      return try read(0)
    } catch {
      throw error.at("standard input")
    }
  }

  private static func read(_ descriptor: Int32, _ limits: Limits = Limits()) throws(ImageError) -> [UInt8] {
    let source = try ByteSource(descriptor: descriptor, limits: limits)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe byte_source_read(source.handle, &piece, piece.count)
      if count == 0 { break }
      bytes += piece.prefix(count)
    }
    if let failure = source.failure { throw failure }
    return bytes
  }

  /// Writes a file that gets its name when it is complete. A device or a pipe is written to.
  ///
  /// - Parameters:
  ///   - replacing: False makes an existing file an error.
  ///   - followsLinks: See ``OutputPlace``.
  package static func write(
    _ bytes: [UInt8], to path: SystemPath, replacing: Bool, followingLinks followsLinks: Bool
  ) throws(ImageError) {
    switch try OutputPlace(path, followingLinks: followsLinks) {
    case .file(let path):
      let file = try TemporaryFile(for: path, Publishing(replacing: replacing))
      try write(bytes, to: file.descriptor)
      try file.publish()
    case .device(let path):
      let device = try OutputDevice(path: path, Deadline(Limits()))
      try write(bytes, to: device.descriptor)
    case .descriptor(let number):
      let device = try OutputDevice(copying: number)
      try write(bytes, to: device.descriptor)
    }
  }

  package static func writeStandardOutput(_ bytes: [UInt8]) throws(ImageError) {
    do {
      try write(bytes, to: 1)
    } catch {
      throw error.at("standard output")
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(ImageError) {
    let sink = try ByteSink(descriptor: descriptor)
    try sink.write(bytes)
    try sink.flush()
  }
}
