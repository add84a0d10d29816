/// A request to a worker.
package enum WorkerRequest: Equatable {
  case normalize(Options)
  case readInfo(Limits, countingFrames: Bool)
  /// Reads the header of an image, and keeps the image for `render`. The image comes with the request, as an open file.
  ///
  /// - byteCount: The bytes of the image; nil if it ends with the file.
  case open(Limits, byteCount: Int?)
  /// Renders the open image. No file comes with the request.
  case render(Options)
  /// Renders the frame of the options, and keeps the image open for later ones. No file comes with the request.
  case renderFrame(Options)
  /// Closes the open image. No file comes with the request.
  case close

  /// True if no file comes with the request.
  package var isAboutOpenImage: Bool {
    switch self {
    case .render, .renderFrame, .close: true
    default: false
    }
  }
}

extension WorkerRequest: Wired {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .normalize(let options):
      writer.add(UInt8(0))
      writer.add(options)
    case .readInfo(let limits, let countingFrames):
      writer.add(UInt8(1))
      writer.add(limits)
      writer.add(countingFrames)
    case .open(let limits, let byteCount):
      writer.add(UInt8(2))
      writer.add(limits)
      writer.add(byteCount)
    case .render(let options):
      writer.add(UInt8(3))
      writer.add(options)
    case .close: writer.add(UInt8(4))
    case .renderFrame(let options):
      writer.add(UInt8(5))
      writer.add(options)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.value(UInt8.self) {
    case 0: self = .normalize(try reader.value())
    case 1: self = .readInfo(try reader.value(), countingFrames: try reader.value())
    case 2: self = .open(try reader.value(), byteCount: try reader.value())
    case 3: self = .render(try reader.value())
    case 4: self = .close
    case 5: self = .renderFrame(try reader.value())
    default: throw WireError()
    }
  }
}

/// A worker's answer.
package enum WorkerAnswer: Equatable {
  case image(WorkerImage)
  case info(ImageInfo)
  case failure(ImageError)
  case closed
}

extension WorkerAnswer: Wired {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .image(let image):
      writer.add(UInt8(0))
      writer.add(image)
    case .info(let info):
      writer.add(UInt8(1))
      writer.add(info)
    case .failure(let error):
      writer.add(UInt8(2))
      writer.add(error)
    case .closed: writer.add(UInt8(3))
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.value(UInt8.self) {
    case 0: self = .image(try reader.value())
    case 1: self = .info(try reader.value())
    case 2: self = .failure(try reader.value())
    case 3: self = .closed
    default: throw WireError()
    }
  }
}

/// A result without pixels and metadata, which follow each other in the spool.
package struct WorkerImage: Equatable {
  var info: ImageInfo
  /// At least one.
  var views: [Shape]
  /// Bytes of metadata after the pixels of all views; nil if there are none.
  var profileByteCount: Int?
  var exifByteCount: Int?
  var fractionDecoded: Double
  var frameMilliseconds: Int?
  var warnings: [Warning]

  /// A view without its pixels.
  package struct Shape: Equatable {
    var size: Size
    var format: PixelFormat
  }
}

extension WorkerImage.Shape: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(size)
    writer.add(format)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    size = try reader.value()
    format = try reader.value()
  }
}

extension WorkerImage: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(info)
    writer.add(views)
    writer.add(profileByteCount)
    writer.add(exifByteCount)
    writer.add(fractionDecoded)
    writer.add(frameMilliseconds)
    writer.add(warnings)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    info = try reader.value()
    views = try reader.value()
    profileByteCount = try reader.value()
    exifByteCount = try reader.value()
    fractionDecoded = try reader.value()
    frameMilliseconds = try reader.value()
    warnings = try reader.value()
  }
}

extension Format: Wired {}
extension FrameEnding: Wired {}
extension PixelFormat: Wired {}
extension Orientation: Wired {}
extension ImageInfo.ColorModel: Wired {}

extension Size: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(width)
    writer.add(height)
  }

  /// Refuses sides whose product does not fit in an integer.
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(width: try reader.value(), height: try reader.value())
    let sides = 1..<(1 << 31)
    guard sides.contains(width), sides.contains(height) else { throw WireError() }
  }
}

extension Sampling: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(horizontal)
    writer.add(vertical)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(horizontal: try reader.value(), vertical: try reader.value())
  }
}

extension ImageInfo: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(format)
    writer.add(storedSize)
    writer.add(orientation)
    writer.add(bitDepth)
    writer.add(significantBits)
    writer.add(colorModel)
    writer.add(hasAlpha)
    writer.add(frameCount)
    writer.add(hasColorProfile)
    writer.add(isProgressive)
    writer.add(isLossless)
    writer.add(samplings)
    writer.add(hasGainMap)
    writer.add(frameEnding)
    writer.add(codecByteCount)
    writer.add(startByteCount)
    writer.add(laterStartByteCount)
    writer.add(profileByteCount)
    writer.add(profileTableByteCount)
    writer.add(exifByteCount)
    writer.add(heldByteCount)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let (format, size) = (try reader.value(Format.self), try reader.value(Size.self))
    let orientation = try reader.value(Orientation.self)
    let (bitDepth, significantBits) = (try reader.value(Int.self), try reader.value(Int?.self))
    self.init(
      format: format, storedSize: size, orientation: orientation, bitDepth: bitDepth,
      significantBits: significantBits, colorModel: try reader.value(), isLossless: false)
    hasAlpha = try reader.value()
    frameCount = try reader.value()
    hasColorProfile = try reader.value()
    isProgressive = try reader.value()
    isLossless = try reader.value()
    samplings = try reader.value()
    hasGainMap = try reader.value()
    frameEnding = try reader.value()
    codecByteCount = try reader.value()
    startByteCount = try reader.value()
    laterStartByteCount = try reader.value()
    profileByteCount = try reader.value()
    profileTableByteCount = try reader.value()
    exifByteCount = try reader.value()
    heldByteCount = try reader.value()
  }
}

extension OptionKey: Wired {}

extension Message: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(parts)
    writer.add(limit)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init("")
    parts = try reader.value()
    limit = try reader.value()
  }
}

extension Message.Part: Wired {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .text(let text):
      writer.add(OptionKey?.none)
      writer.add(text)
    case .option(let key): writer.add(OptionKey?.some(key))
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    if let key = try reader.value(OptionKey?.self) {
      self = .option(key)
    } else {
      self = .text(try reader.value())
    }
  }
}

extension Warning: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(code.description)
    writer.add(words)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(Code(try reader.value()), try reader.value())
  }
}

extension ImageError: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(code.description)
    writer.add(reasonWords)
    writer.add(adviceWords)
    writer.add(fractionDecoded)
    writer.add(info)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(Code(try reader.value()), try reader.value(), advice: try reader.value())
    fractionDecoded = try reader.value()
    info = try reader.value()
  }
}
