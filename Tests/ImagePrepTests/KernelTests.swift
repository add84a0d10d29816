import CResampleKernels
import Testing

@testable import ImagePrep

/// Memory for the kernels, filled with noise.
@safe private final class Samples<Element: FixedWidthInteger & BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, seed: UInt64, in range: ClosedRange<Element>) {
    unsafe base = .allocate(capacity: max(count, 1))
    self.count = count
    var generator = SeededGenerator(seed)
    for index in 0..<count {
      unsafe (base + index).initialize(to: Element.random(in: range, using: &generator))
    }
  }

  convenience init(zeros count: Int) { self.init(count, seed: 0, in: 0...0) }

  deinit { unsafe base.deallocate() }

  var values: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}

@Suite("Every instruction set gives what the scalar kernels give")
struct KernelTests {
  private static let names = ["baseline", "avx2", "avx512", "neon"]
  private static let kernels = names.compactMap { Kernels(named: $0) }
  /// Every remainder of the kernels' block sizes.
  private static let widths = Array(1...70) + [127, 128, 129, 1001]

  private static func axis(_ from: Int, _ to: Int, exact: Bool) throws -> FixedAxis {
    let weights = AxisWeights(
      filter: .lanczos3, scale: Double(from) / Double(to), sourceCount: from, outputs: 0..<to)
    return exact ? try .exact(weights) : try .balanced(weights, bits: 15)
  }

  @Test("There is more than one to compare")
  func several() {
    #expect(!Self.kernels.isEmpty)
    #expect(Kernels(named: "sse9") == nil)
  }

  @Test("Down the columns", arguments: [true, false])
  func weighRows(_ exact: Bool) throws {
    for (from, to) in [(24, 5), (5, 24), (101, 3)] {
      let axis = try Self.axis(from, to, exact: exact)
      for width in Self.widths {
        // Rows side by side at odd addresses, the last ending at the end of its allocation.
        let source = Samples<UInt8>(from * width + 1, seed: UInt64(width), in: 0...255)
        var rows: [UnsafePointer<UInt8>?] = unsafe []
        for row in 0..<axis.reach {
          unsafe rows.append(UnsafePointer(source.base + 1 + min(row, from - 1) * width))
        }
        func run(_ kernels: Kernels) -> [[Int]] {
          (0..<to).map { output in
            var raw = unsafe axis.kernelAxis
            let start = axis.starts[output]
            return unsafe rows.withUnsafeBufferPointer { rows in
              let window = unsafe rows.baseAddress.map { unsafe $0 + start }
              if exact {
                let result = Samples<UInt8>(zeros: width)
                unsafe kernels.table.pointee.weigh_rows_exact(window, &raw, output, width, result.base)
                return result.values.map(Int.init)
              }
              let result = Samples<Int16>(zeros: width)
              unsafe kernels.table.pointee.weigh_rows(window, &raw, output, width, result.base)
              return result.values.map(Int.init)
            }
          }
        }
        let expected = run(.scalar)
        for kernels in Self.kernels { #expect(run(kernels) == expected, "\(kernels.name) \(width)") }
      }
    }
  }

  @Test("Along the rows", arguments: [1, 3, 4])
  func weighLanes(_ channels: Int) throws {
    for (from, to) in [(24, 5), (5, 24), (301, 7), (1, 1)] {
      let exact = try Self.axis(from, to, exact: true)
      let balanced = try Self.axis(from, to, exact: false)
      let bytes = Samples<UInt8>(exact.reach * channels * 16, seed: 1, in: 0...255)
      let words = Samples<Int16>(balanced.reach * channels * 16, seed: 2, in: -6000...22000)
      func run(_ kernels: Kernels) -> [Int] {
        var (rawExact, rawBalanced) = unsafe (exact.kernelAxis, balanced.kernelAxis)
        let first = Samples<UInt8>(zeros: to * channels * 16)
        let second = Samples<Int16>(zeros: to * channels * 16)
        unsafe kernels.table.pointee.weigh_lanes_exact(bytes.base, &rawExact, channels, first.base)
        unsafe kernels.table.pointee.weigh_lanes(words.base, &rawBalanced, channels, second.base)
        return first.values.map(Int.init) + second.values.map(Int.init)
      }
      for kernels in Self.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name)") }
    }
  }

