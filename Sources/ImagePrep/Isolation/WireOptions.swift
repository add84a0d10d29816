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
    for row in OptionTable.rows { row.write(self, &writer) }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init()
    for row in OptionTable.rows { try row.read(&self, &reader) }
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
  package func write(to writer: inout WireWriter) { writer.add(Options(limits: self)) }

  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.value(Options.self).limits
  }
}
