extension Upscale: Wired {}
extension AreaBudget.Order: Wired {}
extension Buckets.Metric: Wired {}
extension SideFormula: Wired {}
extension PatchBudget.Rule: Wired {}
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
    case .service(let rule):
      add(11, nil)
      writer.add(rule)
    case .patches(let budget):
      add(6, budget.most, budget.least)
      writer.add(budget.side)
      writer.add(budget.merge)
      writer.add(budget.rule)
    case .closest(let width, let height): add(9, width, height)
    case .line(let line):
      add(10, line.height, line.width)
      writer.add(line.widest)
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
    case (6, let most?, _):
      var budget = PatchBudget(atMost: most)
      (budget.least, budget.side) = (second, try reader.value())
      (budget.merge, budget.rule) = (try reader.value(), try reader.value())
      self = .patches(budget)
    case (7, _, _): self = .area(AreaBudget(least: first, most: second, order: try reader.value()))
    case (11, nil, nil): self = .service(try reader.value())
    case (9, let width?, let height?): self = .closest(width: width, height: height)
    case (10, let height?, let width?):
      self = .line(TextLine(height: height, width: width, widest: try reader.value()))
    case (8, nil, nil): self = .bucket(try reader.value())
    default: throw WireError()
    }
  }
}

extension Scaling: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(fit)
    writer.add(upscale)
    writer.add(sideRounding)
    writer.add(sideFormula)
    writer.add(multiple)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(try reader.value(), upscale: try reader.value())
    (sideRounding, sideFormula) = (try reader.value(), try reader.value())
    multiple = try reader.value()
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
      writer.add(UInt8(0))
      writer.add(count)
    case .fraction(let part):
      writer.add(UInt8(1))
      writer.add(part)
    case .centered: writer.add(UInt8(2))
    case .partOfShorter(let part):
      writer.add(UInt8(3))
      writer.add(part)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.value(UInt8.self) {
    case 0: self = .pixels(try reader.value())
    case 1: self = .fraction(try reader.value())
    case 2: self = .centered
    case 3: self = .partOfShorter(try reader.value())
    default: throw WireError()
    }
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
