import ImagePrep

extension AppendedFile {
  /// The lines of a file, one after another.
  final class Lines {
    private let file: RandomAccessFile
    private var offset = 0
    private var buffer: ArraySlice<UInt8> = []

    init(_ file: RandomAccessFile) { self.file = file }

    /// The next line with its end; nil after the last.
    func next() throws(ImageError) -> [UInt8]? {
      var searched = 0
      while true {
        if let end = buffer.dropFirst(searched).firstIndex(of: 0x0A) {
          defer { buffer = buffer[(end + 1)...] }
          return Array(buffer[...end])
        }
        searched = buffer.count
        let more = try file.read(at: offset, count: AppendedFile.pieceSize)
        guard !more.isEmpty else {
          guard !buffer.isEmpty else { return nil }
          defer { buffer = [] }
          return Array(buffer)
        }
        offset += more.count
        buffer = ArraySlice(Array(buffer) + more)
      }
    }
  }
}
