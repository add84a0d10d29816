/// The memory of a result: upright, in its final format, with the background around the picture.
struct Canvas {
  /// Handed out once the result is complete, unless it lies in the caller's memory.
  let pixels: PixelBuffer
  /// True if the memory is the caller's.
  let isBorrowed: Bool

  /// Where the result of a rendering goes.
  @safe enum Memory {
    /// Newly allocated memory.
    case new
    /// The caller's memory, its format (RGB or RGBA), and the bytes from row to row.
    case borrowed(UnsafeMutableRawBufferPointer, PixelFormat, bytesPerRow: Int)
    /// The caller's memory for a tensor.
    case tensor(TensorMemory)

    /// The caller's memory as an image; nil for new memory and for tensors.
    ///
    /// - Throws: `ImageError` with the code `invalidOptions` if a result of that size, or its alpha, does not fit.
    func pixels(_ size: Size, hasAlpha: Bool) throws(ImageError) -> PixelBuffer? {
      guard case .borrowed(let bytes, let format, let bytesPerRow) = self else { return nil }
      guard format == .rgba8 || format == .rgb8 && !hasAlpha else {
        throw ImageError(
          .invalidOptions, "the memory for the result is \(format.rawValue), and the result is not")
      }
      return unsafe try PixelBuffer(borrowing: bytes, size: size, format: format, bytesPerRow: bytesPerRow)
    }
  }

  /// - Parameter hasAlpha: True if the result has transparency.
  init(_ view: Plan.View, hasAlpha: Bool, in memory: Memory) throws(ImageError) {
    let format: PixelFormat =
      view.content == .alphaMask ? .gray8 : hasAlpha ? .rgba8 : view.opaqueFormat
    if let borrowed = try memory.pixels(view.output, hasAlpha: hasAlpha) {
      (pixels, isBorrowed) = (borrowed, true)
    } else {
      pixels = try PixelBuffer(size: view.output, format: format)
      isBorrowed = false
    }
    if view.placement.size != view.output { fill(view.background, around: view.placement) }
  }

  /// The mask of an image without transparency.
  static func opaqueMask(_ view: Plan.View) throws(ImageError) -> PixelBuffer {
    let pixels = try PixelBuffer(size: view.output, format: .gray8)
    for y in view.placement.rows {
      for x in view.placement.columns { unsafe pixels.mutableRow(y)[x] = 255 }
    }
    return pixels
  }

  /// Copies the result of a view that was made elsewhere.
  static func copy(_ pixels: PixelBuffer, of view: Plan.View, to memory: Memory) throws(ImageError) {
    if case .tensor(let tensor) = memory {
      guard !pixels.format.hasAlpha else { throw .transparentTensor }
      guard pixels.size == tensor.packer.size else {
        throw ImageError(.invalidOptions, "the memory for the tensor is not for a picture of \(pixels.size)")
      }
      unsafe tensor.packer.pack(0..<pixels.height, of: pixels, to: tensor.start)
      if tensor.packer.format.padValue != nil {
        try tensor.fill(view.background, around: view.placement)
      }
      return
    }
    guard let target = try memory.pixels(pixels.size, hasAlpha: pixels.format.hasAlpha) else { return }
    for y in 0..<pixels.height {
      let row = unsafe target.mutableRow(y)
      unsafe row.update(from: pixels.row(y), count: pixels.rowBytes)
      if target.format != pixels.format { unsafe RowSteps.addAlpha(row, pixels.width) }
    }
  }

  private func fill(_ background: Color, around inside: Rectangle) {
    var color = [background.red, background.green, background.blue, 255]
    // Both bytes of 257 times a sample are the sample.
    if pixels.format == .rgb16 { color = color.flatMap { [$0, $0] } }
    if pixels.format == .rgbFloat {
      color = color.flatMap { sample in
        (0..<4).map { UInt8(truncatingIfNeeded: Float(sample).bitPattern >> (8 * UInt32($0))) }
      }
    }
    let pixelBytes = pixels.format.bytesPerPixel
    for y in 0..<pixels.height {
      let row = unsafe pixels.mutableRow(y)
      let margins =
        inside.rows.contains(y)
        ? [0..<inside.columns.lowerBound, inside.columns.upperBound..<pixels.width] : [0..<pixels.width]
      for x in margins.joined() {
        for byte in 0..<pixelBytes { unsafe row[x * pixelBytes + byte] = color[byte] }
      }
    }
  }
}
