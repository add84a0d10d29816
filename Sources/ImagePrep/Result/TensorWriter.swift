/// Packs each row as a tensor's elements, upright and at its place, as soon as it is scaled. No picture lies between.
final class TensorWriter: ViewWriter {
  /// Stands for the result, which is no picture. Never handed out.
  let pixels: PixelBuffer
  private(set) var completeRows = 0
  let takesFineRows: Bool

  private let view: Plan.View
  private let samples: SampleLayout
  private let conversion: ColorTransform?
  private let memory: TensorMemory
  private let packer: TensorPacker
  /// A row of RGB in sRGB. Nil if rows need no conversion.
  private let converted: AlignedStorage?
  /// The elements of sixteen stored rows, which are then moved to their places. Nil if rows are packed there.
  private let staging: AlignedStorage?

  /// - Parameters:
  ///   - samples: The scaled rows.
  ///   - conversion: Brings their colors to sRGB; nil if colors stay. It takes 8 bits, so rows of 16 bits are not taken.
  init(
    _ view: Plan.View, _ samples: SampleLayout, _ conversion: ColorTransform?, in memory: TensorMemory
  ) throws(ImageError) {
    guard !samples.hasAlpha else { throw .transparentTensor }
    self.view = view
    self.samples = samples
    self.conversion = conversion
    self.memory = memory
    packer = memory.packer
    pixels = try PixelBuffer(size: Size(width: 1, height: 1), format: .rgb8)
    takesFineRows = conversion == nil && packer.format.hasFractions
    let stored = view.orientation.apply(to: view.crop.size)
    converted = conversion == nil ? nil : try AlignedStorage(byteCount: 3 * stored.width)
    let isInOrder = !view.orientation.swapsAxes && !view.orientation.reversesStoredColumns
    staging =
      isInOrder
      ? nil : try AlignedStorage(byteCount: ScaledRows.mostAtOnce * stored.width * packer.pixelBytes)
    if view.placement.size != view.output {
      try memory.fill(view.background, around: view.placement)
    }
  }

  /// Nil: rows are handed over.
  func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>? { nil }

  func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>) {
    unsafe place(rows) { index, count, start, planeBytes in
      guard let row = unsafe addresses[index] else { return }
      guard let conversion, let converted else {
        return unsafe packer.pack(row, samples.channels, pixels: count, to: start, planeBytes: planeBytes)
      }
      unsafe conversion.convert(row, to: converted.bytes, pixels: count)
      unsafe packer.pack(converted.bytes, 3, pixels: count, to: start, planeBytes: planeBytes)
    }
  }

  func takeFine(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<FineSample>?>) {
    unsafe place(rows) { index, count, start, planeBytes in
      guard let row = unsafe addresses[index] else { return }
      unsafe packer.packFine(row, samples.channels, pixels: count, to: start, planeBytes: planeBytes)
    }
  }

  /// Packs rows where they belong.
  ///
  /// - Parameter pack: Packs a row: its index, its pixels, where its first element lies, and the bytes to the next plane.
  private func place(
    _ rows: Range<Int>, _ pack: (Int, Int, UnsafeMutableRawPointer, Int) -> Void
  ) {
    let stored = view.orientation.apply(to: view.crop.size)
    if let staging {
      let rowBytes = stored.width * packer.pixelBytes
      for index in 0..<rows.count {
        unsafe pack(
          index, stored.width, UnsafeMutableRawPointer(staging.bytes + index * rowBytes),
          rowBytes / packer.planeCount)
      }
      switch packer.format.resolvedType.byteCount {
      case 1: unsafe move(rows, from: staging.bytes, of: stored, UInt8.self)
      case 2: unsafe move(rows, from: staging.bytes, of: stored, UInt16.self)
      default: unsafe move(rows, from: staging.bytes, of: stored, UInt32.self)
      }
    } else {
      for (index, y) in rows.enumerated() {
        let row = view.orientation.reversesStoredRows ? stored.height - 1 - y : y
        let start = unsafe memory.address(view.placement.x, view.placement.y + row)
        unsafe pack(index, stored.width, start, memory.planeBytes)
      }
    }
    if rows.upperBound == stored.height { completeRows = view.output.height }
  }

  /// Moves the elements of stored rows to their upright places.
  private func move<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ rows: Range<Int>, from packed: UnsafeMutablePointer<UInt8>, of stored: Size, _ type: Bits.Type
  ) {
    let orientation = view.orientation
    let (channels, isPlanar) = (packer.format.channels.count, packer.format.layout.isPlanar)
    let stride = MemoryLayout<Bits>.stride
    let step = isPlanar ? stride : stride * channels
    let rowBytes = stored.width * stride * channels
    for channel in 0..<channels {
      let source = unsafe packed + channel * (isPlanar ? stored.width * stride : stride)
      let target = unsafe memory.start + channel * (isPlanar ? memory.planeBytes : stride)
      for column in 0..<stored.width {
        let across = orientation.reversesStoredColumns ? stored.width - 1 - column : column
        for (index, y) in rows.enumerated() {
          let down = orientation.reversesStoredRows ? stored.height - 1 - y : y
          let x = view.placement.x + (orientation.swapsAxes ? down : across)
          let row = view.placement.y + (orientation.swapsAxes ? across : down)
          let bits = unsafe UnsafeRawPointer(source + index * rowBytes + column * step).load(as: Bits.self)
          unsafe (target + (row * view.output.width + x) * step).storeBytes(of: bits, as: Bits.self)
        }
      }
    }
  }
}
