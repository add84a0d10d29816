import Foundation
import ImagePrep
import Testing

@testable import ImagePrepPresets

/// The presets of other packages. Expected values are those of the packages (`Tests/Parity/packages.py`).
@Suite("Presets of other packages")
struct PackageTests {
  /// What a package makes of an image.
  private struct Expected {
    var shape: [Int]
    /// Adler-32 of the bytes before normalization.
    var checksum: UInt32
    /// The first, the middle and the last number.
    var numbers: [Float]

    init?(_ word: Substring) {
      let parts = word.split(separator: ":")
      guard parts.count == 3, let checksum = UInt32(parts[1]) else { return nil }
      shape = parts[0].split(separator: ",").compactMap { Int($0) }
      self.checksum = checksum
      numbers = parts[2].split(separator: ",").compactMap { Float($0) }
      guard shape.count == 4, numbers.count == 3 else { return nil }
    }
  }

  @Test("A preset gives the bytes of its package", arguments: table.split(separator: "\n").map(String.init))
  func bytes(_ line: String) throws {
    let words = line.split(separator: " ")
    try #require(words.count == 3 + Self.images.count)
    let arithmetic = try #require(Arithmetic(rawValue: String(words[0])))
    let file = PresetFile(
      config: try ConfigText.parse(Array(words[1].utf8)), vae: try ConfigText.parse(Array(words[2].utf8)))
    let preset = try Preset(file, name: "test", like: arithmetic)
    for (name, word) in zip(Self.images, words.dropFirst(3)) {
      let expected = try #require(Expected(word))
      let path = Self.folder + name
      let image = try Normalizer(preset.options).normalize(contentsOf: path)
      let tensor: Tensor<Float> = try image.pixels.tensor(preset.tensor)
      #expect(tensor.shape == expected.shape, "\(name)")
      #expect(Self.checksum(tensor, preset.tensor) == expected.checksum, "\(name)")
      let count = tensor.count
      for (index, number) in zip([0, count / 2, count - 1], expected.numbers) {
        let difference = abs(tensor.elements[index] - number)
        #expect(difference <= 1e-5 * max(1, abs(number)), "\(name) at \(index)")
      }
    }
  }

  private static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "TestImages/images").path + "/"

  /// Adler-32 of the samples of a tensor before it was normalized.
  private static func checksum(_ tensor: Tensor<Float>, _ format: TensorFormat) -> UInt32 {
    let elements = tensor.elements
    let plane = max(1, elements.count / 3)
    func number(_ numbers: [Double], _ channel: Int, else standard: Double) -> Double {
      numbers.isEmpty ? standard : numbers[min(channel, numbers.count - 1)]
    }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for channel in 0..<3 {
      let std = number(format.std, channel, else: 1)
      let mean = number(format.mean, channel, else: 0)
      for index in channel * plane..<(channel + 1) * plane {
        let level = ((Double(elements[index]) * std + mean) * 255).rounded()
        low = (low + UInt32(min(max(level, 0), 255))) % 65521
        high = (high + low) % 65521
      }
    }
    return high << 16 | low
  }
}
