/// Runs a decoder on a thread of its own, a few bands ahead of the consumer, so that an image is decoded and resampled
/// at the same time.
///
/// Decoding begins with `start`, while the consumer still gets ready. From then on the decoder belongs to the thread.
/// Until the thread ends, other code reads only properties that decoding does not change.
final class ReadAhead: Decoder {
  let info: ImageInfo
  let colorSpace: ColorSpace
  let exif: MetadataBlock?
  private let decoder: any Decoder
  private var shelf: Shelf?
  private var thread: SystemThread?
  private var isAtEnd = false

  /// An image with fewer pixels is done before a thread has started.
  private static let leastPixels = 1 << 18
  /// With fewer bytes a band, threads spend their time on waking each other.
  private static let leastBandBytes = 1 << 13

  private init(_ decoder: any Decoder) {
    self.decoder = decoder
    info = decoder.info
    colorSpace = decoder.colorSpace
    exif = decoder.exif
  }

  /// Returns the decoder itself if another thread would not pay.
  static func wrap(_ decoder: any Decoder, threads: Int) -> any Decoder {
    let pays = !decoder.isThreaded && mayPay(decoder.info, threads: threads)
    return pays ? ReadAhead(decoder) : decoder
  }

  private static func mayPay(_ info: ImageInfo, threads: Int) -> Bool {
    threads > 1 && info.storedSize.area >= leastPixels
  }

  /// The bytes that reading ahead takes for an image's bands: none if it is not used. WebP has threads of its own.
  ///
  /// - Parameter isPlanar: True if the last band has full height, even below the last row, as in a JPEG's planes.
  static func byteCount(_ info: ImageInfo, _ planes: [PlaneLayout], isPlanar: Bool, threads: Int) -> Int {
    guard mayPay(info, threads: threads), info.format != .webp else { return 0 }
    return threadBytes
      + planes.reduce(0) { sum, plane in
        let rows = min(Shelf.capacity(plane), plane.height + (isPlanar ? plane.rowsPerBand : 0))
        return sum + RowRing.byteCount(rowBytes: plane.rowBytes, rows: rows)
      }
  }

  /// About the memory of a thread: its stack, and a heap of its own.
  private static let threadBytes = 128 << 10

  deinit { shelf?.cancel() }

  func stop() {
    shelf?.cancel()
    thread?.join()
    decoder.stop()
  }

  /// May be read only once the last band has been taken.
  var warnings: [Warning] { decoder.warnings }
  var fractionDecoded: Double { decoder.fractionDecoded }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    let bands = try decoder.start(request)
    let bandBytes = bands.planes.reduce(0) { $0 + $1.rowBytes * $1.rowsPerBand }
    guard bandBytes >= Self.leastBandBytes else { return bands }
    let shelf = try Shelf(bands.planes)
    let job = DecodingJob(decoder: decoder, shelf: shelf)
    thread = SystemThread { job.run() }
    // If no thread can be started, bands are decoded as they are asked for.
    if thread != nil { self.shelf = shelf }
    return bands
  }

  func readBand(into rings: [RowRing]) throws(ImageError) -> Bool {
    if isAtEnd { return false }
    guard let shelf else { return try decoder.readBand(into: rings) }
    let band = shelf.take()
    for (index, ring) in rings.enumerated() {
      while ring.end < band.ends[index] { unsafe ring.append(borrowing: shelf.rings[index].row(ring.end)) }
    }
    guard let ending = band.ending else { return true }
    thread?.join()
    isAtEnd = true
    if case .failed(let error) = ending { throw error }
    return false
  }
}

/// The thread's work. From here on the decoder belongs to the thread.
private struct DecodingJob: @unchecked Sendable {
  let decoder: any Decoder
  let shelf: Shelf

  func run() {
    while shelf.awaitRoom() {
      do {
        let hasMore = try decoder.readBand(into: shelf.rings)
        shelf.put(hasMore ? nil : .complete)
        if !hasMore { return }
      } catch {
        shelf.put(.failed(error))
        return
      }
    }
  }
}

/// Bands that one thread has put and the other has not yet taken.
private final class Shelf: @unchecked Sendable {
  struct Band {
    /// The rows of each plane up to the end of this band.
    var ends: [Int]
    /// Set on the last band.
    var ending: Ending?
  }

  enum Ending {
    case complete
    case failed(ImageError)
  }

  /// The rows. The decoding thread writes them. The other thread reads, and changes, only rows that it has taken, so a
  /// decoder must never look back at rows that it has delivered.
  let rings: [RowRing]

  private let condition = ConditionVariable()
  private var bands: [Band] = []
  private var isCancelled = false
  private var takerWaits = false
  private var putterWaits = false

  /// The most bands that may wait. With fewer, threads would wake each other at every band.
  private static let depth = 4

  init(_ planes: [PlaneLayout]) throws(ImageError) {
    var rings: [RowRing] = []
    for plane in planes {
      rings.append(try RowRing(rowBytes: plane.rowBytes, capacity: Self.capacity(plane)))
    }
    self.rings = rings
  }

  static func capacity(_ plane: PlaneLayout) -> Int { plane.mostRowsKept + depth * plane.rowsPerBand }

  private var waiting: Int { bands.count }

  /// Waits until there is room for another band. Returns false if no more are wanted.
  func awaitRoom() -> Bool {
    condition.locked {
      while waiting >= Self.depth, !isCancelled {
        putterWaits = true
        condition.wait()
        putterWaits = false
      }
      return !isCancelled
    }
  }

  /// Puts the rows that were appended to the rings since the last band.
  func put(_ ending: Ending?) {
    condition.locked {
      bands.append(Band(ends: rings.map(\.end), ending: ending))
      if takerWaits, ending != nil || waiting >= Self.depth / 2 { condition.ring() }
    }
  }

  /// Waits for the next band and takes it.
  func take() -> Band {
    condition.locked {
      while waiting == 0 {
        takerWaits = true
        condition.wait()
        takerWaits = false
      }
      let band = bands.removeFirst()
      if putterWaits, waiting <= Self.depth / 2 { condition.ring() }
      return band
    }
  }

  func cancel() {
    condition.locked {
      isCancelled = true
      condition.ring()
    }
  }
}
