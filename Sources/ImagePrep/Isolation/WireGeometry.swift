extension Upscale: Wired {}
extension AreaBudget.Order: Wired {}
extension Buckets.Metric: Wired {}
extension SideFormula: Wired {}
extension Buckets.BucketFit: Wired {}
extension WholeTile: Wired {}
extension ServiceRule: Wired {}

extension Fit: Wired {
  package func write(to writer: inout WireWriter) {
    func add(_ kind: UInt8, _ first: Int?, _ second: Int? = nil) {
      writer.add(kind)
      writer.add(first)
      writer.add(second)
    }
    switch self {
    case .inside(let width, let height): add(0, width, height)
    case .cover(let width, let height): add(1, width, height)
    case .pad(let width, let height): add(2, width, height)
    case .stretch(let width, let height): add(3, width, height)
    case .max(let side): add(4, side)
    case .shortest(let side, let longest): add(5, side, longest)
    case .patches(let most): add(6, most)
    case .service(let rule):
      add(10, nil)
      writer.add(rule)
    case .closest(let width, let height): add(9, width, height)
    case .area(let budget):
      add(7, budget.least, budget.most)
      writer.add(budget.order)
    case .bucket(let buckets):
      add(8, nil)
      writer.add(buckets)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.value(UInt8.self)
    let (first, second) = (try reader.value(Int?.self), try reader.value(Int?.self))
    switch (kind, first, second) {
    case (0, _, _): self = .inside(width: first, height: second)
    case (1, let width?, let height?): self = .cover(width: width, height: height)
    case (2, let width?, let height?): self = .pad(width: width, height: height)
    case (3, let width?, let height?): self = .stretch(width: width, height: height)
    case (4, _, nil): self = .max(first)
    case (5, let side?, _): self = .shortest(side, longest: second)
    case (6, let most?, nil): self = .patches(atMost: most)
    case (7, _, _): self = .area(AreaBudget(least: first, most: second, order: try reader.value()))
    case (10, nil, nil): self = .service(try reader.value())
    case (9, let width?, let height?): self = .closest(width: width, height: height)
    case (8, nil, nil): self = .bucket(try reader.value())
    default: throw WireError()
    }
  }
}

extension Buckets: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(sizes)
    writer.add(metric)
    writer.add(fit)
    writer.add(sourceMultiple)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(try reader.value(), by: try reader.value(), fit: try reader.value())
    sourceMultiple = try reader.value()
  }
}

extension CropBox: Wired {
  package func write(to writer: inout WireWriter) {
    for length in [x, y, width, height] { writer.add(length) }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      x: try reader.value(), y: try reader.value(), width: try reader.value(), height: try reader.value())
  }
}

extension CropBox.Length: Wired {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .pixels(let count):
      writer.add(true)
      writer.add(count)
    case .fraction(let part):
      writer.add(false)
      writer.add(part)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.value(Bool.self) ? .pixels(try reader.value()) : .fraction(try reader.value())
  }
}

extension Gravity: Wired {
  package func write(to writer: inout WireWriter) {
    let point = Self.compass.firstIndex { $0.gravity == self }
    writer.add(point)
    guard case .focus(let x, let y) = self else { return }
    writer.add(x)
    writer.add(y)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    guard let point = try reader.value(Int?.self) else {
      self = .focus(x: try reader.value(), y: try reader.value())
      return
    }
    guard Self.compass.indices.contains(point) else { throw WireError() }
    self = Self.compass[point].gravity
  }
}
