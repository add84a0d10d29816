import ImagePrep

/// Choices made by bytes; after the last byte, always the first choice.
struct Dice {
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> Int {
    defer { next += 1 }
    return next < bytes.count ? Int(bytes[next]) : 0
  }

  mutating func flip() -> Bool { byte() % 2 == 1 }

  /// From 0 to one less than `limit`.
  mutating func number(_ limit: Int) -> Int {
    var value = byte()
    for _ in 1..<4 where limit > 256 { value = value << 8 | byte() }
    return value % limit
  }

  mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[byte() % choices.count] }
}

extension Options {
  init(_ dice: inout Dice) {
    let (width, height) = (dice.number(dice.flip() ? 300 : 20), dice.number(dice.flip() ? 100_000 : 300))
    let fit: Fit
    switch dice.byte() % 6 {
    case 0: fit = .inside(width: width, height: nil)
    case 1: fit = .inside(width: nil, height: height)
    case 2: fit = .cover(width: width, height: height)
    case 3: fit = .pad(width: width, height: height)
    case 4: fit = .stretch(width: width, height: height)
    default: fit = .max(width)
    }
    // Sizes that break an explicit multiple are refused: most are multiples of 1 or 2.
    let multiples = [1, 1, 1, 2, 2, dice.number(20)]
    self.init(geometry: .fit(fit, upscale: dice.one(of: Upscale.allCases)))
    if dice.flip() {
      multiple = Multiple(
        width: dice.one(of: multiples), height: dice.one(of: multiples),
        rounding: dice.one(of: [nil] + Multiple.Rounding.allCases),
        by: dice.one(of: Multiple.Method.allCases))
    }
    filter = dice.one(of: Filter.allCases)
    decode = dice.one(of: DecodeGrade.allCases)
    alpha = dice.flip() ? .keep : .flatten(onto: Color(red: 9, green: 200, blue: 77))
    background = dice.flip() ? Color(red: 200, green: 9, blue: 77) : nil
    orientation = dice.one(of: OrientationPolicy.allCases)
    color = dice.one(of: ColorPolicy.allCases)
    frame = dice.number(5)
    lenient = dice.flip()
    threads = dice.flip() ? 2 : 1
    keepMetadata = dice.one(of: [[], .icc, .exif, [.icc, .exif]])
    minComplete = dice.one(of: [0, 0.3, 1])
    outputFormat = dice.one(of: [nil] + OutputFormat.allCases)
    limits = Limits(&dice)
    // Behind the end of older seeds, every choice is the first.
    chooseGeometry(&dice)
    chooseViews(&dice)
  }

  private mutating func chooseGeometry(_ dice: inout Dice) {
    let (first, second) = (dice.number(400) + 1, dice.number(400) + 1)
    switch dice.byte() % 7 {
    case 6: geometry.fit = .service(dice.one(of: ServiceRule.allCases))
    case 1: geometry.fit = .shortest(first, longest: dice.flip() ? second : nil)
    case 2: geometry.fit = .area(AreaBudget(least: dice.flip() ? first : nil, most: first * second))
    case 3: geometry.fit = .patches(atMost: first)
    case 4: geometry.fit = .bucket(.grid(Size(width: first, height: second), tiles: 1...dice.number(12) + 1))
    case 5:
      var buckets = Buckets([Size(width: first, height: second), Size(width: second, height: first)])
      buckets.metric = dice.one(of: Buckets.Metric.allCases)
      buckets.fit = dice.one(of: [.cover, .pad, .stretch])
      geometry.fit = .bucket(buckets)
    default: break
    }
    if dice.flip() {
      geometry.crop = CropBox(
        x: .pixels(dice.number(30)), y: .fraction(Double(dice.byte()) / 255),
        width: .fraction(Double(dice.byte()) / 255), height: .pixels(dice.number(30)))
    }
    if dice.flip() { geometry.canvas = Size(width: dice.number(300) + 1, height: dice.number(300) + 1) }
    geometry.gravity =
      dice.flip()
      ? .focus(x: Double(dice.byte()) / 255, y: Double(dice.byte()) / 255)
      : dice.one(of: [.center, .north, .southEast, .west])
    arithmetic = dice.one(of: Arithmetic.allCases)
    antialiasing = dice.one(of: Antialiasing.allCases)
    if dice.flip() { geometry.leastSide = dice.number(50) + 1 }
    if dice.flip() { geometry.before = [Scaling(.max(dice.number(200) + 1), upscale: .allow)] }
    if case .patches(var budget) = geometry.fit {
      budget.rule = dice.one(of: PatchBudget.Rule.allCases)
      budget.merge = dice.number(3) + 1
      geometry.fit = .patches(budget)
    }
  }

  private mutating func chooseViews(_ dice: inout Dice) {
    for _ in 0..<dice.byte() % 3 {
      var view = View(geometry: .fit(.max(dice.number(100) + 1)))
      if dice.flip() { view.geometry.crop = geometry.crop }
      view.filter = dice.one(of: [nil] + Filter.allCases)
      view.content = dice.flip() ? .alphaMask : .picture
      otherViews.append(view)
    }
    if dice.flip() { tiles = Size(width: dice.number(40) + 1, height: dice.number(40) + 1) }
    frames = dice.one(of: [nil, .all, .every(dice.byte() + 1), .count(dice.byte() + 1)])
  }
}

extension Limits {
  /// Mostly the defaults; none, or so little that images of the seeds are over it.
  init(_ dice: inout Dice) {
    self.init()
    let counts: [(WritableKeyPath<Limits, Int?>, Int)] = [
      (\.pixels, 5000), (\.width, 100), (\.height, 100), (\.scans, 3), (\.frames, 3), (\.framePixels, 5000),
      (\.chunkBytes, 100), (\.profileBytes, 1000), (\.bytes, 2000), (\.memory, 2_000_000),
    ]
    for (limit, most) in counts {
      switch dice.byte() % 8 {
      case 1: self[keyPath: limit] = nil
      case 2: self[keyPath: limit] = 1 + dice.number(most)
      default: break
      }
    }
    seconds = dice.one(of: [nil, nil, nil, 1e-6])
  }
}
