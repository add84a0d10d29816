import ImagePrepPlatform

/// Short text files in which the system describes itself.
package enum SystemText {
  /// The first 1 MB of a file's text; nil if it cannot be read.
  package static func read(_ path: String) -> String? {
    let file = Descriptor.open(SystemPath(path), O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var text: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16 << 10)
    while text.count < 1 << 20 {
      let count = unsafe part.withUnsafeMutableBytes { bytes in
        unsafe readBytes(file, bytes.baseAddress, bytes.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      text += part.prefix(count)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

private func readBytes(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(file, bytes, count)
}
