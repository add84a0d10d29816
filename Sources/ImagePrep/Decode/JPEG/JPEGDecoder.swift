import CImageCodecs

/// Decodes JPEG through libjpeg-turbo: baseline and progressive, Huffman and arithmetic coding, 8 bits a sample, gray,
/// YCbCr, RGB, CMYK and YCCK, any subsampling.
///
/// If the request accepts planes, it delivers Y, Cb and Cr as stored, and libjpeg neither upsamples nor converts.
/// Otherwise it delivers rows of gray or RGB, or of inks if accepted.
@safe final class JPEGDecoder: Decoder {
  let info: ImageInfo
  let colorSpace: ColorSpace
  let exif: MetadataBlock?
  private let profileWarning: Warning?

  private let source: ByteSource
  private let reader: OpaquePointer
  private let samplings: [Sampling]
  private var damage = DamagePolicy()
  private var planes: [PlaneLayout] = []
  private var missingScans: Warning?
  private var isPlanar = false
  private var acceptsInks = false

  init(_ source: ByteSource) throws(ImageError) {
    self.source = source
    var opened: OpaquePointer?
    let largestProfile = source.limits.profileBytes ?? .max
    let status = unsafe jpeg_reader_open(source.handle, largestProfile, &opened)
    guard let reader = unsafe opened else {
      throw ImageError(.outOfMemory, "no memory for its decoder")
    }
    unsafe self.reader = reader
    unsafe jpeg_reader_set_limits(
      reader, Int32(clamping: source.limits.scans ?? 0), source.clock.secondsLeft ?? 0)
    var header = unsafe jpeg_header()
    let outcome = unsafe status == codec_ok ? jpeg_reader_read_header(reader, &header) : status
    guard outcome == codec_ok else {
      let messages = unsafe jpeg_reader_messages(reader).pointee
      unsafe jpeg_reader_free(reader)
      throw source.error(outcome, messages)
    }
    samplings = unsafe Self.samplings(header)
    let exif = unsafe header.exif.map { unsafe MetadataBlock(adopting: $0, count: header.exif_size) }
    var info = unsafe Self.info(header, samplings, exif)
    colorSpace = unsafe Self.colorSpace(header, exif)
    info.profileTableByteCount = colorSpace.tableByteCount
    self.info = info
    self.exif = exif
    profileWarning = unsafe Self.profileWarning(header.profile_state, largestProfile)
  }

  deinit { unsafe jpeg_reader_free(reader) }

  private static func samplings(_ header: jpeg_header) -> [Sampling] {
    let (h, v) = unsafe (header.horizontal_sampling, header.vertical_sampling)
    let all = [(h.0, v.0), (h.1, v.1), (h.2, v.2), (h.3, v.3)]
    return all.prefix(unsafe Int(header.components)).map {
      Sampling(horizontal: Int($0.0), vertical: Int($0.1))
    }
  }

  private static func info(
    _ header: jpeg_header, _ samplings: [Sampling], _ exif: MetadataBlock?
  ) -> ImageInfo {
    let model: ImageInfo.ColorModel =
      switch unsafe header.model {
      case jpeg_model_gray: .gray
      case jpeg_model_ycc: .yCbCr
      case jpeg_model_rgb: .rgb
      default: .cmyk
      }
    var info = ImageInfo(
      format: .jpeg, storedSize: unsafe Size(width: Int(header.width), height: Int(header.height)),
      colorModel: model, frameCount: 1, isLossless: false)
    info.isProgressive = unsafe header.progressive
    info.hasGainMap = unsafe header.has_gain_map
    if unsafe header.several_scans {
      // The second term is libjpeg's lists of their rows.
      let coefficients = coefficientBytes(info.storedSize, samplings)
      // Scans are held until it is known that they can be skipped. The C library may keep their memory afterwards.
      info.codecByteCount = coefficients + coefficients / 256 + info.storedSize.area / 4 + (128 << 10)
    }
    info.hasColorProfile = unsafe header.profile_state != icc_none
    info.profileByteCount = unsafe header.profile_size
    info.exifByteCount = unsafe header.exif_size
    info.heldByteCount = unsafe header.profile_held + header.exif_size
    if let exif { info.orientation = Exif(exif)?.orientation ?? .upright }
    if model == .yCbCr { info.samplings = samplings }
    return info
  }

