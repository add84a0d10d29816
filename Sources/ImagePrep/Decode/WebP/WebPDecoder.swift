import CImageCodecs
import CLibWebP
import ImagePrepPlatform

/// Decodes WebP through libwebp: lossy and lossless, with and without alpha, animated.
///
/// libwebp needs the whole file in memory and decodes the whole image. Both stay inside this type. Lossy images without
/// alpha are delivered as Y, Cb and Cr planes if the request accepts planes.
@safe final class WebPDecoder: Decoder {
  private(set) var info: ImageInfo
  private(set) var colorSpace = ColorSpace.sRGB
  private(set) var exif: MetadataBlock?

  private let source: ByteSource
  private let bytes: WebPBytes
  private var data: WebPData { unsafe bytes.data }
  private let isAnimated: Bool
  private let isLossy: Bool
  private var image: (any WebPImage)?
  private var planes: [PlaneLayout] = []
  private var row = 0
  private(set) var warnings: [Warning] = []

  /// Bytes that libwebp allocates and never writes. They take no memory, but address space, which may be limited.
  private let untouchedByteCount: Int

  init(_ source: ByteSource) throws(ImageError) {
    self.source = source
    bytes = try WebPBytes(source)
    let data = unsafe bytes.data
    var features = WebPBitstreamFeatures()
    let status = unsafe WebPGetFeatures(data.bytes, data.size, &features)
    guard status == VP8_STATUS_OK else { throw Self.error(status, source) }
    guard features.width > 0, features.height > 0 else {
      throw ImageError(.corrupt, "an image of \(features.width)×\(features.height) pixels has no pixels")
    }
    isAnimated = features.has_animation != 0
    isLossy = features.format == 1
    var info = ImageInfo(
      format: .webp,
      storedSize: Size(width: Int(features.width), height: Int(features.height)),
      colorModel: features.format == 1 ? .yCbCr : .rgb, frameCount: 1,
      isLossless: features.format == 2)
    info.hasAlpha = features.has_alpha != 0
    let memory = unsafe webp_memory_of(data.bytes, data.size, source.clock.secondsLeft ?? 0)
    if memory.is_out_of_time { throw source.clock.timeoutError }
    info.heldByteCount = bytes.heldCount + Int(memory.list_bytes)
    info.startByteCount = Int(memory.first_frame)
    info.laterStartByteCount = Int(memory.largest_frame)
    // Two canvases: for this frame and for the one before it.
    if isAnimated { info.codecByteCount = 8 * info.storedSize.area }
    untouchedByteCount = Int(memory.most_untouched)
    self.info = info
    warnings = bytes.warnings
    try source.limits.check(heldBytes: info.heldByteCount)
    unsafe try readContainer(data)
  }

