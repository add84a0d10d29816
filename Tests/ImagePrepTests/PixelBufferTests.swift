import Testing

@testable import ImagePrep

@Suite("Memory of pixels")
struct PixelBufferTests {
  @Test("Buffers refuse what they cannot hold")
  func buffers() {
    for size in [Size(width: 0, height: 5), Size(width: 5, height: -1), Size(width: Int.max, height: 2)] {
      #expect(throws: ImageError.self) { try PixelBuffer(size: size, format: .rgb8) }
    }
    #expect(throws: ImageError.self) {
      try PixelBuffer(size: Size(width: 2, height: 2), format: .gray8, samples: [1, 2, 3])
    }
  }

  @Test("Rows are aligned, and never a multiple of 4096 apart")
  func strides() {
    for rowBytes in 1...20_000 {
      let stride = AlignedStorage.bytesPerRow(for: rowBytes)
      #expect(stride >= rowBytes && stride.isMultiple(of: 64) && !stride.isMultiple(of: 4096))
    }
  }
}
