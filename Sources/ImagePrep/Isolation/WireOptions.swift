extension Multiple.Rounding: Wired {}
extension Multiple.Method: Wired {}
extension Filter: Wired {}
extension DecodeGrade: Wired {}
extension Arithmetic: Wired {}
extension Antialiasing: Wired {}
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

extension Options.View: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(geometry.crop)
    writer.add(geometry.fit)
    writer.add(geometry.upscale)
    writer.add(geometry.before)
    writer.add(geometry.leastSide)
    writer.add(geometry.sideRounding)
    writer.add(geometry.sideFormula)
    writer.add(geometry.canvas)
    writer.add(geometry.gravity)
    writer.add(geometry.offsetRounding)
    writer.add(geometry.paddingRounding)
    writer.add(multiple)
    writer.add(filter)
    writer.add(background)
    writer.add(content)
    writer.add(keepsDepth)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let crop = try reader.value(CropBox?.self)
    self.init(geometry: .fit(try reader.value(), upscale: try reader.value()))
    geometry.crop = crop
    geometry.before = try reader.value()
    geometry.leastSide = try reader.value()
    geometry.sideRounding = try reader.value()
    geometry.sideFormula = try reader.value()
    geometry.canvas = try reader.value()
    geometry.gravity = try reader.value()
    geometry.offsetRounding = try reader.value()
    geometry.paddingRounding = try reader.value()
    multiple = try reader.value()
    filter = try reader.value()
    background = try reader.value()
    content = try reader.value()
    keepsDepth = try reader.value()
  }
}

extension Options.Content: Wired {}

extension FrameSelection: Wired {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .all: writer.add(UInt8(0))
    case .every(let step):
      writer.add(UInt8(1))
      writer.add(step)
    case .count(let count):
      writer.add(UInt8(2))
      writer.add(count)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.value(UInt8.self) {
    case 0: self = .all
    case 1: self = .every(try reader.value())
    case 2: self = .count(try reader.value())
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
