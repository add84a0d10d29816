/// The bands that a decoder will deliver for a plan, and the memory it will hold, predicted from the header alone.
///
/// The decoders' own `start` methods decide. They never need more than this says.
struct DecodingForecast {
  /// The bands, as the decoder appends them.
  let planes: [PlaneLayout]
  /// Channels of an interleaved band; 1 for separate planes.
  let channels: Int
  /// 2 for samples of 16 bits.
  let bytesPerSample: Int
  let isPlanar: Bool
  /// Bytes held until the last band has been delivered.
  let held: Int
  /// Bytes held only until the first band is asked for.
  let starting: Int

  init(_ info: ImageInfo, _ plan: Plan, _ options: Options) {
    let request = DecodeRequest(plan)
    let size = info.storedSize
    var codec = info.codecByteCount
    var held = info.heldByteCount
    var starting = info.startByteCount
    var planes: [PlaneLayout]?
    let channels: Int
    switch info.format {
    case .jpeg:
      channels = info.colorModel == .gray ? 1 : info.colorModel == .cmyk ? 4 : 3
      if request.accepts.contains(.planes) { planes = Self.jpegPlanes(info, shrink: request.shrink) }
      // Blocks of rows that libjpeg upsamples and converts.
      if planes == nil { held += 40 * (size.width / request.shrink + 64) }
    case .png:
      let stored =
        (info.colorModel == .rgb ? 3 : 1) + (info.hasAlpha && info.colorModel != .palette ? 1 : 0)
      channels = stored
      let rowBytes = size.width * stored * (info.bitDepth == 16 ? 2 : 1)
      // An inflated row and two of libpng's, and a band of 16-bit rows before rounding.
      let band = info.bitDepth == 16 || info.hasAlpha ? min(Self.rowsPerBand, size.height) : 0
      held += (3 + band) * (rowBytes + 64)
    case .gif:
      let canvas = 4 * size.area
      if options.frame > 0 || options.frames != nil {
        // Frames are composed on a canvas. A second one keeps the pixels under a frame that will be undone.
        codec = 2 * canvas
      } else if options.lenient, info.isProgressive {
        codec = canvas
      }
      // Without a canvas, rows are indices.
      channels = codec < canvas ? 1 : 4
    case .webp:
      let isPlanar =
        request.accepts.contains(.planes) && info.colorModel == .yCbCr && !info.hasAlpha
        && !info.isAnimatedWebP
      if isPlanar { planes = Self.webpPlanes(size) }
      channels = info.hasAlpha || info.isAnimatedWebP ? 4 : 3
      if !info.isAnimatedWebP { held += isPlanar ? size.area * 3 / 2 + 2 * size.width : channels * size.area }
      if options.frame > 0 || options.frames != nil { starting = info.laterStartByteCount }
    }
    isPlanar = planes != nil
    self.channels = isPlanar ? 1 : channels
    bytesPerSample = request.keepsDepth ? 2 : 1
    let pixelBytes = channels * bytesPerSample
    var whole = Self.interleaved(size, bytesPerPixel: pixelBytes, shrink: request.shrink)
    let part = plan.decodedPart
    if part.size != size {
      // Bands of the whole picture wait for their part to be copied.
      held += RowRing.byteCount(rowBytes: whole.rowBytes, rows: whole.rowsPerBand)
      whole = whole.part(part, bytesPerPixel: pixelBytes)
    }
    self.planes = planes ?? [whole]
    self.held = held + codec
    self.starting = starting
  }

  private static let rowsPerBand = 16

  private static func interleaved(_ size: Size, bytesPerPixel: Int, shrink: Int) -> PlaneLayout {
    let width = (size.width + shrink - 1) / shrink
    return PlaneLayout(
      width: width, height: (size.height + shrink - 1) / shrink, rowBytes: width * bytesPerPixel,
      rowsPerBand: rowsPerBand, horizontalPitch: Double(shrink), verticalPitch: Double(shrink))
  }

  private static func webpPlanes(_ size: Size) -> [PlaneLayout] {
    let luma = PlaneLayout(
      width: size.width, height: size.height, rowBytes: size.width, rowsPerBand: rowsPerBand)
    let width = (size.width + 1) / 2
    let chroma = PlaneLayout(
      width: width, height: (size.height + 1) / 2, rowBytes: width, rowsPerBand: rowsPerBand / 2,
      horizontalPitch: 2, verticalPitch: 2)
    return [luma, chroma, chroma]
  }

  /// The planes as libjpeg scales them: it shrinks a subsampled plane less, as far as its blocks allow. Nil if rows of
  /// pixels are delivered.
  private static func jpegPlanes(_ info: ImageInfo, shrink: Int) -> [PlaneLayout]? {
    guard let samplings = info.samplings, JPEGDecoder.canDeliverPlanes(samplings) else { return nil }
    let luma = samplings[0]
    let least = 8 / shrink
    return samplings.map { sampling in
      var block = least
      while block < 8,
        (luma.horizontal * least).isMultiple(of: sampling.horizontal * block * 2),
        (luma.vertical * least).isMultiple(of: sampling.vertical * block * 2)
      { block *= 2 }
      func samples(_ count: Int, _ factor: Int, of largest: Int) -> Int {
        (count * factor * block + largest * 8 - 1) / (largest * 8)
      }
      let width = samples(info.storedSize.width, sampling.horizontal, of: luma.horizontal)
      return PlaneLayout(
        width: width, height: samples(info.storedSize.height, sampling.vertical, of: luma.vertical),
        rowBytes: (width + block) / block * block, rowsPerBand: sampling.vertical * block,
        horizontalPitch: Double(luma.horizontal * 8) / Double(sampling.horizontal * block),
        verticalPitch: Double(luma.vertical * 8) / Double(sampling.vertical * block))
    }
  }
}

extension ImageInfo {
  /// True for a WebP whose frames are composed on a canvas.
  var isAnimatedWebP: Bool { format == .webp && codecByteCount > 0 }
}