  /// Bytes of the coefficients of all scans: two for each sample, in whole blocks.
  private static func coefficientBytes(
    _ size: Size, _ samplings: [Sampling]
  ) -> Int {
    let across = samplings.map(\.horizontal).max() ?? 1
    let down = samplings.map(\.vertical).max() ?? 1
    func blocks(_ count: Int, _ factor: Int, of largest: Int) -> Int {
      (count + 8 * largest - 1) / (8 * largest) * factor
    }
    return samplings.reduce(0) { sum, sampling in
      let columns = blocks(size.width, sampling.horizontal, of: across)
      return sum + columns * blocks(size.height, sampling.vertical, of: down) * 64
        * MemoryLayout<Int16>.stride
    }
  }

  /// A profile takes precedence over Exif.
  private static func colorSpace(_ header: jpeg_header, _ exif: MetadataBlock?) -> ColorSpace {
    if let profile = unsafe header.profile {
      return unsafe .profile(MetadataBlock(adopting: profile, count: header.profile_size))
    }
    guard unsafe header.model == jpeg_model_ycc || header.model == jpeg_model_rgb, let exif else {
      return .sRGB
    }
    return Exif(exif)?.isAdobeRGB == true ? .adobeRGB : .sRGB
  }

  private static func profileWarning(_ state: icc_state, _ limit: Int) -> Warning? {
    let words: Message
    switch state {
    case icc_oversized:
      words = "its color profile is larger than \(limit) bytes (\(.limitProfileBytes))"
    case icc_conflicting: words = "two parts of its color profile contradict each other"
    case icc_incomplete: words = "a part of its color profile is missing"
    default: return nil
    }
    return Warning(.colorsUnknown, "\(words): colors are taken as sRGB")
  }

  /// Rows decoded before a stray marker ended the data; libjpeg fills the rest with gray. Nil if no marker did.
  private var rowsBeforeCut: Int? {
    var rows: UInt32 = 0
    return unsafe jpeg_reader_is_cut(reader, &rows) ? min(Int(rows), info.storedSize.height) : nil
  }

  var fractionDecoded: Double { rowsBeforeCut.map { Double($0) / Double(info.storedSize.height) } ?? 1 }

  private var cutWarning: Warning? {
    rowsBeforeCut.map {
      let percent = Int(100 * fractionDecoded)
      let rows = "\($0) of \(info.storedSize.height) rows, \(percent) %"
      return Warning(.truncated, "its data end early, at a marker (\(rows)): the rest is gray")
    }
  }

