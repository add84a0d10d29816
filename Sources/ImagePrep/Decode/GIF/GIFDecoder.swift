import CImageCodecs

/// Decodes GIF row by row: giflib reads the records, `gif_lzw.c` decompresses the pixels.
///
/// A first frame that fills the screen is delivered as it is read, as indices into its palette. If it is interlaced,
/// its rows are put in order first. Other frames, and an interlaced one in lenient decoding, are composed on a canvas.
///
/// Screen that no frame covers is transparent, as in browsers. In `exact` it is as in Pillow: the first color of the
/// first frame, unless that frame has a transparent color.
@safe final class GIFDecoder: Decoder {
  let info: ImageInfo

  private let source: ByteSource
  private let reader: OpaquePointer
  /// The first frame that has pixels.
  private let first: GIFFrame
  /// The number of frames without pixels before it.
  private let emptyFrames: Int
  private var canvas: GIFCanvas?
  /// How long the last frame is shown that was read after the first.
  private var milliseconds: Int?
  /// The last frame on the canvas, and the pixels of all frames up to it.
  private var drawn: (frame: GIFFrame, number: Int, pixelCount: Int)?
  /// The rows of an interlaced frame, once they are in order.
  private var rowsInOrder: AlignedStorage?
  private var row = 0
  private var damage = DamagePolicy()
  private(set) var fractionDecoded = 1.0
  private(set) var warnings: [Warning] = []

  init(_ source: ByteSource) throws(ImageError) {
    self.source = source
    var opened: OpaquePointer?
    var screen = gif_screen()
    let status = unsafe gif_reader_open(source.handle, &opened, &screen)
    guard let reader = unsafe opened else {
      throw ImageError(.outOfMemory, "no memory for its decoder")
    }
    unsafe self.reader = reader
    if let seconds = source.clock.secondsLeft { unsafe gif_reader_set_time(reader, seconds) }
    do throws(ImageError) {
      if status != codec_ok { throw unsafe source.error(status, gif_reader_messages(reader).pointee) }
      unsafe (first, emptyFrames) = try Self.firstFrame(reader, source)
    } catch {
      unsafe gif_reader_free(reader)
      throw error
    }
    // Some writers give the screen no pixels. The first frame then tells the size.
    let size = Size(
      width: screen.width > 0 ? Int(screen.width) : first.area.x + first.area.size.width,
      height: screen.height > 0 ? Int(screen.height) : first.area.y + first.area.size.height)
    guard size.area > 0 else {
      unsafe gif_reader_free(reader)
      throw ImageError(.corrupt, "an image of \(size) pixels has no pixels")
    }
    var info = ImageInfo(
      format: .gif, storedSize: size, colorModel: .palette, frameCount: nil, isLossless: true)
    info.hasAlpha = first.hasTransparency || !first.covers(size)
    info.isProgressive = first.isInterlaced
    let isWhole = first.covers(size) && first.area.size == size
    info.codecByteCount = isWhole ? (first.isInterlaced ? size.area : 0) : 4 * size.area
    self.info = info
    if first.lacksPalette { warnings.append(Self.noPalette) }
  }

  deinit { unsafe gif_reader_free(reader) }

  private static let noPalette = Warning(
    .colorsUnknown, "it has no palette: its colors are taken as shades of gray")

  /// The first frame that has pixels, and the number of frames without pixels before it.
  private static func firstFrame(
    _ reader: OpaquePointer, _ source: ByteSource
  ) throws(ImageError) -> (GIFFrame, Int) {
    var frame = gif_frame()
    var emptyFrames = 0
    while true {
      let status = unsafe gif_reader_next_frame(reader, &frame)
      if unsafe status == codec_end && !gif_reader_data_ended(reader) {
        throw ImageError(
          .corrupt, emptyFrames == 0 ? "it holds no image" : "none of its frames has a pixel",
          advice: "fetch or export it again")
      }
      guard status == codec_ok else {
        let messages = unsafe gif_reader_messages(reader).pointee
        throw source.error(status == codec_end ? codec_truncated : status, messages)
      }
      let first = GIFFrame(frame)
      if !first.isEmpty { return (first, emptyFrames) }
      emptyFrames += 1
      try source.limits.check(frames: emptyFrames)
      if emptyFrames % 256 == 0 { try source.clock.check() }
      let skipped = unsafe gif_reader_skip_pixels(reader)
      guard skipped == codec_ok else {
        throw unsafe source.error(skipped, gif_reader_messages(reader).pointee)
      }
    }
  }

