import CImageCodecs
import CLibWebP

/// The bytes of a WebP file, with a corrected size in the header.
///
/// The file is one long chunk (RIFF) that contains others. Some writers state a wrong size for the file. libwebp would
/// then refuse an animation, or ignore chunks beyond that size. Here the chunks themselves tell where the file ends.
@safe final class WebPBytes {
  /// Valid while this object and the source live.
  let data: WebPData
  /// Bytes held in memory.
  let heldCount: Int
  /// True if the header states a larger size than the file has, so that frames may be missing.
  private(set) var lacksBytes = false
  private(set) var warnings: [Warning] = []

  /// A copy with the right size; nil if the file's own header is right.
  private let corrected: AlignedStorage?

  private static let firstChunk = 12
  private static let headerSize = 8
  /// Bytes read at a time. The limits are checked after each step.
  private static let step = 1 << 20

  init(_ source: ByteSource) throws(ImageError) {
    var file = CollectedFile(source: source)
    try file.collect(upTo: Self.firstChunk)
    let statedEnd = file.number(at: 4) + Self.headerSize
    var end = Self.firstChunk
    var isCut = false
    while let chunk = try file.chunk(at: end) {
      // Any data may follow the stated end, so only WebP's own chunks count there.
      let isStated = end + Self.headerSize <= statedEnd
      guard isStated || chunk.isOfWebP else { break }
      try file.collect(upTo: chunk.end)
      guard unsafe file.data.size >= chunk.end - chunk.padding else {
        isCut = isStated
        break
      }
      end = chunk.end
    }
    if unsafe byte_source_error(source.handle) != 0 { throw source.error(codec_unreadable, codec_messages()) }
    guard !isCut, end > Self.firstChunk, unsafe statedEnd != end || file.data.size < end else {
      if isCut { try source.checkLimit() }
      corrected = nil
      unsafe data = file.data
      unsafe heldCount = file.data.size
      return
    }
    unsafe heldCount = file.data.size + end
    try source.limits.check(heldBytes: heldCount)
    let copy = try AlignedStorage(byteCount: end)
    unsafe copy.bytes.update(from: file.data.bytes, count: min(file.data.size, end))
    for index in 0..<4 { unsafe copy.bytes[4 + index] = UInt8((end - Self.headerSize) >> (8 * index) & 255) }
    unsafe data = WebPData(bytes: UnsafePointer(copy.bytes), size: end)
    corrected = copy
    lacksBytes = statedEnd > end
    if lacksBytes { try source.checkLimit() }
    if statedEnd != end {
      let consequence = lacksBytes ? "some of it may be missing" : "all of them are read"
      warnings = [
        Warning(
          .damaged,
          "its header says that it has \(statedEnd) bytes, and it has \(end): \(consequence)")
      ]
    }
  }

  /// The file as far as it has been read.
  @safe private struct CollectedFile {
    let source: ByteSource
    private(set) var data = unsafe WebPData(bytes: nil, size: 0)

    struct Chunk {
      let isOfWebP: Bool
      let end: Int
      /// One byte after a chunk with an odd number of bytes.
      let padding: Int
    }

    init(source: ByteSource) { self.source = source }

    mutating func collect(upTo end: Int) throws(ImageError) {
      while unsafe data.size < end {
        let wanted = unsafe min(data.size + WebPBytes.step, end)
        guard unsafe byte_source_collect(source.handle, wanted, &data.bytes, &data.size) else {
          throw ImageError(.outOfMemory, "no memory for the file")
        }
        try source.clock.check()
        try source.limits.check(heldBytes: unsafe data.size)
        if unsafe data.size < wanted { return }
      }
    }

    /// Nil at the end of the file.
    mutating func chunk(at start: Int) throws(ImageError) -> Chunk? {
      try collect(upTo: start + WebPBytes.headerSize)
      guard unsafe data.size >= start + WebPBytes.headerSize else { return nil }
      let name = unsafe String(
        decoding: UnsafeBufferPointer(start: data.bytes + start, count: 4), as: UTF8.self)
      let names = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP "]
      let size = number(at: start + 4)
      return Chunk(
        isOfWebP: names.contains(name), end: start + WebPBytes.headerSize + size + size % 2, padding: size % 2
      )
    }

    func number(at offset: Int) -> Int {
      guard unsafe data.size >= offset + 4 else { return 0 }
      return (0..<4).reduce(0) { unsafe $0 | Int(data.bytes[offset + $1]) << (8 * $1) }
    }
  }
}

extension WebPBytes {
  /// The contradiction in an animation for which libwebp refuses it; nil if none is found.
  func contradiction(canvas: Size) -> String? {
    var frame = 0
    var start = Self.firstChunk
    while unsafe start + Self.headerSize + 16 <= data.size {
      let size = number(at: start + 4, bytes: 4)
      if unsafe UnsafeBufferPointer(start: data.bytes + start, count: 4).elementsEqual("ANMF".utf8) {
        if let words = contradiction(ofFrame: frame, at: start + Self.headerSize, size: size, canvas: canvas)
        {
          return words
        }
        frame += 1
      }
      start += Self.headerSize + size + size % 2
    }
    return nil
  }

  private func contradiction(ofFrame frame: Int, at start: Int, size: Int, canvas: Size) -> String? {
    let (x, y) = (2 * number(at: start, bytes: 3), 2 * number(at: start + 3, bytes: 3))
    let rest = unsafe data.size - start - 16
    var features = WebPBitstreamFeatures()
    // The size stated by the frame's header does not count.
    let status = unsafe WebPGetFeatures(data.bytes + start + 16, min(max(0, size - 16), rest), &features)
    guard status == VP8_STATUS_OK else { return "its frame \(frame) holds no picture" }
    let picture = Size(width: Int(features.width), height: Int(features.height))
    guard x + picture.width > canvas.width || y + picture.height > canvas.height else { return nil }
    return "its frame \(frame), \(picture) at \(x), \(y), reaches out of its canvas of \(canvas)"
  }

  private func number(at offset: Int, bytes count: Int) -> Int {
    (0..<count).reduce(0) { unsafe $0 | Int(data.bytes[offset + $1]) << (8 * $1) }
  }
}
