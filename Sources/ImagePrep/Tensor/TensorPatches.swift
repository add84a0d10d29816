/// A tensor whose rows are patches of the picture, flattened, as transformers of images take them.
///
/// A row holds the values of one patch: channel by channel, each row by row, in layouts with planes; pixel by pixel in
/// `nhwc` and `hwc`. Layouts with a batch axis have it here too, so `nchw` gives `[1, rows, values]` and `chw` gives
/// `[rows, values]`.
public struct TensorPatches: Sendable, Equatable {
  /// The side of a patch in pixels. The result must consist of whole patches.
  public var side: Int
  /// Patches are ordered in squares of so many a side, and row by row within a square (`merge_size` of Qwen2-VL).
  /// Default: 1, row by row.
  public var merge = 1
  /// How often the values of a patch stand in its row: a still image as so many equal frames (`temporal_patch_size`).
  /// Frames lie within a channel in layouts with planes. Default: 1.
  public var frames = 1
  /// True if channels lie within a frame, in layouts with planes too. Default: false.
  public var startsWithFrames = false
  /// The rows of the tensor. Rows after the last patch are 0. Default: nil, one for each patch.
  public var rows: Int?
  /// False keeps the axes of a patch: `[rows, channels, side, side]` in layouts with planes, and otherwise
  /// `[rows, side, side, channels]`; an axis of more than one frame comes after the channels, or first. Default: true,
  /// one axis of values.
  public var isFlat = true

  public init(side: Int, merge: Int = 1, frames: Int = 1, rows: Int? = nil) {
    self.side = side
    self.merge = merge
    self.frames = frames
    self.rows = rows
  }

  /// Columns and rows of patches in a picture.
  public func grid(of size: Size) -> Size { Size(width: size.width / side, height: size.height / side) }

  /// The values of a row.
  func values(_ channels: TensorChannels) -> Int { side * side * frames * channels.count }

  /// The lengths of the axes of a row.
  func shape(_ channels: TensorChannels, isPlanar: Bool) -> [Int] {
    if isFlat { return [values(channels)] }
    let frames = frames == 1 ? [] : [frames]
    return isPlanar && !startsWithFrames
      ? [channels.count] + frames + [side, side]
      : isPlanar ? frames + [channels.count, side, side] : frames + [side, side, channels.count]
  }

  /// The rows of the tensor of a picture.
  func rowCount(of size: Size) -> Int { rows ?? grid(of: size).area }

  /// - Throws: `ImageError` with the code `invalidOptions`.
  func validate() throws(ImageError) {
    let isValid = [side, merge, frames, rows ?? 1].allSatisfy { (1...1_000_000).contains($0) }
    guard isValid, side <= 4096, merge <= 64, frames <= 64 else {
      throw ImageError(
        .invalidOptions,
        "\(.patches) is out of range: a side of 1 to 4096, merge and frames of 1 to 64, rows of 1 to 1000000")
    }
  }

  /// - Throws: `ImageError` with the code `invalidOptions` if a picture does not consist of whole patches, or has too many.
  func check(_ size: Size) throws(ImageError) {
    let square = side * merge
    guard size.width.isMultiple(of: square), size.height.isMultiple(of: square) else {
      throw ImageError(
        .invalidOptions,
        "the result, \(size), does not consist of whole \(.patches) of \(square) pixels a side",
        advice: "use \(.multiple) \(square)")
    }
    let count = grid(of: size).area
    guard let rows, count > rows else { return }
    throw ImageError(
      .invalidOptions, "the result, \(size), has \(count) \(.patches), and the tensor has \(rows) rows")
  }

  /// The row of the tensor for a patch.
  ///
  /// - Parameter columns: Of patches in the picture.
  func row(_ column: Int, _ row: Int, columns: Int) -> Int {
    let square = row / merge * (columns / merge) + column / merge
    return square * merge * merge + row % merge * merge + column % merge
  }

  /// The column and the row of the patch that a row of the tensor holds.
  ///
  /// - Parameter columns: Of patches in the picture.
  func place(ofRow row: Int, columns: Int) -> (column: Int, row: Int) {
    let (square, within) = row.quotientAndRemainder(dividingBy: merge * merge)
    let (down, across) = square.quotientAndRemainder(dividingBy: max(1, columns / merge))
    return (across * merge + within % merge, down * merge + within / merge)
  }
}

extension TensorPacker {
  /// Packs a whole image as the tensor.
  ///
  /// - Parameter tensor: `byteCount` bytes.
  func packAll(_ image: PixelBuffer, to tensor: UnsafeMutableRawPointer) throws(ImageError) {
    unsafe try withPicture(for: tensor) { picture in
      unsafe pack(0..<image.height, of: image, to: picture)
    }
  }

  /// The bytes of the picture that patches are made of; 0 without patches.
  var waitingBytes: Int { format.patches == nil ? 0 : pictureBytes }

  /// Makes the elements of a picture, and then its patches, if the format has any.
  ///
  /// - Parameters:
  ///   - tensor: `byteCount` bytes.
  ///   - make: Writes `pictureBytes` bytes, in the order of the layout.
  /// - Returns: What `make` returns.
  @discardableResult
  func withPicture<Made>(
    for tensor: UnsafeMutableRawPointer, _ make: (UnsafeMutableRawPointer) throws(ImageError) -> Made
  ) throws(ImageError) -> Made {
    guard format.patches != nil else { return unsafe try make(tensor) }
    let picture = try AlignedStorage(byteCount: pictureBytes)
    let made = unsafe try make(UnsafeMutableRawPointer(picture.bytes))
    unsafe arrange(picture.bytes, into: tensor)
    return made
  }

  /// Moves the elements of a picture to its patches.
  ///
  /// - Parameters:
  ///   - picture: `pictureBytes`, in the order of the layout.
  ///   - rows: `byteCount` bytes.
  func arrange(_ picture: UnsafeRawPointer, into rows: UnsafeMutableRawPointer) {
    guard let patches = format.patches else {
      return unsafe rows.copyMemory(from: picture, byteCount: byteCount)
    }
    let grid = patches.grid(of: size)
    let elementBytes = format.resolvedType.byteCount
    let channelsTogether = format.layout.isPlanar ? 1 : format.channels.count
    // A run is a row of a patch: of one channel if channels are planes.
    let runBytes = patches.side * channelsTogether * elementBytes
    let frameBytes = patches.side * runBytes
    let rowBytes = patches.values(format.channels) * elementBytes
    for plane in 0..<planeCount {
      let stride = frameBytes * (patches.startsWithFrames ? planeCount : 1)
      let plane = (
        picture: plane * pictureBytes / planeCount,
        row: plane * frameBytes * (patches.startsWithFrames ? 1 : patches.frames)
      )
      for y in 0..<size.height {
        var source = unsafe picture + plane.picture + y * size.width * channelsTogether * elementBytes
        let within = plane.row + y % patches.side * runBytes
        for column in 0..<grid.width {
          let row = patches.row(column, y / patches.side, columns: grid.width)
          let target = unsafe rows + row * rowBytes + within
          for frame in 0..<patches.frames {
            unsafe (target + frame * stride).copyMemory(from: source, byteCount: runBytes)
          }
          unsafe source += runBytes
        }
      }
    }
    let filled = grid.area * rowBytes
    unsafe (rows + filled).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount - filled)
  }
}
