extension Upscale: Wired {}
extension Multiple.Rounding: Wired {}
extension Multiple.Method: Wired {}
extension Filter: Wired {}
extension DecodeGrade: Wired {}
extension OrientationPolicy: Wired {}
extension ColourPolicy: Wired {}
extension OutputFormat: Wired {}
extension MetadataKinds: Wired {}

extension Options: Wired {
  func write(to writer: inout WireWriter) {
    writer.add(geometry.fit)
    writer.add(geometry.upscale)
    writer.add(multiple)
    writer.add(filter)
    writer.add(decode)
    writer.add(alpha)
    writer.add(orientation)
    writer.add(colour)
    writer.add(keepMetadata)
    writer.add(frame)
    writer.add(lenient)
    writer.add(minComplete)
    writer.add(outputFormat)
    writer.add(threads)
    writer.add(limits)
  }

  init(from reader: inout WireReader) throws(WireError) {
    self.init(
      geometry: .fit(try reader.value(), upscale: try reader.value()), multiple: try reader.value())
    filter = try reader.value()
    decode = try reader.value()
    alpha = try reader.value()
    orientation = try reader.value()
    colour = try reader.value()
    keepMetadata = try reader.value()
    frame = try reader.value()
    lenient = try reader.value()
    minComplete = try reader.value()
    outputFormat = try reader.value()
    threads = try reader.value()
    limits = try reader.value()
  }
}

extension Fit: Wired {
  func write(to writer: inout WireWriter) {
    let (kind, width, height): (UInt8, Int?, Int?) =
      switch self {
      case .inside(let width, let height): (0, width, height)
      case .cover(let width, let height): (1, width, height)
      case .pad(let width, let height): (2, width, height)
      case .stretch(let width, let height): (3, width, height)
      }
    writer.add(kind)
    writer.add(width)
    writer.add(height)
  }

  init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.value(UInt8.self)
    let (width, height) = (try reader.value(Int?.self), try reader.value(Int?.self))
    if kind == 0 {
      self = .inside(width: width, height: height)
      return
    }
    guard let width, let height else { throw WireError() }
    switch kind {
    case 1: self = .cover(width: width, height: height)
    case 2: self = .pad(width: width, height: height)
    case 3: self = .stretch(width: width, height: height)
    default: throw WireError()
    }
  }
}

extension Multiple: Wired {
  func write(to writer: inout WireWriter) {
    writer.add(width)
    writer.add(height)
    writer.add(rounding)
    writer.add(method)
  }

  init(from reader: inout WireReader) throws(WireError) {
    self.init(
      width: try reader.value(), height: try reader.value(), rounding: try reader.value(Rounding.self),
      by: try reader.value())
  }
}

extension AlphaPolicy: Wired {
  func write(to writer: inout WireWriter) {
    let colour: [UInt8]? =
      switch self {
      case .keep: nil
      case .flatten(let colour): [colour.red, colour.green, colour.blue]
      }
    writer.add(colour)
  }

  init(from reader: inout WireReader) throws(WireError) {
    guard let colour = try reader.value([UInt8]?.self) else {
      self = .keep
      return
    }
    guard colour.count == 3 else { throw WireError() }
    self = .flatten(onto: Color(red: colour[0], green: colour[1], blue: colour[2]))
  }
}

extension Limits: Wired {
  private static var counts: [WritableKeyPath<Limits, Int?>] {
    [
      \.pixels, \.width, \.height, \.scans, \.frames, \.framePixels, \.chunkBytes, \.profileBytes, \.bytes,
      \.memory, \.workerMemory,
    ]
  }

  func write(to writer: inout WireWriter) {
    for count in Self.counts { writer.add(self[keyPath: count]) }
    writer.add(seconds)
  }

  init(from reader: inout WireReader) throws(WireError) {
    self.init()
    for count in Self.counts { self[keyPath: count] = try reader.value() }
    seconds = try reader.value()
  }
}
