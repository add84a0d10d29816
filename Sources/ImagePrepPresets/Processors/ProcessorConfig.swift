import ImagePrep

/// The configuration of an image processor: the fields of a file over the defaults of the class.
///
/// It remembers which fields a rule has read, so that none with an effect is passed over in silence.
struct ProcessorConfig {
  /// Whose fields they are: a class of transformers, or a package.
  let owner: String
  private let withoutEffect: [String]
  private let given: [String: JSONValue]
  private let defaults: [String: JSONValue]
  private var read: Set<String> = []

  init(_ given: [String: JSONValue], _ processorClass: ProcessorClass) throws(ImageError) {
    guard let defaults = ClassDefaults.of(processorClass.name) else {
      throw ImageError(.invalidOptions, "the defaults of \(processorClass.name) are not known")
    }
    var given = given
    for (old, new) in processorClass.renamed {
      if let value = given.removeValue(forKey: old) { given[new] = value }
    }
    self.init(given, of: processorClass.name, defaults, ignoring: processorClass.withoutEffect)
  }

  /// - Parameter defaults: Every field that has an effect.
  init(
    _ given: [String: JSONValue], of owner: String, _ defaults: [String: JSONValue],
    ignoring withoutEffect: [String] = []
  ) {
    // A field of null counts as left out in transformers too.
    self.given = given.filter { $0.value != .null }
    self.defaults = defaults
    self.owner = owner
    self.withoutEffect = withoutEffect
  }

  // MARK: Fields

  /// Nil if neither the file nor the class has a value.
  mutating func value(_ name: String) -> JSONValue? {
    read.insert(name)
    let value = given[name] ?? defaults[name]
    return value == .null ? nil : value
  }

  /// Counts fields as read that another field makes useless.
  mutating func pass(_ names: String...) { read.formUnion(names) }

  /// True if the file itself has a value.
  func isGiven(_ name: String) -> Bool { given[name] != nil }

  mutating func flag(_ name: String) throws(ImageError) -> Bool {
    switch value(name) {
    case nil, .bool(false), .number(0): return false
    case .bool(true), .number(1): return true
    case let value?: throw fault(name, value, "is neither true nor false")
    }
  }

  mutating func text(_ name: String) throws(ImageError) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.text else { throw fault(name, value, "is no text") }
    return text
  }

  mutating func number(_ name: String) throws(ImageError) -> Double? {
    switch value(name) {
    case nil: return nil
    case .number(let number): return number
    case let value?: throw fault(name, value, "is no number")
    }
  }

  /// - Parameter most: Keeps products of several counts within an integer. Default: no more than a picture has pixels.
  mutating func count(_ name: String, atMost most: Int = .max) throws(ImageError) -> Int? {
    guard let value = value(name) else { return nil }
    guard let count = value.whole, count > 0 else { throw fault(name, value, "is no whole number from 1") }
    guard count <= most else { throw fault(name, value, "is out of range: 1 to \(most)") }
    return count
  }

  /// One number, or one for each channel.
  mutating func channels(_ name: String) throws(ImageError) -> [Double]? {
    guard let value = value(name) else { return nil }
    let values = if case .list(let values) = value { values } else { [value] }
    let numbers = values.compactMap(\.number)
    guard numbers.count == values.count, [1, 3].contains(numbers.count) else {
      throw fault(name, value, "is neither one number nor three")
    }
    return Set(numbers).count == 1 ? [numbers[0]] : numbers
  }

  /// - Parameter longest: Of a class that has a longest side beside one number, unless `max_size` says another.
  mutating func size(_ name: String, longest: Int? = nil) throws(ImageError) -> SizeField? {
    guard let value = value(name) else { return nil }
    // The square of a number is a matter of `size` alone.
    let isSquare = name == "size" ? try flag("default_to_square") : true
    let longest = longest.map { given["max_size"]?.whole ?? $0 }
    guard let size = SizeField(value, isSquare: isSquare, longest: longest) else {
      throw fault(name, value, "is no size that transformers knows")
    }
    return size
  }

  /// A size that must have a width and a height.
  mutating func box(_ name: String) throws(ImageError) -> Size? {
    guard let size = try size(name) else { return nil }
    guard case .exact(let width, let height) = size else {
      throw fault(name, "is no width and height")
    }
    return Size(width: width, height: height)
  }

  /// A list of heights and widths.
  mutating func sizes(_ name: String) throws(ImageError) -> [Size] {
    guard let value = value(name) else { return [] }
    guard case .list(let values) = value else { throw fault(name, value, "is no list") }
    let sizes = values.compactMap { SizeField($0, isSquare: true) }.compactMap { field -> Size? in
      guard case .exact(let width, let height) = field else { return nil }
      return Size(width: width, height: height)
    }
    guard sizes.count == values.count else { throw fault(name, value, "is no list of heights and widths") }
    return sizes
  }

  mutating func filter(_ name: String = "resample") throws(ImageError) -> Filter {
    // The backends take bilinear where there is nothing.
    guard let value = value(name) else { return .bilinear }
    let known: [(name: String, filter: Filter)] = [
      ("nearest", .nearest), ("lanczos", .lanczos3), ("bilinear", .bilinear), ("bicubic", .bicubic),
      ("box", .box),
      ("hamming", .hamming),
    ]
    if let number = value.whole, known.indices.contains(number) { return known[number].filter }
    // For example `bicubic`, `BICUBIC` and `PIL.Image.Resampling.BICUBIC`.
    let word = value.text?.lowercased().split(separator: ".").last.map(String.init)
    guard
      let found = known.first(where: { $0.name == word || word == "nearest_exact" && $0.name == "nearest" })
    else { throw fault(name, value, "is no filter of Pillow") }
    return found.filter
  }

  // MARK: Faults

  /// An error about a field, as the file or the class has it.
  func fault(_ name: String, _ reason: Message) -> ImageError {
    fault(name, given[name] ?? defaults[name] ?? .null, reason)
  }

  private func fault(_ name: String, _ value: JSONValue, _ reason: Message) -> ImageError {
    let from = isGiven(name) ? "" : " (the default of \(owner))"
    return ImageError(.invalidOptions, "its \(name) \(value)\(from) \(reason)")
  }

  /// - Throws: `ImageError` for a field of the file that the class reads and the rule has not.
  func checkAllRead() throws(ImageError) {
    let ignored = read.union(withoutEffect).union(Self.withoutEffect)
    for name in given.keys.sorted() where !ignored.contains(name) {
      // A field that the class does not read has no effect there either, and its default none that is not built in.
      guard let standard = defaults[name], standard != given[name] else { continue }
      throw ImageError(
        .invalidOptions,
        "its \(name) \(given[name] ?? .null) is not known: only \(standard) is, for \(owner)")
    }
  }

  /// Fields that no class needs for a still image in RGB.
  private static let withoutEffect = ["do_convert_rgb", "default_to_square"]
}
