import CResampleKernels
import Testing

@testable import ImagePrep

@Suite("Every instruction set gives what the scalar kernels give")
struct KernelTests {
  private static let names = ["baseline", "avx2", "avx512", "neon"]
  static let kernels = names.compactMap { Kernels(named: $0) }
  /// Every remainder of the kernels' block sizes.
  static let widths = Array(1...70) + [127, 128, 129, 1001]

  static func axis(_ from: Int, _ to: Int, exact: Bool) throws -> FixedAxis {
    let weights = try AxisWeights(
      filter: .lanczos3, scale: Double(from) / Double(to), sourceCount: from, outputs: 0..<to)
    return exact ? try .exact(weights) : try .balanced(weights, bits: 15)
  }

  #if arch(x86_64) || arch(arm64)
    @Test("There is a set to compare with the scalar one, which is another")
    func several() {
      #expect(Self.kernels.contains { unsafe $0.table != Kernels.scalar.table && $0.name != "scalar" })
    }
  #endif

  @Test("An unknown name is no instruction set")
  func unknown() { #expect(Kernels(named: "sse9") == nil) }

  /// Rows side by side, the first at an odd address; a row may be read to the end of a whole block.
  private static func rows<Element: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, width: Int, in range: ClosedRange<Element>
  ) -> (storage: Samples<Element>, rows: [UnsafePointer<Element>?]) {
    let samples = Samples(
      count * width + AlignedStorage.wholeBlocks(width) + 1, seed: UInt64(width), in: range)
    let rows = unsafe (0..<count).map { unsafe UnsafePointer?(samples.base + 1 + $0 * width) }
    return unsafe (samples, rows)
  }

  /// What a kernel set makes of rows, paired and weighed down the columns.
  private static func weighRows(
    _ kernels: Kernels, _ rows: [UnsafePointer<UInt8>?], width: Int, _ axis: FixedAxis, exact: Bool
  ) -> [[Int]] {
    let table = unsafe kernels.table.pointee
    let room = AlignedStorage.wholeBlocks(width)
    let pairCount = unsafe (rows.count + 1) / 2
    let paired = Samples<UInt8>(zeros: pairCount * 2 * room)
    for pair in 0..<pairCount {
      let next = unsafe min(2 * pair + 1, rows.count - 1)
      unsafe table.pair_rows(rows[2 * pair], rows[next], width, paired.base + pair * 2 * room)
    }
    var raw = unsafe axis.kernelAxis
    return stride(from: 0, to: axis.outputs, by: exact ? 1 : 2).flatMap { output -> [[Int]] in
      let first = axis.starts[output] / 2
      let window: [UnsafePointer<UInt8>?] = unsafe (first..<pairCount).map {
        unsafe UnsafePointer(paired.base + $0 * 2 * room)
      }
      if exact {
        let result = Samples<UInt8>(zeros: room)
        unsafe table.weigh_rows_exact(window, &raw, output, width, result.base)
        return [result.values.prefix(width).map(Int.init)]
      }
      let count = min(2, axis.outputs - output)
      let results = (0..<count).map { _ in Samples<Int16>(zeros: room) }
      let targets = unsafe results.map { unsafe UnsafeMutablePointer?($0.base) }
      unsafe table.weigh_rows(window, &raw, output, count, width, targets)
      return results.map { $0.values.prefix(width).map(Int.init) }
    }
  }

  @Test("Down the columns", arguments: [true, false])
  func weighRows(_ exact: Bool) throws {
    for (from, to) in [(24, 5), (5, 24), (101, 3), (1, 1), (40, 39)] {
      let axis = try Self.axis(from, to, exact: exact)
      for width in Self.widths {
        let source = unsafe Self.rows(from, width: width, in: 0...255 as ClosedRange<UInt8>)
        func run(_ kernels: Kernels) -> [[Int]] {
          unsafe Self.weighRows(kernels, source.rows, width: width, axis, exact: exact)
        }
        let expected = run(.scalar)
        for kernels in Self.kernels { #expect(run(kernels) == expected, "\(kernels.name) \(width)") }
      }
    }
  }

  @Test("Along the rows", arguments: [1, 3, 4])
  func weighLanes(_ channels: Int) throws {
    for (from, to) in [(24, 5), (5, 24), (301, 7), (1, 1), (40, 39)] {
      let exact = try Self.axis(from, to, exact: true)
      let balanced = try Self.axis(from, to, exact: false)
      let width = from * channels
      let bytes = unsafe Self.rows(16, width: width, in: 0...255 as ClosedRange<UInt8>)
      let words = unsafe Self.rows(16, width: width, in: -6000...22000 as ClosedRange<Int16>)
      func run(_ kernels: Kernels) -> [Int] {
        let table = unsafe kernels.table.pointee
        var (rawExact, rawBalanced) = unsafe (exact.kernelAxis, balanced.kernelAxis)
        let byteLanes = Samples<UInt8>(zeros: (exact.reach + 1) * channels * 16)
        let wordLanes = Samples<Int16>(zeros: (balanced.reach + 1) * channels * 16)
        let first = Samples<UInt8>(zeros: to * channels * 16)
        let second = Samples<Int16>(zeros: to * channels * 16)
        unsafe table.rows_to_lanes(bytes.rows, from, channels, byteLanes.base)
        unsafe table.weigh_lanes_exact(byteLanes.base, &rawExact, channels, first.base)
        unsafe table.rows_to_lanes_16(words.rows, from, channels, wordLanes.base)
        unsafe table.weigh_lanes(wordLanes.base, &rawBalanced, channels, second.base)
        return first.values.map(Int.init) + second.values.map(Int.init)
      }
      for kernels in Self.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name)") }
    }
  }

  @Test("Lanes to rows")
  func lanesToRows() {
    for width in Self.widths {
      let lanes = Samples<UInt8>(16 * width, seed: 3, in: 0...255)
      func run(_ kernels: Kernels) -> [UInt8] {
        let back = Samples<UInt8>(zeros: 16 * width)
        var rows: [UnsafeMutablePointer<UInt8>?] = unsafe []
        for row in 0..<16 { unsafe rows.append(back.base + row * width) }
        unsafe kernels.table.pointee.lanes_to_rows(lanes.base, width, rows)
        return back.values
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
          unsafe matrix.convert(
            words.base, words.base + 16 * pixels, words.base + 32 * pixels, pixels: pixels, to: rgb.base,
            kernels)
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

  @Test("Blending is the exact nearest, for every color, alpha and three backgrounds")
  func blending() throws {
    for background in [UInt8(0), 128, 255] {
      let samples = (0..<65536).flatMap { index -> [UInt8] in [UInt8(index & 255), 0, 0, UInt8(index >> 8)] }
      let image = try PixelBuffer(size: Size(width: 256, height: 256), format: .rgba8, samples: samples)
      var options = Options(max: nil, multiple: 1)
      options.alpha = .flatten(onto: Color(red: background, green: 0, blue: 0))
      let result = try Normalizer(options).normalize(image).pixels.samples
      for index in 0..<65536 {
        let (color, alpha) = (index & 255, index >> 8)
        let exact = Double(color * alpha + Int(background) * (255 - alpha)) / 255
        if abs(Double(result[3 * index]) - exact) > 0.5 {
          Issue.record("\(color) at alpha \(alpha) over \(background) became \(result[3 * index])")
        }
      }
    }
  }
}
