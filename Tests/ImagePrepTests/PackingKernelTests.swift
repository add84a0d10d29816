import CResampleKernels
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Every instruction set packs what the scalar kernels pack, and writes nothing else")
struct PackingKernelTests {
  private static let kernels = ["baseline", "avx2", "avx512", "neon"].compactMap { Kernels(named: $0) }
  private static let guardByte: UInt8 = 0xA5

  /// Numbers whose elements are computed, and one that only the table knows: 0 times infinity is no number.
  private static let numbers: [(rescale: Double?, mean: [Double], std: [Double], isComputed: Bool)] = [
    (nil, [], [], true), (nil, TensorFormat.imagenet.mean, TensorFormat.imagenet.std, true),
    (nil, TensorFormat.clip.mean, TensorFormat.clip.std, true), (nil, [0.5], [0.5], true),
    (1 / 127.5, [1], [], true), (1, [103.53, 116.28, 123.675], [-57.375, 57.12, 58.395], true),
    (3e38, [], [], false),
  ]

  private static func formats(
    _ type: ScalarType, _ numbers: [(rescale: Double?, mean: [Double], std: [Double], isComputed: Bool)]
  ) -> [TensorFormat] {
    TensorLayout.allCases.flatMap { layout in
      TensorChannels.allCases.flatMap { channels in
        (!type.isFloat ? Self.numbers.prefix(1) : numbers[...]).map { numbers in
          var format = TensorFormat()
          (format.layout, format.channels, format.dtype) = (layout, channels, type)
          if type.isFloat { format.rescale = numbers.rescale }
          format.mean = channels == .gray ? Array(numbers.mean.prefix(1)) : numbers.mean
          format.std = channels == .gray ? Array(numbers.std.prefix(1)) : numbers.std
          return format
        }
      }
    }
  }

