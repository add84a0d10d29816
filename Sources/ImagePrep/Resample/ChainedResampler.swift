/// Scales a picture several times in a row. The rows that one resampler makes go to the next as they are made.
final class ChainedResampler: Resampler {
  private let first: any Resampler
  private let rest: [Link]

  /// - Parameters:
  ///   - task: Of the last step; its source is the picture.
  ///   - sizes: Of the pictures between, stored; at least one.
  ///   - make: Makes the resampler of a step.
  init(
    _ task: ResampleTask, through sizes: [Size], into sink: any RowSink,
    _ make: (ResampleTask, any RowSink) throws(ImageError) -> any Resampler
  ) throws(ImageError) {
    var links: [Link] = []
    var next = sink
    for step in Self.steps(task, through: sizes).dropFirst().reversed() {
      let link = Link(try make(step, next), rowBytes: step.planes[0].rowBytes)
      links.insert(link, at: 0)
      next = link
    }
    first = try make(Self.steps(task, through: sizes)[0], next)
    rest = links
  }

  /// The task of each step.
  static func steps(_ task: ResampleTask, through sizes: [Size]) -> [ResampleTask] {
    let sources = [task.source] + sizes
    return sources.indices.map { index in
      var step = task
      step.source = sources[index]
      if index > 0 {
        step.planes = [
          PlaneLayout(
            width: sources[index].width, height: sources[index].height,
            rowBytes: sources[index].width * task.samples.bytesPerPixel)
        ]
        step.planes[0].rowsPerBand = ScaledRows.mostAtOnce
      }
      if index + 1 < sources.count {
        step.scaled = sources[index + 1]
        step.crop = Rectangle(x: 0, y: 0, size: step.scaled)
      }
      return step
    }
  }

  var inputs: [RowRing] { first.inputs }

  func advance() throws(ImageError) {
    try first.advance()
    try check()
  }

  var needsNoMoreRows: Bool { rest.last?.resampler.needsNoMoreRows ?? false }

  func finish() {
    first.finish()
    for link in rest { link.resampler.finish() }
  }

  private func check() throws(ImageError) {
    for link in rest {
      if let failure = link.failure { throw failure }
    }
  }

  /// Takes the rows of one resampler for the next.
  private final class Link: RowSink {
    let resampler: any Resampler
    private let rowBytes: Int
    private(set) var failure: ImageError?

    init(_ resampler: any Resampler, rowBytes: Int) {
      self.resampler = resampler
      self.rowBytes = rowBytes
    }

    func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>? { nil }

    func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>) {
      let ring = resampler.inputs[0]
      for index in 0..<rows.count {
        guard let row = unsafe addresses[index] else { continue }
        unsafe ring.row(ring.end).update(from: row, count: rowBytes)
        ring.append(1)
      }
      do { try resampler.advance() } catch { failure = failure ?? error }
    }
  }
}
