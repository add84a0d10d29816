/// Delivers a part of what another decoder delivers, as if the image were no larger. It stops at the part's last row.
final class PartDecoder: Decoder {
  private let decoder: any Decoder
  private let part: Rectangle
  private var ring: RowRing?
  private var bytesPerPixel = 1
  private var taken = 0

  private init(_ decoder: any Decoder, _ part: Rectangle) {
    self.decoder = decoder
    self.part = part
  }

  /// Returns the decoder itself if all of the image is wanted.
  ///
  /// - Parameter part: In the stored picture.
  static func wrap(_ decoder: any Decoder, _ part: Rectangle) -> any Decoder {
    part.size == decoder.info.storedSize ? decoder : PartDecoder(decoder, part)
  }

  var info: ImageInfo { decoder.info }
  var colorSpace: ColorSpace { decoder.colorSpace }
  var exif: MetadataBlock? { decoder.exif }
  var warnings: [Warning] { decoder.warnings }
  var fractionDecoded: Double { decoder.fractionDecoded }
  var isThreaded: Bool { decoder.isThreaded }
  var frameMilliseconds: Int? { decoder.frameMilliseconds }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    var bands = try decoder.start(request)
    let whole = bands.planes[0]
    bytesPerPixel = bands.bytesPerPixel
    ring = try RowRing(rowBytes: whole.rowBytes, capacity: whole.rowsPerBand)
    bands.planes = [whole.part(part, bytesPerPixel: bytesPerPixel)]
    return bands
  }

  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool {
    guard let ring else { return false }
    var hasMore = true
    do {
      hasMore = try decoder.readBand(into: [ring])
    } catch {
      copy(ring, to: planes[0])
      throw error
    }
    copy(ring, to: planes[0])
    // What ends at the last row is decoded to its end, so that damage behind the last row is found.
    return hasMore && (taken < part.rows.upperBound || part.rows.upperBound == info.storedSize.height)
  }

  func stop() { decoder.stop() }

  private func copy(_ ring: RowRing, to target: RowRing) {
    for row in max(taken, part.y)..<max(taken, part.y, min(ring.end, part.rows.upperBound)) {
      unsafe target.row(target.end).update(
        from: ring.row(row) + part.x * bytesPerPixel, count: part.size.width * bytesPerPixel)
      target.append(1)
    }
    taken = ring.end
  }
}

extension PlaneLayout {
  /// The layout of a part of an interleaved plane.
  func part(_ part: Rectangle, bytesPerPixel: Int) -> PlaneLayout {
    var plane = self
    (plane.width, plane.height) = (part.size.width, part.size.height)
    plane.rowBytes = part.size.width * bytesPerPixel
    return plane
  }
}