  /// Counts the frames by reading the rest of the file. The decoder cannot decode after that.
  func countFrames() throws(ImageError) -> (count: Int, ending: FrameEnding) {
    var count = emptyFrames + 1
    var frame = gif_frame()
    var status: codec_status
    repeat {
      status = unsafe gif_reader_skip_pixels(reader)
      if status == codec_ok { status = unsafe gif_reader_next_frame(reader, &frame) }
      if status == codec_ok { count += 1 }
      try source.limits.check(frames: count)
      if count % 256 == 0 { try source.clock.check() }
    } while status == codec_ok
    if [codec_unreadable, codec_out_of_time, codec_out_of_memory].contains(status) { throw error(status) }
    try source.checkLimit()
    if unsafe status == codec_truncated || gif_reader_data_ended(reader) { return (count, .cut) }
    return (count, status == codec_end ? .complete : .damaged)
  }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    damage = request.damage
    row = 0
    let size = info.storedSize
    let pixels: PixelKind
    // No index of the palette can stand for the rows that a truncated interlaced frame lacks.
    let isIndexed = !first.isInterlaced || !damage.lenient
    let frame = max(0, request.frame - emptyFrames)
    if frame == 0, !request.hasLaterFrames, first.covers(size), first.area.size == size, isIndexed {
      pixels = .indexed(first.palette)
    } else {
      let canvas = try canvas(request.grade)
      self.canvas = canvas
      try compose(upTo: frame, on: canvas, hasLaterFrames: request.hasLaterFrames)
      canvas.look()
      pixels = canvas.isOpaque ? .rgb : .rgba
    }
    let plane = PlaneLayout(
      width: size.width, height: size.height, rowBytes: size.width * pixels.channels)
    return BandLayout(planes: [plane], pixels: pixels)
  }

  /// The canvas of earlier frames, or a new one.
  private func canvas(_ grade: DecodeGrade) throws(ImageError) -> GIFCanvas {
    if let canvas { return canvas }
    let canvas = try GIFCanvas(size: info.storedSize)
    if grade == .exact, !first.hasTransparency { canvas.fill(first.palette[0]) }
    return canvas
  }

  var frameMilliseconds: Int? { milliseconds ?? first.milliseconds }

  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool {
    let size = info.storedSize
    if row == 0, canvas == nil, first.isInterlaced { rowsInOrder = try readInterlacedRows() }
    for _ in 0..<min(PlaneLayout.usualRowsPerBand, size.height - row) {
      let target = unsafe planes[0].row(planes[0].end)
      if let canvas {
        unsafe canvas.copyRow(row, to: target)
      } else if let rowsInOrder {
        unsafe target.update(from: rowsInOrder.bytes + row * size.width, count: size.width)
      } else {
        unsafe try readRow(target, width: size.width, row: row, of: size.height)
      }
      row += 1
      planes[0].append(1)
    }
    return row < size.height
  }

  private func readInterlacedRows() throws(ImageError) -> AlignedStorage {
    let size = info.storedSize
    let rows = try AlignedStorage(byteCount: size.area)
    for (count, y) in first.rowOrder.enumerated() {
      unsafe try readRow(rows.bytes + y * size.width, width: size.width, row: count, of: size.height)
      if count % PlaneLayout.usualRowsPerBand == 0 { try source.clock.check() }
    }
    return rows
  }

  /// Draws the next frames up to `index`, each disposed of before the next. Frame 0 is the first that has pixels.
  private func compose(upTo index: Int, on canvas: GIFCanvas, hasLaterFrames: Bool) throws(ImageError) {
    if !hasLaterFrames { try source.limits.check(frame: index, of: info.storedSize) }
    var frame = drawn?.frame ?? first
    var pixelCount = drawn?.pixelCount ?? 0
    for number in (drawn.map { $0.number + 1 } ?? 0)..<index + 1 {
      defer { drawn = (frame, number, pixelCount) }
      try source.clock.check()
      if number > 0 {
        let next = try nextFrame(number, upTo: index, marksEnd: hasLaterFrames)
        try source.limits.check(frames: number + emptyFrames + 1)
        milliseconds = next.milliseconds
        if next.isEmpty {
          try passOver()
          continue
        }
        canvas.dispose(of: frame)
        frame = next
      }
      // A frame larger than the screen costs as much as its own pixels.
      pixelCount += max(frame.area.size.area, info.storedSize.area)
      try source.limits.check(frame: number, of: frame.area.size, upTo: index, pixelCount: pixelCount)
      if number < index || hasLaterFrames { try canvas.prepare(for: frame) }
      do {
        try draw(frame, on: canvas)
      } catch {
        if error.code == .truncated, number < index { throw .ends(beforeFrame: index + emptyFrames) }
        try accept(error, hasPicture: number > 0)
        // After a damaged frame the data may end, or other frames may follow.
        if number < index || hasLaterFrames { try passOver() }
      }
    }
  }

  /// Reads the header of frame `number`, on the way to frame `index`.
  ///
  /// - Parameter marksEnd: True gives data that end between two frames a `fractionDecoded` of 1.
  private func nextFrame(_ number: Int, upTo index: Int, marksEnd: Bool) throws(ImageError) -> GIFFrame {
    var next = gif_frame()
    let status = unsafe gif_reader_next_frame(reader, &next)
    guard status == codec_ok else {
      try source.checkLimit()
      if unsafe status == codec_truncated || gif_reader_data_ended(reader) {
        var error = ImageError.ends(beforeFrame: index + emptyFrames)
        // Every frame before it is whole.
        if status == codec_end, marksEnd { error.fractionDecoded = 1 }
        throw error
      }
      throw status == codec_end
        ? .noFrame(index + emptyFrames, of: number + emptyFrames) : error(status)
    }
    let frame = GIFFrame(next)
    if frame.lacksPalette, !warnings.contains(Self.noPalette) { warnings.append(Self.noPalette) }
    return frame
  }

  /// Accepts a damaged frame, or throws.
  ///
  /// - Parameter hasPicture: True if earlier frames have drawn something.
  private func accept(_ error: ImageError, hasPicture: Bool) throws(ImageError) {
    let rows = error.fractionDecoded ?? 0
    fractionDecoded = min(fractionDecoded, try damage.accept(error, hasPicture: rows > 0 || hasPicture))
    warnings.append(Warning(error))
  }

  private func passOver() throws(ImageError) {
    let status = unsafe gif_reader_skip_pixels(reader)
    // If the data end here, nothing is missing yet.
    guard status == codec_ok || status == codec_truncated else { throw error(status) }
  }

  private func draw(_ frame: GIFFrame, on canvas: GIFCanvas) throws(ImageError) {
    let size = frame.area.size
    let indices = try AlignedStorage(byteCount: size.width)
    for (count, y) in frame.rowOrder.enumerated() {
      unsafe try readRow(unsafe indices.bytes, width: size.width, row: count, of: size.height)
      unsafe canvas.draw(indices.bytes, row: y, of: frame)
      if count % PlaneLayout.usualRowsPerBand == 0 { try source.clock.check() }
    }
  }

  private func readRow(
    _ indices: UnsafeMutablePointer<UInt8>, width: Int, row: Int, of height: Int
  ) throws(ImageError) {
    let status = unsafe gif_reader_read_row(reader, indices, UInt32(width))
    guard status != codec_ok else { return }
    throw status.leavesRows ? error(status).after(rows: row, of: height) : error(status)
  }

  private func error(_ status: codec_status) -> ImageError {
    source.error(status, unsafe gif_reader_messages(reader).pointee)
  }
}
