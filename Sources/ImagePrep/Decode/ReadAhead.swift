/// A decoder that runs on a thread of its own, a few bands ahead of whoever takes them, so that an image is
/// decoded and resampled at the same time.
///
/// Everything but `readBand` belongs to the calling thread: `info` and `start` are used before the thread starts,
/// `warnings` once it has ended.
final class ReadAhead: Decoder {
  private let decoder: any Decoder
  private var planes: [PlaneLayout] = []
  private var isStarted = false
  private var shelf: Shelf?
  private var thread: WorkerThread?

  /// Below so many pixels an image is done before a thread has got going.
  private static let leastPixels = 1 << 18

  init(_ decoder: any Decoder) { self.decoder = decoder }

  /// The decoder itself where another thread would not pay.
  static func wrap(_ decoder: any Decoder, threads: Int) -> any Decoder {
    threads > 1 && decoder.info.storedSize.area >= leastPixels ? ReadAhead(decoder) : decoder
  }

  deinit { shelf?.cancel() }

  var info: ImageInfo { decoder.info }
  var warnings: [String] { decoder.warnings }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    let bands = try decoder.start(request)
    planes = bands.planes
    return bands
  }

  func readBand(into rings: [RowRing]) throws(ImageError) -> Bool {
    if !isStarted { try startThread(feeding: rings) }
    guard let shelf else { return try decoder.readBand(into: rings) }
    let band = shelf.take()
    for (index, ring) in rings.enumerated() {
      while ring.end < band.ends[index] { unsafe ring.append(borrowing: shelf.rings[index].row(ring.end)) }
    }
    guard let ending = band.ending else { return true }
    thread?.join()
    if case .failed(let error) = ending { throw error }
    return false
  }

  /// Where the system has no thread to give, bands are decoded as they are asked for.
  private func startThread(feeding rings: [RowRing]) throws(ImageError) {
    isStarted = true
    let shelf = try Shelf(planes, keeping: rings.map(\.capacity))
    let job = DecodingJob(decoder: decoder, shelf: shelf)
    thread = WorkerThread { job.run() }
    if thread != nil { self.shelf = shelf }
  }
}

/// What the thread does. The decoder is its own from here on.
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

/// The bands that one thread has put and another has not yet taken.
private final class Shelf: @unchecked Sendable {
  struct Band {
    /// The rows of each plane up to and with this band.
    var ends: [Int]
    /// Set on the last band.
    var ending: Ending?
  }

  enum Ending {
    case complete
    case failed(ImageError)
  }

  /// Where the rows are. Written by the thread that decodes; of the other, only rows that were taken are read.
  let rings: [RowRing]

  private let monitor = Monitor()
  private var bands: [Band] = []
  private var first = 0
  private var isCancelled = false
  private var takerWaits = false
  private var putterWaits = false

  /// Bands that may be waiting. Deep enough that threads are woken seldom, not at every band.
  private static let depth = 4

  /// - Parameter capacities: How many of the rows that were taken stay in use.
  init(_ planes: [PlaneLayout], keeping capacities: [Int]) throws(ImageError) {
    var rings: [RowRing] = []
    for (plane, capacity) in zip(planes, capacities) {
      rings.append(
        try RowRing(rowBytes: plane.rowBytes, capacity: capacity + Self.depth * plane.rowsPerBand))
    }
    self.rings = rings
  }

  private var waiting: Int { bands.count - first }

  /// Waits until there is room for another band. False when no more are wanted.
  func awaitRoom() -> Bool {
    monitor.locked {
      while waiting >= Self.depth, !isCancelled {
        putterWaits = true
        monitor.wait()
        putterWaits = false
      }
      return !isCancelled
    }
  }

  /// Puts what was appended to the rings since the last band.
  func put(_ ending: Ending?) {
    monitor.locked {
      bands.append(Band(ends: rings.map(\.end), ending: ending))
      if takerWaits, ending != nil || waiting >= Self.depth / 2 { monitor.ring() }
    }
  }

  /// Waits for the next band and takes it.
  func take() -> Band {
    monitor.locked {
      while waiting == 0 {
        takerWaits = true
        monitor.wait()
        takerWaits = false
      }
      let band = bands[first]
      first += 1
      if putterWaits, waiting <= Self.depth / 2 { monitor.ring() }
      return band
    }
  }

  func cancel() {
    monitor.locked {
      isCancelled = true
      monitor.ring()
    }
  }
}
