import Foundation
import ImagePrep
import TestSupport
import Testing

/// A line of `TestImages/manifest.tsv`.
struct TestImage: CustomTestStringConvertible, Sendable {
  let name: String
  let format: String
  let size: Size
  let orientation: Int
  let frames: Int
  let hasAlpha: Bool

  var testDescription: String { name }
  var path: String { Self.folder + "/images/" + name }

  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "TestImages").path

  /// Empty if the manifest cannot be read, which `TestImageTests` reports.
  static let all = (try? manifest()) ?? []

  /// - Throws: If the manifest cannot be read, or a line of it lacks a column.
  static func manifest() throws -> [TestImage] {
    let text = try String(contentsOfFile: folder + "/manifest.tsv", encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count >= 7, let width = Int(columns[2]), let height = Int(columns[3]),
        let orientation = Int(columns[4]), let frames = Int(columns[5])
      else { throw CocoaError(.fileReadCorruptFile) }
      return TestImage(
        name: columns[0], format: columns[1], size: Size(width: width, height: height),
        orientation: orientation, frames: frames, hasAlpha: columns[6] == "yes")
    }
  }

  static func named(_ name: String) -> TestImage? { all.first { $0.name == name } }

  /// What an independent decoder makes of it: as stored, straight alpha.
  func expected(frame: Int? = nil) throws -> PixelBuffer {
    try PixelBuffer(pam: "expected/\(name)" + (frame.map { ".frame\($0)" } ?? ""))
  }

  func bytes() throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: path))) }
}

extension PixelBuffer {
  /// Reads `TestImages/NAME.pam`, 8-bit RGB or RGBA.
  init(pam name: String) throws {
    let data = try [UInt8](Data(contentsOf: URL(filePath: "\(TestImage.folder)/\(name).pam")))
    let end = Array("ENDHDR\n".utf8)
    guard let start = data.indices.first(where: { data[$0...].starts(with: end) }) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    var fields: [String: Int] = [:]
    for line in String(decoding: data[..<start], as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { fields[String(words[0])] = Int(words[1]) }
    }
    try self.init(
      size: Size(width: fields["WIDTH"] ?? 0, height: fields["HEIGHT"] ?? 0),
      format: fields["DEPTH"] == 4 ? .rgba8 : .rgb8, samples: Array(data[(start + end.count)...]))
  }

  /// The same picture with nothing to see where it is wholly transparent.
  var withoutHiddenColors: [UInt8] {
    guard format == .rgba8 else { return samples }
    var copy = samples
    for at in stride(from: 0, to: copy.count, by: 4) where copy[at + 3] == 0 {
      (copy[at], copy[at + 1], copy[at + 2]) = (0, 0, 0)
    }
    return copy
  }
}

extension Options {
  /// Nothing but decoding: size, orientation and alpha as stored, Pillow's bytes.
  static var asStored: Options {
    var options = Options(max: nil, multiple: 1)
    options.decode = .exact
    options.alpha = .keep
    options.orientation = .ignore
    options.color = .keep
    return options
  }
}

extension PixelBuffer {
  /// Noise, or half noise and half one-pixel black and white detail, which clips in every pass.
  static func noise(_ size: Size, _ format: PixelFormat, seed: UInt64) throws -> PixelBuffer {
    var generator = SeededGenerator(seed)
    let samples = (0..<size.area * format.channels).map { index -> UInt8 in
      let column = index / format.channels % size.width
      let value = UInt8.random(in: 0...255, using: &generator)
      return column * 2 < size.width ? value : (value & 1) * 255
    }
    return try PixelBuffer(size: size, format: format, samples: samples)
  }

  /// The mean of the squared differences of all samples.
  func meanSquaredError(from other: PixelBuffer) -> Double {
    let sum = zip(samples, other.samples).reduce(0) { sum, pair in
      let difference = Int(pair.0) - Int(pair.1)
      return sum + difference * difference
    }
    return Double(sum) / Double(samples.count)
  }
}
