import TestSupport
import Testing

@Suite("Extra tensors of a file")
struct ExtraTensorTests {
  /// The JSON and the elements of a file of safetensors.
  private static func parts(_ bytes: [UInt8]) -> (header: String, elements: [UInt8]) {
    let count = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    return (String(decoding: bytes[8..<8 + count], as: UTF8.self), Array(bytes[(8 + count)...]))
  }

  @Test("They follow the pixels, and say where the picture is and how many patches there are")
  func extras() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(4, 2, [1, 2, 3]))
    let run = try await folder.run([
      "in.png", "--width", "4", "--height", "4", "--fit", "pad", "--gravity", "north", "--patches", "2",
      "--layout", "chw", "--tensor-name", "images", "--add-tensor", "pixel_mask=mask:bool", "--add-tensor",
      "image_grid_thw=frame-grid", "--add-tensor", "sizes=source-size:int32", "-o", "out.safetensors",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let (header, elements) = Self.parts(try folder.bytes("out.safetensors"))
    #expect(header.contains(#""images":{"dtype":"U8","shape":[4,12],"data_offsets":[0,48]}"#))
    #expect(header.contains(#""pixel_mask":{"dtype":"BOOL","shape":[1,4,4],"data_offsets":[48,64]}"#))
    #expect(header.contains(#""image_grid_thw":{"dtype":"I64","shape":[1,3],"data_offsets":[64,88]}"#))
    #expect(header.contains(#""sizes":{"dtype":"I32","shape":[1,2],"data_offsets":[88,96]}"#))
    let patch: [UInt8] = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]
    let white = Array(repeating: UInt8(255), count: 12)
    #expect(Array(elements.prefix(48)) == patch + patch + white + white)
    #expect(Array(elements[48..<64]) == [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    let numbers: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    #expect(Array(elements[64..<88]) == numbers && Array(elements[88...]) == [2, 0, 0, 0, 4, 0, 0, 0])
  }

  @Test("Places are in the order of the rows, and -1 after the last patch; a mask has every pixel")
  func places() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(8, 4, [1, 2, 3]))
    let run = try await folder.run([
      "in.png", "--patches", "2 merge=2 rows=10", "--multiple", "4", "--max", "none", "--add-tensor",
      "places=patch-places:int32", "--add-tensor", "rows=patch-mask:uint8", "-o", "out.safetensors",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let elements = try Self.parts(folder.bytes("out.safetensors")).elements
    let squares: [[UInt8]] = [[0, 0], [1, 0], [0, 1], [1, 1], [2, 0], [3, 0], [2, 1], [3, 1]]
    var expected: [UInt8] = []
    for place in squares { expected += [place[0], 0, 0, 0, place[1], 0, 0, 0] }
    expected += Array(repeating: 255, count: 16)
    expected += [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]
    #expect(Array(elements.suffix(90)) == expected)
  }

  @Test("A number needs no axis, numbers can be floats, and tiles have masks of ones")
  func others() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(4, 2, [1, 2, 3]))
    let run = try await folder.run([
      "in.png", "--multiple", "1", "--tiles", "2x2", "--layout", "bnchw", "--add-tensor", "ones=ones:uint8",
      "--add-tensor", "one=scalar/5:int32", "--add-tensor", "size=source-size:float32", "-o",
      "out.safetensors",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let (header, elements) = Self.parts(try folder.bytes("out.safetensors"))
    #expect(header.contains(#""ones":{"dtype":"U8","shape":[1,2,2,2],"data_offsets":[24,32]}"#))
    #expect(header.contains(#""one":{"dtype":"I32","shape":[],"data_offsets":[32,36]}"#))
    #expect(header.contains(#""size":{"dtype":"F32","shape":[1,2],"data_offsets":[36,44]}"#))
    let ones = Array(repeating: UInt8(1), count: 8)
    #expect(Array(elements[24...]) == ones + [5, 0, 0, 0] + [0, 0, 0, 0x40] + [0, 0, 0x80, 0x40])
  }

  @Test("What cannot be written is wrong usage, and the fault is named")
  func refusals() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(8, 8, [1, 2, 3]))
    for (arguments, named) in [
      (["-o", "a.npy", "--add-tensor", "m=mask"], "--add-tensor"),
      (["-o", "a.safetensors", "--add-tensor", "pixel_values=mask"], "pixel_values"),
      (["-o", "a.safetensors", "--add-tensor", "m=what"], "--add-tensor"),
      (["-o", "a.safetensors", "--add-tensor", "m=frame-grid"], "--patches"),
      (["-o", "a.safetensors", "--add-tensor", "m=source-size:uint8"], "uint8"),
      (["-o", "a.safetensors", "--add-tensor", "m=2:bool"], "bool"),
      (["-o", "a.safetensors", "--tensor-name", "a b"], "a b"),
      (["-o", "a.safetensors", "--patches", "3", "--dry-run"], "--patches"),
      (["-o", "a.safetensors", "--patches", "3"], "--patches"),
      (["-o", "a.safetensors", "--patches", "4 merge"], "--patches"),
      (["-o", "a.npy", "--pad-value", "-1"], "--pad-value"),
    ] {
      let run = try await folder.run(["in.png"] + arguments)
      #expect(run.code == 64 && run.errors.contains(named), "\(arguments): \(run.code) \(run.errors)")
    }
  }
}