  var warnings: [Warning] {
    let messages = unsafe jpeg_reader_messages(reader).pointee
    let lacksScans = unsafe missingScans == nil && jpeg_reader_lacks_scans(reader)
    let coarse =
      lacksScans
      ? Warning(.coarse, "it lacks scans: the last detail, or a whole component, is not there") : nil
    var all = [profileWarning, missingScans, coarse, cutWarning].compactMap { $0 }
    if messages.warnings > 0 {
      let more = messages.warnings > 1 ? " (and \(messages.warnings - 1) more)" : ""
      all.append(Warning(.damaged, "\(messages.warningText)\(more)"))
    }
    return all
  }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    damage = request.damage
    acceptsInks = request.accepts.contains(.inks)
    if damage.lenient { unsafe jpeg_reader_end_at_markers(reader) }
    if info.isProgressive, let reduction = request.reduction {
      let visibility = FrequencyVisibility(reduction, samplings, info.colorModel, shrink: request.shrink)
      unsafe jpeg_reader_set_tolerance(reader, reduction.tolerance, visibility.weights)
    }
    isPlanar = wantsPlanes(request)
    if isPlanar {
      try startPlanes(shrink: request.shrink)
      return BandLayout(planes: planes, pixels: .yCbCr(.fullRange))
    }
    var (width, height): (UInt32, UInt32) = (0, 0)
    try accept(unsafe jpeg_reader_start_rows(reader, Int32(request.shrink), &width, &height))
    let channels = info.colorModel == .gray ? 1 : info.colorModel == .cmyk ? 4 : 3
    planes = [
      PlaneLayout(
        width: Int(width), height: Int(height), rowBytes: Int(width) * channels,
        horizontalPitch: Double(request.shrink), verticalPitch: Double(request.shrink))
    ]
    let colors = channels == 4 && acceptsInks ? PixelKind.cmyk : .rgb
    return BandLayout(planes: planes, pixels: channels == 1 ? .gray : colors)
  }

  /// False for rare samplings: subsampled luma, chroma below half resolution, or Cb and Cr that differ. Such files are
  /// decoded to RGB rows, since libjpeg knows how to upsample each component.
  private func wantsPlanes(_ request: DecodeRequest) -> Bool {
    request.accepts.contains(.planes) && info.colorModel == .yCbCr && Self.canDeliverPlanes(samplings)
  }

  static func canDeliverPlanes(_ samplings: [Sampling]) -> Bool {
    guard samplings.count == 3 else { return false }
    let (luma, chroma) = (samplings[0], samplings[1])
    return samplings[2] == chroma && luma.horizontal.isMultiple(of: chroma.horizontal)
      && luma.vertical.isMultiple(of: chroma.vertical)
      && luma.horizontal / chroma.horizontal <= 2 && luma.vertical / chroma.vertical <= 2
  }

  /// libjpeg interpolates planes of half the size if they are wide enough, and repeats the samples of other planes. At
  /// 1/8, a block becomes one sample, and it always repeats.
  private static func upsampling(
    of plane: jpeg_plane, luma: jpeg_plane, shrink: Int
  ) -> PlaneLayout.Upsampling {
    let across = plane.horizontal_pitch / luma.horizontal_pitch
    let down = plane.vertical_pitch / luma.vertical_pitch
    let interpolates = shrink < 8 && across <= 2 && down <= 2 && (across == 1 || plane.width > 2)
    return interpolates ? .triangle : .replicated
  }

  private func startPlanes(shrink: Int) throws(ImageError) {
    var started = [jpeg_plane](repeating: jpeg_plane(), count: 4)
    try accept(unsafe jpeg_reader_start_planes(reader, Int32(shrink), &started))
    planes = started.prefix(3).map { plane in
      PlaneLayout(
        width: Int(plane.width), height: Int(plane.height), rowBytes: Int(plane.padded_width),
        rowsPerBand: Int(plane.rows_per_group), horizontalPitch: plane.horizontal_pitch,
        verticalPitch: plane.vertical_pitch,
        upsampling: Self.upsampling(of: plane, luma: started[0], shrink: shrink))
    }
  }

  /// A progressive file that lacks scans can be shown whole, but less sharp.
  private func accept(_ status: codec_status) throws(ImageError) {
    if status == codec_ok { return }
    let error = unsafe source.error(status, jpeg_reader_messages(reader).pointee)
    if status == codec_truncated { throw error.after(rows: 0, of: info.storedSize.height) }
    guard status == codec_incomplete, damage.lenient else { throw error }
    missingScans = Warning(.coarse, error.reasonWords)
  }

  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool {
    isPlanar ? try readPlanes(into: planes) : try readRows(into: planes[0])
  }

  private func readRows(into ring: RowRing) throws(ImageError) -> Bool {
    var delivered: UInt32 = 0
    let first = ring.end
    let status = unsafe jpeg_reader_read_rows(
      reader, ring.rowsToFill(from: first), UInt32(planes[0].rowsPerBand), &delivered)
    if info.colorModel == .cmyk, !acceptsInks {
      for row in first..<first + Int(delivered) {
        unsafe CMYK.convertToRGB(ring.row(row), pixels: planes[0].width)
      }
    }
    ring.append(Int(delivered))
    return try goesOn(status, rows: ring.end)
  }

  private func readPlanes(into rings: [RowRing]) throws(ImageError) -> Bool {
    let status = unsafe withUnsafeTemporaryAllocation(
      of: UnsafePointer<UnsafeMutablePointer<UInt8>?>?.self, capacity: rings.count
    ) { rows in
      for (index, ring) in rings.enumerated() { unsafe rows[index] = ring.rowsToFill(from: ring.end) }
      return unsafe jpeg_reader_read_planes(reader, rows.baseAddress)
    }
    if status == codec_ok {
      for (index, ring) in rings.enumerated() { ring.append(planes[index].rowsPerBand) }
    }
    return try goesOn(status, rows: rings[0].end)
  }

  private func goesOn(_ status: codec_status, rows: Int) throws(ImageError) -> Bool {
    if rowsBeforeCut == 0 {
      // All rows are gray: there is no picture to accept.
      throw source.error(codec_truncated, codec_messages()).after(rows: 0, of: info.storedSize.height)
    }
    switch status {
    case codec_ok: return true
    case codec_end: return false
    default:
      let error = unsafe source.error(status, jpeg_reader_messages(reader).pointee)
      throw status.leavesRows ? error.after(rows: rows, of: planes[0].height) : error
    }
  }
}
