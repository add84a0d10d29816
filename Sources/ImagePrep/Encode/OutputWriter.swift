/// The output of an image. A file is encoded while rows are made, and appears under its name only when it is complete.
/// A device or a pipe is written when the image is whole.
final class OutputWriter {
  /// Warnings about parts of the image that cannot be written.
  private(set) var warnings: [Warning] = []

  /// The index of the view that is written.
  let view: Int
  private let path: SystemPath
  private let place: OutputPlace
  private(set) var encoding: Encoding
  private let publishing: Publishing
  /// Started when the image was asked for.
  private let clock: Deadline
  private var target: Target?
  private var end = 0

  private struct Target {
    let file: TemporaryFile
    let encoder: any RowEncoder
  }

  var format: OutputFormat { encoding.format }

  /// The path of the file, one for all spellings of its folder; nil for a device.
  var file: SystemPath? {
    guard case .file(let path) = place else { return nil }
    return SystemFile.resolved(path.folder ?? ".").appending(path.name)
  }

  /// - Parameter limits: Their seconds limit the wait for the reader of a pipe. Default: none.
  init(_ file: OutputFile, _ limits: Limits = Limits()) throws(ImageError) {
    (path, view) = (file.path, file.view)
    do {
      place = try OutputPlace(file.path, followingLinks: file.followingLinks)
    } catch {
      throw error.at(file.path)
    }
    encoding = file.encoding
    publishing = Publishing(replacing: file.replacing, durability: file.sync)
    clock = Deadline(limits)
  }

  /// Adds what is written besides pixels. Must be called before the first row is written.
  ///
  /// - Parameter described: The encoding, as it is for the result.
  func add(_ metadata: ImageMetadata, _ described: Encoding) {
    encoding = described
    guard metadata != ImageMetadata() else { return }
    encoding.metadata = metadata
    warnings = encoding.warnings(about: metadata)
  }

  /// Finds errors of the output before the image is decoded.
  ///
  /// - Parameter hasAlpha: True if the result will have transparency.
  func check(hasAlpha: Bool) throws(ImageError) {
    do throws(ImageError) {
      try encoding.validate(hasAlpha: hasAlpha)
      if !publishing.replacing, place.isTaken { throw .outputExists }
    } catch {
      throw error.at(path)
    }
  }

  /// Encodes a complete image.
  func write(_ pixels: PixelBuffer, _ metadata: ImageMetadata, _ described: Encoding) throws(ImageError) {
    add(metadata, described)
    try check(hasAlpha: pixels.format.hasAlpha)
    try finish(pixels)
  }

  /// Encodes pictures of one size as one tensor.
  func write(_ pictures: [PixelBuffer]) throws(ImageError) {
    guard let first = pictures.first,
      pictures.allSatisfy({ $0.size == first.size && $0.format == first.format })
    else { throw ImageError(.invalidOptions, "a tensor takes pictures of one size and format", path: path) }
    encoding.pictures = pictures.count
    try check(hasAlpha: first.format.hasAlpha)
    do {
      if let device = try openDevice() {
        let sink = try ByteSink(descriptor: device.descriptor, clock)
        let encoder = try encoding.makeEncoder(size: first.size, format: first.format, sink: sink)
        for picture in pictures { try encoder.append(0..<picture.height, of: picture) }
        return try encoder.finish()
      }
      target = try openTarget(first)
      for picture in pictures { try target?.encoder.append(0..<picture.height, of: picture) }
      try target?.encoder.finish()
      try target?.file.publish()
    } catch {
      throw error.at(path)
    }
  }

  /// Encodes new rows.
  ///
  /// - Parameter end: The rows before it are final.
  func append(upTo end: Int, of image: PixelBuffer) throws(ImageError) {
    guard end > self.end else { return }
    do throws(ImageError) {
      if target == nil { target = try openTarget(image) }
      guard let target else { return }
      try target.encoder.append(self.end..<end, of: image)
      self.end = end
    } catch {
      throw error.at(path)
    }
  }

  /// Encodes the rest of the image and gives the file its name.
  func finish(_ image: PixelBuffer) throws(ImageError) {
    do {
      if let device = try openDevice() {
        return try image.encode(to: ByteSink(descriptor: device.descriptor, clock), encoding)
      }
      try append(upTo: image.height, of: image)
      try target?.encoder.finish()
      try target?.file.publish()
    } catch {
      throw error.at(path)
    }
  }

  /// Nil for a file.
  private func openDevice() throws(ImageError) -> OutputDevice? {
    switch place {
    case .file: nil
    case .device(let path): try OutputDevice(path: path, clock)
    case .descriptor(let number): try OutputDevice(copying: number)
    }
  }

  /// Nil for a device.
  private func openTarget(_ image: PixelBuffer) throws(ImageError) -> Target? {
    guard case .file(let path) = place else { return nil }
    let file = try TemporaryFile(for: path, publishing)
    let sink = try ByteSink(descriptor: file.descriptor)
    return Target(
      file: file,
      encoder: try encoding.makeEncoder(size: image.size, format: image.format, sink: sink))
  }
}
