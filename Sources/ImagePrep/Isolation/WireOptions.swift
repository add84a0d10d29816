extension Upscale: Wired {}
extension Multiple.Rounding: Wired {}
extension Multiple.Method: Wired {}
extension Filter: Wired {}
extension DecodeGrade: Wired {}
extension OrientationPolicy: Wired {}
extension ColorPolicy: Wired {}
extension OutputFormat: Wired {}
extension MetadataKinds: Wired {}

extension Options: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(geometry.fit)
    writer.add(geometry.upscale)
    writer.add(multiple)
    writer.add(filter)
    writer.add(decode)
    writer.add(alpha)
    writer.add(background)
    writer.add(orientation)
    writer.add(color)
    writer.add(keepMetadata)
    writer.add(frame)
    writer.add(lenient)
    writer.add(minComplete)
    writer.add(outputFormat)
    writer.add(threads)
    writer.add(limits)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      geometry: .fit(try reader.value(), upscale: try reader.value()), multiple: try reader.value())
    filter = try reader.value()
    decode = try reader.value()
    alpha = try reader.value()
    background = try reader.value()
    orientation = try reader.value()
    color = try reader.value()
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
  package func write(to writer: inout WireWriter) {
    let (kind, width, height): (UInt8, Int?, Int?) =
      switch self {
      case .inside(let width, let height): (0, width, height)
      case .cover(let width, let height): (1, width, height)
      case .pad(let width, let height): (2, width, height)
      case .stretch(let width, let height): (3, width, height)
      case .max(let side): (4, side, nil)
      }
    writer.add(kind)
    writer.add(width)
    writer.add(height)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.value(UInt8.self)
    let (width, height) = (try reader.value(Int?.self), try reader.value(Int?.self))
    switch (kind, width, height) {
    case (0, _, _): self = .inside(width: width, height: height)
    case (1, let width?, let height?): self = .cover(width: width, height: height)
    case (2, let width?, let height?): self = .pad(width: width, height: height)
    case (3, let width?, let height?): self = .stretch(width: width, height: height)
    case (4, _, nil): self = .max(width)
    default: throw WireError()
    }
  }
}

extension Multiple: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(width)
    writer.add(height)
    writer.add(rounding)
    writer.add(method)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      width: try reader.value(), height: try reader.value(), rounding: try reader.value(Rounding.self),
      by: try reader.value())
  }
}

extension Color: Wired {
  package func write(to writer: inout WireWriter) { writer.add(raw: [red, green, blue]) }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(red: try reader.value(), green: try reader.value(), blue: try reader.value())
  }
}

extension AlphaPolicy: Wired {
  package func write(to writer: inout WireWriter) {
    let color: Color? = if case .flatten(let color) = self { color } else { nil }
    writer.add(color)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.value(Color?.self).map { .flatten(onto: $0) } ?? .keep
  }
}

extension Limits: Wired {
  private static var counts: [WritableKeyPath<Limits, Int?>] {
    [
      \.pixels, \.width, \.height, \.scans, \.frames, \.framePixels, \.chunkBytes, \.profileBytes, \.bytes,
      \.memory, \.workerMemory,
    ]
  }

  package func write(to writer: inout WireWriter) {
    for count in Self.counts { writer.add(self[keyPath: count]) }
    writer.add(seconds)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init()
    for count in Self.counts { self[keyPath: count] = try reader.value() }
    seconds = try reader.value()
  }
}