  /// A row packed in the middle of memory that is full of one byte, at an address that is not aligned.
  ///
  /// The samples end where their memory ends.
  private static func packed(
    _ packer: TensorPacker, _ samples: [UInt8]
  ) -> [UInt8] {
    let (format, width) = (packer.format, packer.size.width)
    let planes = format.layout.isPlanar ? format.channels.count : 1
    // A gap after each plane, of an odd number of bytes.
    let planeBytes = packer.byteCount / planes + 67
    var memory = [UInt8](repeating: guardByte, count: 65 + planes * planeBytes)
    unsafe memory.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      unsafe packer.pack(samples, samples.count / width, to: base + 65, planeBytes: planeBytes)
    }
    for plane in 0..<planes {
      let start = 65 + plane * planeBytes
      let gaps = [
        memory[(plane == 0 ? 0 : start - 67)..<start],
        memory[(start + packer.byteCount / planes)...].prefix(67),
      ]
      for byte in gaps.joined() where byte != guardByte { Issue.record("\(format) \(width) wrote outside") }
    }
    return memory
  }

  @Test("Widths from 1 to 70, every layout, order and number of samples", arguments: ScalarType.allCases)
  func equal(_ type: ScalarType) throws {
    var generator = SeededGenerator(77)
    let noise = (0..<4 * 1001).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for format in Self.formats(type, [Self.numbers[1], Self.numbers[6]]) {
      for width in Array(1...70) + [255, 256, 257, 273, 1001] {
        let packers = try ([.scalar] + Self.kernels).map {
          ($0.name, try TensorPacker(format, Size(width: width, height: 1), $0))
        }
        for channels in [1, 3, 4] {
          let samples = Array(noise.prefix(channels * width))
          let results = packers.map { ($0.0, Self.packed($0.1, samples)) }
          for (name, result) in results where result != results[0].1 {
            Issue.record("\(name) \(format) \(width) \(channels)")
          }
        }
      }
    }
  }

  @Test("The numbers of common models are computed, and those that floats cannot hold are looked up")
  func computed() throws {
    for numbers in Self.numbers {
      for type in ScalarType.allCases where type.isFloat {
        var format = TensorFormat()
        (format.dtype, format.rescale, format.mean, format.std) = (
          type, numbers.rescale, numbers.mean, numbers.std
        )
        let tables = try ScalarTables(format)
        #expect(unsafe tables.packing.is_computed == numbers.isComputed, "\(numbers)")
      }
    }
  }

  @Test("Every sample becomes the element of the definition, on every instruction set")
  func everySample() throws {
    let samples = (0..<256).flatMap { [UInt8($0), UInt8(255 - $0), UInt8($0 ^ 0x55)] }
    for format in Self.formats(.float32, Self.numbers) where format.channels != .gray && format.layout == .hwc
    {
      for kernels in Self.kernels + [.scalar] {
        let packer = try TensorPacker(format, Size(width: 256, height: 1), kernels)
        let bytes = Self.packed(packer, samples)
        for index in 0..<768 {
          let channel = format.channels == .bgr ? 2 - index % 3 : index % 3
          let sample = samples[index / 3 * 3 + channel]
          let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[65 + 4 * index + $1]) << (8 * $1) }
          let expected = Self.definition(sample, channel, format)
          if bits != expected.bitPattern { Issue.record("\(kernels.name) \(format) \(sample)") }
        }
      }
    }
  }

  /// The operations of float32 that transformers and torchvision use, one after the other.
  private static func definition(_ sample: UInt8, _ channel: Int, _ format: TensorFormat) -> Float {
    var value = Float(sample) / 255
    if let rescale = format.rescale { value = Float(Double(sample) * rescale) }
    if let mean = format.mean.count == 3 ? format.mean[channel] : format.mean.first { value -= Float(mean) }
    if let std = format.std.count == 3 ? format.std[channel] : format.std.first { value /= Float(std) }
    return value
  }

  @Test("16-bit rows and lanes: widths from 1 to 40, and samples outside of 0 to 255")
  func fine() throws {
    var generator = SeededGenerator(78)
    let noise = (0..<3 * 1001).map { _ in Int16.random(in: -6000...22000, using: &generator) }
    for type in ScalarType.allCases where type.isFloat {
      for format in Self.formats(type, [Self.numbers[1], Self.numbers[4]]) {
        for width in Array(1...40) + [256, 1001] {
          for channels in [1, 3] {
            let samples = Array(noise.prefix(channels * width))
            let results = try ([.scalar] + Self.kernels).map {
              ($0.name, try Self.packedFine(TensorPacker(format, Size(width: width, height: 1), $0), samples))
            }
            for (name, result) in results where result != results[0].1 {
              Issue.record("\(name) \(format) \(width) \(channels)")
            }
          }
        }
      }
    }
  }

  private static func packedFine(_ packer: TensorPacker, _ samples: [Int16]) -> [UInt8] {
    let planes = packer.format.layout.isPlanar ? packer.format.channels.count : 1
    let planeBytes = packer.byteCount / planes + 67
    var memory = [UInt8](repeating: guardByte, count: 65 + planes * planeBytes)
    unsafe memory.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      unsafe packer.packFine(
        samples, samples.count / packer.size.width, pixels: packer.size.width, to: base + 65,
        planeBytes: planeBytes)
    }
    return memory
  }

  @Test("16-bit lanes to rows, and to RGB")
  func fineLanes() {
    var generator = SeededGenerator(79)
    for pixels in [1, 2, 7, 8, 9, 33] {
      let lanes = (0..<3 * 16 * pixels).map { _ in Int16.random(in: -6000...22000, using: &generator) }
      func run(_ kernels: Kernels) -> [[Int16]] {
        let table = unsafe kernels.table.pointee
        var rows = [Int16](repeating: 0, count: lanes.count)
        unsafe rows.withUnsafeMutableBufferPointer { rows in
          var addresses: [UnsafeMutablePointer<Int16>?] = unsafe []
          for row in 0..<16 { unsafe addresses.append(rows.baseAddress.map { unsafe $0 + row * 3 * pixels }) }
          unsafe table.lanes_to_rows_16(lanes, 3 * pixels, addresses)
        }
        let colors = [YCbCrMatrix.fullRange, .studioRange].map { matrix in
          var rgb = [Int16](repeating: 0, count: lanes.count)
          unsafe lanes.withUnsafeBufferPointer { lanes in
            guard let luma = lanes.baseAddress else { return }
            unsafe matrix.convertFine(
              luma, luma + 16 * pixels, luma + 32 * pixels, pixels: pixels, to: &rgb, kernels)
          }
          return rgb
        }
        return [rows] + colors
      }
      for kernels in Self.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name) \(pixels)") }
    }
  }
}
