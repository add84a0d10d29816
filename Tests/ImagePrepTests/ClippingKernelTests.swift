import CResampleKernels
import Testing

@testable import ImagePrep

@Suite("Clipping, by every instruction set")
struct ClippingKernelTests {
  @Test(
    "Colors outside of RGB", arguments: [YCbCrMatrix.fullRange, .studioRange],
    [
      (1, 1, false), (2, 1, false), (1, 2, false), (2, 2, false), (1, 1, true), (2, 1, true), (1, 2, true),
      (2, 2, true),
    ])
  func clipping(_ matrix: YCbCrMatrix, _ sampling: (across: Int, down: Int, keepsMoves: Bool)) {
    for width in KernelTests.widths {
      let interpolates = width % 5 != 0
      let rows = interpolates ? 5 : 2
      let chromaWidth = (width + sampling.across - 1) / sampling.across
      // Mostly colors about gray, and some that are far outside.
      let calm: ClosedRange<UInt8> = width % 3 == 0 ? 120...136 : 0...255
      func run(_ kernels: Kernels) -> [Int] {
        let room = AlignedStorage.wholeBlocks(width)
        // The last chroma row has one row of luma, whatever the sampling.
        let lumaRows = sampling.down * (rows - 1) + 1
        let luma = Samples<UInt8>(lumaRows * room, seed: UInt64(width), in: 0...255)
        let chroma = Samples<UInt8>(2 * (rows + 1) * room, seed: UInt64(width + 1), in: calm)
        let scratch = Samples<UInt8>(zeros: resample_clip_scratch(rows, room, sampling.across))
        typealias Rows = [UnsafeMutablePointer<UInt8>?]
        func table(_ count: Int, from first: Int, of storage: Samples<UInt8>) -> Rows {
          var result: Rows = unsafe []
          for row in 0..<count { unsafe result.append(storage.base + (first + row) * room) }
          return unsafe result
        }
        let moves = Samples<Int16>(zeros: 2 * rows * room)
        var moveRows: [UnsafeMutablePointer<Int16>?] = unsafe []
        for row in 0..<2 * rows { unsafe moveRows.append(moves.base + row * room) }
        var count = 0
        let y: Rows = unsafe table(lumaRows, from: 0, of: luma)
        let b: Rows = unsafe table(rows, from: 0, of: chroma)
        let r: Rows = unsafe table(rows, from: rows, of: chroma)
        var clip: resample_ycc_clip = matrix.clip
        unsafe y.withUnsafeBufferPointer { (y: UnsafeBufferPointer) -> Void in
          unsafe b.withUnsafeBufferPointer { (b: UnsafeBufferPointer) -> Void in
            unsafe r.withUnsafeBufferPointer { (r: UnsafeBufferPointer) -> Void in
              unsafe moveRows.withUnsafeBufferPointer { (moves: UnsafeBufferPointer) -> Void in
                let kept = unsafe sampling.keepsMoves ? moves.baseAddress : nil
                var planes = unsafe resample_ycc_rows(
                  luma: y.baseAddress, cb: b.baseAddress, cr: r.baseAddress,
                  cb_above: chroma.base + 2 * rows * room, cr_above: chroma.base + (2 * rows + 1) * room,
                  luma_rows: lumaRows, chroma_rows: rows, width: width, chroma_width: chromaWidth,
                  across: sampling.across, down: sampling.down, interpolates: interpolates, cb_moves: kept,
                  cr_moves: kept.map { unsafe $0 + rows })
                count = unsafe kernels.table.pointee.clip_ycc_rows(&planes, &clip, scratch.base)
              }
            }
          }
        }
        var result = [count]
        let (lumaValues, chromaValues): ([UInt8], [UInt8]) = (luma.values, chroma.values)
        for row in 0..<lumaRows { result += lumaValues[row * room..<row * room + width].map { Int($0) } }
        for row in 0..<2 * rows {
          let columns = row * room..<row * room + chromaWidth
          result += chromaValues[columns].map { Int($0) } + moves.values[columns].map { Int($0) }
        }
        return result
      }
      let expected = run(.scalar)
      for kernels in KernelTests.kernels { #expect(run(kernels) == expected, "\(kernels.name) \(width)") }
    }
  }

  @Test("Moves of chroma, down the columns and as RGB")
  func moves() throws {
    for width in KernelTests.widths {
      let room = AlignedStorage.wholeBlocks(width)
      let rows = Samples<Int16>(40 * room, seed: UInt64(width), in: -4095...4095)
      let words = Samples<Int16>(3 * 16 * width, seed: 7, in: -12000...30000)
      let moved = Samples<Int16>(2 * 16 * width, seed: 8, in: Int16.min...Int16.max)
      let axis = try KernelTests.axis(40, 7, exact: false)
      func run(_ kernels: Kernels) -> [Int16] {
        let row = Samples<Int16>(zeros: room)
        let rgb = Samples<Int16>(zeros: 3 * 16 * width)
        var results: [Int16] = []
        for output in 0..<7 {
          var pointers: [UnsafePointer<Int16>?] = unsafe []
          for y in axis.starts[output]..<40 { unsafe pointers.append(UnsafePointer(rows.base + y * room)) }
          var kernelAxis = unsafe axis.kernelAxis
          unsafe kernels.table.pointee.weigh_moves(pointers, &kernelAxis, output, width, row.base)
          results += row.values[..<width]
        }
        var matrix = YCbCrMatrix.fullRange.coefficients
        unsafe kernels.table.pointee.jfif_moved_lanes_to_rgb_16(
          words.base, words.base + 16 * width, words.base + 32 * width, moved.base, moved.base + 16 * width,
          &matrix, width, rgb.base)
        return results + rgb.values
      }
      for kernels in KernelTests.kernels { #expect(run(kernels) == run(.scalar), "\(kernels.name) \(width)") }
    }
  }
}