  /// Reads the number of frames, the profile and Exif from the container.
  private func readContainer(_ data: WebPData) throws(ImageError) {
    var data = unsafe data
    var state = WEBP_DEMUX_PARSING_HEADER
    guard let demuxer = unsafe WebPDemuxPartial(&data, &state) else {
      guard isAnimated, state == WEBP_DEMUX_PARSE_ERROR else { return }
      let words = bytes.contradiction(canvas: info.storedSize).map { Message($0) }
      throw ImageError(
        .corrupt, words ?? "the parts of its animation contradict each other", advice: "export it again")
    }
    defer { unsafe WebPDemuxDelete(demuxer) }
    let flags = unsafe WebPDemuxGetI(demuxer, WEBP_FF_FORMAT_FLAGS)
    info.hasColorProfile = flags & ICCP_FLAG.rawValue != 0
    info.frameCount = unsafe max(1, Int(WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT)))
    if isAnimated, state != WEBP_DEMUX_DONE || bytes.lacksBytes { info.frameEnding = .cut }
    if let profile = unsafe Self.chunk("ICCP", of: demuxer), let start = profile.baseAddress {
      info.profileByteCount = profile.count
      colorSpace = try .profile(of: profile.count, source.limits) { () throws(ImageError) in
        unsafe try MetadataBlock(copying: start, count: profile.count)
      }
      info.profileTableByteCount = colorSpace.tableByteCount
    }
    if let exif = unsafe Self.chunk("EXIF", of: demuxer) { unsafe try readExif(exif) }
  }

  /// Exif has the same limit as a PNG's chunks.
  private func readExif(_ bytes: UnsafeBufferPointer<UInt8>) throws(ImageError) {
    guard let start = bytes.baseAddress else { return }
    if let limit = source.limits.chunkBytes, bytes.count > limit {
      warnings.append(
        Warning(
          .metadataPassedOver,
          "its Exif has \(bytes.count) bytes, over the limit of \(limit), so it was passed over (\(.limitChunkBytes))"
        ))
      return
    }
    let block = unsafe try MetadataBlock(copying: start, count: bytes.count)
    info.exifByteCount = block.count
    info.heldByteCount += block.count
    info.orientation = Exif(block)?.orientation ?? .upright
    exif = block
  }

  /// The bytes, within the file, of the first chunk of that name.
  private static func chunk(_ name: String, of demuxer: OpaquePointer) -> UnsafeBufferPointer<UInt8>? {
    var chunk = unsafe WebPChunkIterator()
    guard unsafe WebPDemuxGetChunk(demuxer, name, 1, &chunk) != 0 else { return nil }
    defer { unsafe WebPDemuxReleaseChunkIterator(&chunk) }
    return unsafe UnsafeBufferPointer(start: chunk.chunk.bytes, count: chunk.chunk.size)
  }

  var isThreaded: Bool { true }
  var frameMilliseconds: Int? { (image as? WebPAnimation)?.milliseconds }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    // An animation that goes on has its memory.
    if !(image is WebPAnimation) { try checkAddressSpace(request) }
    // If memory runs out, libwebp usually says that the data are damaged. Only a failed allocation leaves ENOMEM in
    // errno.
    errno = 0
    do {
      return try decode(request)
    } catch {
      let isDamage = error.code == .corrupt || error.code == .truncated
      throw isDamage && errno == ENOMEM ? source.error(codec_out_of_memory, codec_messages()) : error
    }
  }

  /// Asks the system for the most memory that the picture takes, and gives it back. A lack of memory then shows before
  /// decoding, whichever thread of libwebp would meet it.
  private func checkAddressSpace(_ request: DecodeRequest) throws(ImageError) {
    let codec = request.frame == 0 ? info.startByteCount : info.laterStartByteCount
    let rows = isAnimated ? info.codecByteCount : (info.hasAlpha ? 4 : 3) * info.storedSize.area
    let count = codec + untouchedByteCount + rows
    try source.limits.check(workerHas: count)
    let protection = PROT_READ | PROT_WRITE
    let space = unsafe mmap(nil, count, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let space = unsafe space, unsafe space != MAP_FAILED else {
      throw source.error(codec_out_of_memory, codec_messages())
    }
    unsafe munmap(space, count)
  }

  private func decode(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    let size = info.storedSize
    row = 0
    // With several threads, the number of rows of a truncated image would depend on their timing.
    let threads = request.damage.lenient ? 1 : request.threads
    let pixels: PixelKind
    if isAnimated {
      // To find each frame, libwebp walks its list from the first. Four steps cost about as much as a pixel.
      try source.limits.check(frame: request.frame, of: size, stepsBetween: request.frame / 8)
      let animation: WebPAnimation
      if let earlier = image as? WebPAnimation {
        animation = earlier
        try animation.advance(to: request.frame, source)
      } else {
        animation = unsafe try WebPAnimation(data, frame: request.frame, size: size, threads: threads, source)
      }
      // A frame smaller than its canvas leaves the rest transparent, whatever the header says.
      animation.hasAlpha = info.hasAlpha || !animation.isOpaque
      pixels = animation.hasAlpha ? .rgba : .rgb
      image = animation
    } else if isLossy, !info.hasAlpha, request.accepts.contains(.planes) {
      pixels = .yCbCr(.studioRange)
      image = unsafe try WebPStill(
        data, mode: MODE_YUV, height: size.height, threads: threads, source)
    } else {
      pixels = info.hasAlpha ? .rgba : .rgb
      let mode = info.hasAlpha ? MODE_RGBA : MODE_RGB
      image = unsafe try WebPStill(data, mode: mode, height: size.height, threads: threads, source)
    }
    if case .yCbCr = pixels {
      let half = Size(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
      let chroma = PlaneLayout(
        width: half.width, height: half.height, rowBytes: half.width,
        rowsPerBand: PlaneLayout.usualRowsPerBand / 2, horizontalPitch: 2, verticalPitch: 2)
      let luma = PlaneLayout(
        width: size.width, height: size.height, rowBytes: size.width)
      planes = [luma, chroma, chroma]
    } else {
      planes = [
        PlaneLayout(
          width: size.width, height: size.height, rowBytes: size.width * pixels.channels)
      ]
    }
    return BandLayout(planes: planes, pixels: pixels)
  }

  func readBand(into rings: [RowRing]) throws(ImageError) -> Bool {
    guard let image else { return false }
    for (index, ring) in rings.enumerated() {
      let plane = planes[index]
      // The other rows are memory that was never written.
      let complete = Int((Double(image.completeRows) / plane.verticalPitch).rounded(.up))
      for _ in 0..<max(0, min(plane.rowsPerBand, complete - ring.end)) {
        unsafe image.copyRow(ring.end, ofPlane: index, to: ring.row(ring.end), width: plane.width)
        ring.append(1)
      }
    }
    row += PlaneLayout.usualRowsPerBand
    if image.completeRows < planes[0].height, rings[0].end >= image.completeRows {
      throw source.error(codec_truncated, codec_messages())
        .after(rows: image.completeRows, of: planes[0].height)
    }
    return row < planes[0].height
  }

  static func error(_ status: VP8StatusCode, _ source: ByteSource) -> ImageError {
    switch status {
    case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED:
      source.error(codec_truncated, codec_messages())
    case VP8_STATUS_OUT_OF_MEMORY: source.error(codec_out_of_memory, codec_messages())
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      ImageError(.unsupportedVariant, "it uses a feature that libwebp does not decode")
    default: source.error(codec_corrupt, codec_messages())
    }
  }
}

/// A decoded WebP image, row by row.
protocol WebPImage: AnyObject {
  /// The number of good rows, from the top: fewer than the image's height if the data end early.
  var completeRows: Int { get }
  func copyRow(_ y: Int, ofPlane plane: Int, to target: UnsafeMutablePointer<UInt8>, width: Int)
}
