import ImagePrep

/// What the last complete run of a folder was about, for `merge`. It is a file in `.imgprep/`, of lines with a name and a
/// value. A run removes it first, and writes it last.
struct RunRecord: Equatable {
  /// Stands for the options and the version.
  var options: String
  var part: Part?
  /// All inputs, those of other parts included, and the sum of the hashes of their relative paths.
  var inputs: Int
  var hashes: UInt64
  var rows: Int

  static let name: SystemPath = "run"

  init(options: [UInt8], part: Part?, inputs: Int, hashes: UInt64, rows: Int) {
    self.options = options.hexadecimal
    self.part = part
    self.inputs = inputs
    self.hashes = hashes
    self.rows = rows
  }

  /// Nil if no run has come to its end since the last one began.
  init?(in folder: SystemPath) {
    guard let bytes = try? WholeFile.read(folder.appending(Self.name)) else { return nil }
    var values: [Substring: Substring] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { values[words[0]] = words[1] }
    }
    guard let options = values["options"], let inputs = values["inputs"].flatMap({ Int($0) }),
      let hashes = values["hashes"].flatMap({ UInt64($0, radix: 16) }),
      let rows = values["rows"].flatMap({ Int($0) })
    else { return nil }
    (self.options, self.inputs, self.hashes, self.rows) = (String(options), inputs, hashes, rows)
    if let part = values["part"] {
      let numbers = part.split(separator: "/").compactMap { Int($0) }
      guard numbers.count == 2, let part = Part(numbers[0], of: numbers[1]) else { return nil }
      self.part = part
    }
  }

  func write(to folder: SystemPath) throws(ImageError) {
    var text = "options \(options)\ninputs \(inputs)\nhashes \(String(hashes, radix: 16))\nrows \(rows)\n"
    if let part { text += "part \(part.number)/\(part.count)\n" }
    try WholeFile.write(
      Array(text.utf8), to: folder.appending(Self.name), replacing: true, followingLinks: false)
  }
}
