import CImageCodecs

/// Decodes PNG: every color type and bit depth, interlaced or not, transparent colors.
///
/// libpng reads the chunks before the pixels, and rows that are interlaced or have less than 8 bits. `png_rows.c` reads
/// the other rows. Palettes, transparent colors and 16-bit samples are expanded here. An animated PNG gives its default
/// image.
@safe final class PNGDecoder: Decoder {
  let info: ImageInfo
  let colorSpace: ColorSpace
  let exif: MetadataBlock?

  private let source: ByteSource
  private let reader: OpaquePointer
  private let samples: PNGSamples
  private var expander: PNGRowExpander?
  private var scratch: RowRing?
  private var damage = DamagePolicy()
  private var missingPasses: ImageError?

  init(_ source: ByteSource) throws(ImageError) {
    self.source = source
    var opened: OpaquePointer?
    let status = unsafe png_reader_open(
      source.handle, source.limits.chunkBytes ?? 0, &opened)
    guard let reader = unsafe opened else {
      throw ImageError(.outOfMemory, "no memory for its decoder")
    }
    unsafe self.reader = reader
    var header = unsafe png_header()
    let outcome = unsafe status == codec_ok ? png_reader_read_header(reader, &header) : status
    guard outcome == codec_ok else {
      let messages = unsafe png_reader_messages(reader).pointee
      unsafe png_reader_free(reader)
      throw source.error(outcome, messages)
    }
    samples = unsafe PNGSamples(header)
    exif = unsafe header.exif.map { unsafe MetadataBlock(adopting: $0, count: header.exif_size) }
    var info = unsafe Self.info(header, exif)
    do {
      colorSpace = unsafe try ColorSpace(header, source.limits)
    } catch {
      unsafe png_reader_free(reader)
      throw error
    }
    info.profileTableByteCount = colorSpace.tableByteCount
    self.info = info
    unsafe png_reader_drop_profile(reader)
  }

  deinit { unsafe png_reader_free(reader) }

  private static func info(_ header: png_header, _ exif: MetadataBlock?) -> ImageInfo {
    let model: ImageInfo.ColorModel =
      switch unsafe header.model {
      case png_model_gray, png_model_gray_alpha: .gray
      case png_model_palette: .palette
      default: .rgb
      }
    var info = ImageInfo(
      format: .png, storedSize: unsafe Size(width: Int(header.width), height: Int(header.height)),
      bitDepth: unsafe Int(header.bit_depth), colorModel: model, frameCount: 1, isLossless: true)
    let hasChannel = unsafe header.model == png_model_gray_alpha || header.model == png_model_rgb_alpha
    info.hasAlpha = unsafe hasChannel || header.has_transparency
    info.isProgressive = unsafe header.interlaced
    if info.isProgressive {
      // All rows, as stored.
      let samples = unsafe PNGSamples(header)
      info.codecByteCount =
        info.storedSize.area * samples.channels * (samples.isSixteenBit ? 2 : 1)
    }
    info.hasColorProfile = unsafe header.profile != nil
    info.profileByteCount = unsafe header.profile_size
    let significant = unsafe Int(header.significant_bits)
    if (1..<info.bitDepth).contains(significant) { info.significantBits = significant }
    if let exif {
      info.orientation = Exif(exif)?.orientation ?? .upright
      info.exifByteCount = exif.count
      info.heldByteCount = exif.count
    }
    return info
  }

  var warnings: [Warning] {
    let messages = unsafe png_reader_messages(reader).pointee
    let coarse = missingPasses.map { [Warning(.coarse, $0.reasonWords)] } ?? []
    guard messages.warnings > 0 else { return coarse }
    let (code, consequence): (Warning.Code, Message) =
      switch unsafe png_reader_first_warning(reader) {
      case png_warning_profile where !info.hasColorProfile: (.colorsUnknown, ", so it is not used")
      case png_warning_too_large: (.metadataPassedOver, ", so it was passed over (\(.limitChunkBytes))")
      default: (.damaged, "")
      }
    let more = messages.warnings > 1 ? " (and \(messages.warnings - 1) more)" : ""
    return coarse + [Warning(code, "\(messages.warningText)\(consequence)\(more)")]
  }

  var fractionDecoded: Double { missingPasses?.fractionDecoded ?? 1 }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    damage = request.damage
    var bytesPerRow = 0
    let status = unsafe png_reader_start(reader, damage.lenient, &bytesPerRow)
    guard status == codec_ok else { throw error(status) }
    let width = info.storedSize.width
    let pixels = samples.layout
    let isDeep = request.keepsDepth && samples.isSixteenBit
    expander = PNGRowExpander(
      samples, width: width, truncates: request.grade == .exact, keepsDepth: isDeep)
    if expander != nil {
      scratch = try RowRing(rowBytes: bytesPerRow, capacity: PlaneLayout.usualRowsPerBand)
    }
    var bands = BandLayout(planes: [], pixels: pixels, bytesPerSample: isDeep ? 2 : 1)
    bands.planes = [
      PlaneLayout(
        width: width, height: info.storedSize.height,
        rowBytes: expander == nil ? bytesPerRow : width * bands.bytesPerPixel)
    ]
    return bands
  }

  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool {
    let ring = planes[0]
    let target = scratch ?? ring
    var delivered: UInt32 = 0
    let status = unsafe png_reader_read_rows(
      reader, target.rowsToFill(from: target.end), UInt32(PlaneLayout.usualRowsPerBand), &delivered)
    if let expander, let scratch {
      for index in 0..<Int(delivered) {
        unsafe expander.expand(scratch.row(scratch.end + index), to: ring.row(ring.end + index))
      }
      scratch.append(Int(delivered))
    }
    ring.append(Int(delivered))
    switch status {
    case codec_ok: return true
    case codec_end: return false
    case codec_incomplete:
      missingPasses = try accept(error(status))
      return true
    default:
      let error = error(status)
      throw status.leavesRows ? error.after(rows: ring.end, of: info.storedSize.height) : error
    }
  }

  /// An interlaced picture that lacks its last passes can be shown whole, but coarser.
  private func accept(_ error: ImageError) throws(ImageError) -> ImageError {
    // Pixels of an 8×8 tile that are known after each pass.
    let known = [1, 2, 4, 8, 16, 32, 64]
    let passes = unsafe Int(png_reader_complete_passes(reader))
    var error = error
    let fraction = Double(known[max(0, min(passes, known.count) - 1)]) / 64
    error.fractionDecoded = fraction
    error.reasonWords += ", with \(Int(fraction * 100)) % of the pixels"
    try damage.accept(error)
    return error
  }

  private func error(_ status: codec_status) -> ImageError {
    source.error(status, unsafe png_reader_messages(reader).pointee)
  }
}
