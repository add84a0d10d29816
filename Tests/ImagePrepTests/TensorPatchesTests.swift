import Testing

@testable import ImagePrep

@Suite("Patches of tensors")
struct TensorPatchesTests {
  private static let size = Size(width: 12, height: 8)

  private static func format(_ layout: TensorLayout, _ patches: TensorPatches) -> TensorFormat {
    var format = TensorFormat()
    (format.layout, format.patches) = (layout, patches)
    return format
  }

  /// The samples of a row, from the definition.
  ///
  /// - Parameters:
  ///   - column: Of the patch.
  ///   - row: Of the patch.
  private static func patch(
    _ image: PixelBuffer, _ column: Int, _ row: Int, side: Int, frames: Int, isPlanar: Bool
  ) -> [UInt8] {
    func pixel(_ x: Int, _ y: Int) -> [UInt8] { image[column * side + x, row * side + y] }
    let places = (0..<side).flatMap { y in (0..<side).map { (x: $0, y: y) } }
    if isPlanar {
      return (0..<3).flatMap { channel in
        (0..<frames).flatMap { _ in places.map { pixel($0.x, $0.y)[channel] } }
      }
    }
    return (0..<frames).flatMap { _ in places.flatMap { pixel($0.x, $0.y) } }
  }

  @Test("Frames can come before channels")
  func framesFirst() throws {
    let image = try PixelBuffer.noise(Self.size, .rgb8, seed: 9)
    var patches = TensorPatches(side: 4, frames: 2)
    patches.startsWithFrames = true
    let tensor: Tensor<UInt8> = try image.tensor(Self.format(.chw, patches))
    let expected = (0..<2).flatMap { row in
      (0..<3).flatMap { column in
        let frame = Self.patch(image, column, row, side: 4, frames: 1, isPlanar: true)
        return frame + frame
      }
    }
    #expect((0..<tensor.count).map { tensor.elements[$0] } == expected)
    patches.isFlat = false
    #expect(Self.format(.chw, patches).shape(of: Self.size) == [6, 2, 3, 4, 4])
  }

  @Test(
    "A row is a patch: channel by channel, or pixel by pixel",
    arguments: [TensorLayout.nchw, .chw, .nhwc, .hwc])
  func rows(_ layout: TensorLayout) throws {
    let image = try PixelBuffer.noise(Self.size, .rgb8, seed: 9)
    for frames in [1, 2] {
      let format = Self.format(layout, TensorPatches(side: 4, frames: frames))
      let tensor: Tensor<UInt8> = try image.tensor(format)
      let isPlanar = layout == .nchw || layout == .chw
      let expected = (0..<2).flatMap { row in
        (0..<3).flatMap {
          Self.patch(image, $0, row, side: 4, frames: frames, isPlanar: isPlanar)
        }
      }
      #expect((0..<tensor.count).map { tensor.elements[$0] } == expected)
      let values = 48 * frames
      #expect(tensor.shape == (layout == .nchw || layout == .nhwc ? [1, 6, values] : [6, values]))
    }
  }

  @Test("Merged patches come in squares, and rows are filled with zeros")
  func order() throws {
    let image = try PixelBuffer.noise(Self.size, .rgb8, seed: 10)
    let format = Self.format(.chw, TensorPatches(side: 2, merge: 2, rows: 30))
    let tensor: Tensor<UInt8> = try image.tensor(format)
    // The patches of 6 × 4, in squares of 2 × 2.
    let places = [
      (0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (3, 0), (2, 1), (3, 1), (4, 0), (5, 0), (4, 1), (5, 1),
      (0, 2), (1, 2), (0, 3), (1, 3), (2, 2), (3, 2), (2, 3), (3, 3), (4, 2), (5, 2), (4, 3), (5, 3),
    ]
    let expected = places.flatMap { Self.patch(image, $0.0, $0.1, side: 2, frames: 1, isPlanar: true) }
    #expect(tensor.shape == [30, 12])
    #expect(
      (0..<tensor.count).map { tensor.elements[$0] } == expected + Array(repeating: 0, count: 6 * 12))
  }

  @Test("The place of a row is the patch that the row holds", arguments: [1, 2, 3])
  func places(_ merge: Int) {
    let patches = TensorPatches(side: 4, merge: merge)
    for row in 0..<6 {
      for column in 0..<12 {
        let place = patches.place(ofRow: patches.row(column, row, columns: 12), columns: 12)
        #expect(place.column == column)
        #expect(place.row == row)
      }
    }
  }

  @Test("A picture that does not consist of whole patches is refused, and so is one with too many")
  func refusals() throws {
    let image = try PixelBuffer.noise(Self.size, .rgb8, seed: 11)
    for patches in [
      TensorPatches(side: 5), TensorPatches(side: 4, merge: 2), TensorPatches(side: 4, rows: 5),
    ] {
      let error = #expect(throws: ImageError.self) {
        let _: Tensor<UInt8> = try image.tensor(Self.format(.chw, patches))
      }
      #expect(error?.code == .invalidOptions)
    }
  }

  @Test("Padding has its own value, whatever the layout", arguments: TensorLayout.allCases)
  func padding(_ layout: TensorLayout) throws {
    let image = try PixelBuffer.noise(Size(width: 8, height: 4), .rgb8, seed: 12)
    var format = TensorFormat()
    (format.layout, format.padValue) = (layout, -3)
    (format.mean, format.std) = TensorFormat.half
    var options = Options(geometry: .fit(.pad(width: 12, height: 8)))
    options.geometry.gravity = .northWest
    let opened = OpenImage(image, Limits())
    let tensor: Tensor<Float> = try opened.tensor(opened.plan(options), format)
    func value(_ x: Int, _ y: Int, _ channel: Int) -> Float {
      let isPlanar = layout != .nhwc && layout != .hwc
      return tensor.elements[isPlanar ? (channel * 8 + y) * 12 + x : (y * 12 + x) * 3 + channel]
    }
    for y in 0..<8 {
      for x in 0..<12 {
        for channel in 0..<3 {
          let isInside = x < 8 && y < 4
          #expect(isInside ? abs(value(x, y, channel)) <= 1 : value(x, y, channel) == -3)
        }
      }
    }
  }
}
