import Cog
import FoundationEssentials
import ImagePrep
import ImagePrepPresets

/// The model. Yours loads its weights in `setup`, and gets the tensor in `predict`.
struct Predictor: Model {
  private let normalizer: Normalizer

  /// Starts a worker, so that a server without one says so at once.
  static func setup(concurrency: Int) throws -> Predictor {
    var (isolation, options) = (Isolation.process, Options())
    isolation.idleWorkers = concurrency
    // What an image may cost. A worker may take 64 MiB more, for itself.
    (options.limits.pixels, options.limits.memory, options.limits.seconds) = (100_000_000, 256 << 20, 30)
    let normalizer = Normalizer(options, isolation: isolation)
    try normalizer.prepare()
    return Predictor(normalizer: normalizer)
  }

  func predict(_ inputs: [String: JSON], isCanceled: () -> Bool) throws -> JSON {
    let preset = try Preset.find(inputs["preset"]?.string ?? "")
    let image = try normalizer.open(Self.bytes(of: inputs["image"]?.string ?? ""))
    let tensors: PresetTensors<Float> = try preset.tensors(of: image)
    if isCanceled() { throw CancellationError() }
    let picture = Picture(tensors.pixels)
    return .object([
      "colors": .array(picture.colors(Int(inputs["color_count"]?.number ?? 5))),
      "hash": .string(picture.hash), "sharpness": .number(picture.sharpness),
      "shape": .array(tensors.pixels.shape.map { .number(Double($0)) }),
    ])
  }

  private static func bytes(of uri: String) throws -> [UInt8] {
    let parts = uri.utf8.split(separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Substring(parts[0]).hasSuffix(";base64"),
      let bytes = Data(base64Encoded: Data(parts[1]))
    else { throw InputError() }
    return Array(bytes)
  }
}

struct InputError: Error, CustomStringConvertible {
  let description = "Input validation error: image is no whole data URI in base64 (data:image/jpeg;base64,…)"
}