  @Test("Rows to lanes and back")
  func lanes() {
    for width in Self.widths {
      let bytes = Samples<UInt8>(16 * width, seed: 3, in: 0...255)
      let words = Samples<Int16>(16 * width, seed: 4, in: Int16.min...Int16.max)
      var byteRows: [UnsafePointer<UInt8>?] = unsafe []
      var wordRows: [UnsafePointer<Int16>?] = unsafe []
      for row in 0..<16 {
        unsafe byteRows.append(UnsafePointer(bytes.base + row * width))
        unsafe wordRows.append(UnsafePointer(words.base + row * width))
      }
      func run(_ kernels: Kernels) -> [Int] {
        let (first, second) = (Samples<UInt8>(zeros: 16 * width), Samples<Int16>(zeros: 16 * width))
        let back = Samples<UInt8>(zeros: 16 * width)
        var backRows: [UnsafeMutablePointer<UInt8>?] = unsafe []
        for row in 0..<16 { unsafe backRows.append(back.base + row * width) }
        unsafe kernels.table.pointee.rows_to_lanes(byteRows, width, first.base)
        unsafe kernels.table.pointee.rows_to_lanes_16(wordRows, width, second.base)
        unsafe kernels.table.pointee.lanes_to_rows(first.base, width, backRows)
        #expect(back.values == bytes.values)
        return first.values.map(Int.init) + second.values.map(Int.init)
      }
      for kernels in Self.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name) \(width)") }
    }
  }

  @Test("16-bit lanes to 8-bit pixels")
  func finishing() {
    for pixels in [1, 2, 3, 17] {
      let words = Samples<Int16>(4 * 16 * pixels, seed: 5, in: -12000...30000)
      func run(_ kernels: Kernels) -> [UInt8] {
        let clipped = Samples<UInt8>(zeros: 4 * 16 * pixels)
        let straight = Samples<UInt8>(zeros: 4 * 16 * pixels)
        let rgb = Samples<UInt8>(zeros: 3 * 16 * pixels)
        var results: [UInt8] = []
        unsafe kernels.table.pointee.clip_lanes(words.base, 4 * pixels, clipped.base)
        unsafe kernels.table.pointee.unpremultiply_lanes(words.base, pixels, straight.base)
        results += clipped.values + straight.values
        for matrix in [YCbCrMatrix.fullRange, .studioRange] {
          var coefficients = matrix.coefficients
          unsafe kernels.table.pointee.ycc_lanes_to_rgb(
            words.base, words.base + 16 * pixels, words.base + 32 * pixels, &coefficients, pixels, rgb.base)
          results += rgb.values
        }
        return results
      }
      for kernels in Self.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name)") }
    }
  }

  @Test("Transparency")
  func transparency() {
    for pixels in Self.widths {
      let rgba = Samples<UInt8>(4 * pixels, seed: UInt64(pixels), in: 0...255)
      func run(_ kernels: Kernels) -> [UInt8] {
        let rgb = Samples<UInt8>(zeros: 3 * pixels)
        let premultiplied = Samples<UInt8>(zeros: 4 * pixels)
        unsafe kernels.table.pointee.flatten_rgba(rgba.base, pixels, [255, 10, 99], rgb.base)
        unsafe kernels.table.pointee.premultiply_rgba(rgba.base, pixels, premultiplied.base)
        return rgb.values + premultiplied.values
      }
      for kernels in Self.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name) \(pixels)") }
    }
  }

  @Test("Blending is the exact nearest, for every colour, alpha and three backgrounds")
  func blending() throws {
    for background in [UInt8(0), 128, 255] {
      let samples = (0..<65536).flatMap { index -> [UInt8] in [UInt8(index & 255), 0, 0, UInt8(index >> 8)] }
      let image = try PixelBuffer(size: Size(width: 256, height: 256), format: .rgba8, samples: samples)
      var options = Options(max: nil, multiple: 1)
      options.alpha = .flatten(onto: Color(red: background, green: 0, blue: 0))
      let result = try Normalizer(options).normalize(image).pixels.samples
      for index in 0..<65536 {
        let (colour, alpha) = (index & 255, index >> 8)
        let exact = Double(colour * alpha + Int(background) * (255 - alpha)) / 255
        if abs(Double(result[3 * index]) - exact) > 0.5 {
          Issue.record("\(colour) at alpha \(alpha) over \(background) became \(result[3 * index])")
        }
      }
    }
  }
}
