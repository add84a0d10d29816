import Floor
import Foundation
import ImagePrep

struct Request: Decodable {
  /// "normalize" (a file's bytes to pixels), "resample" (pixels to pixels), "pack" (pixels to a tensor) or "floor".
  var task: String
  var input: String
  /// Of an input of raw RGB or RGBA samples.
  var inputWidth: Int?
  var inputHeight: Int?
  var width: Int
  var height: Int
  var decode: String
  var threads: Int
  var rounds: Int
  /// Where the resulting samples are written, to be compared with the reference.
  var save: String?
}

struct Failure: Error { var reason: String }

/// What a request makes.
enum Product {
  case pixels(PixelBuffer)
  case tensor([Float])

  var data: Data {
    switch self {
    case .pixels(let pixels): Data(pixels.samples)
    case .tensor(let elements): elements.withUnsafeBytes { Data($0) }
    }
  }
}

/// Makes requests into work; the newest input stays in memory.
struct Worker {
  private var files: [String: [UInt8]] = [:]
  private var buffers: [String: PixelBuffer] = [:]

  private mutating func bytes(_ path: String) throws -> [UInt8] {
    if let known = files[path] { return known }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    files = [path: bytes]
    return bytes
  }

  private mutating func pixels(_ request: Request) throws -> PixelBuffer {
    if let known = buffers[request.input] { return known }
    guard let width = request.inputWidth, let height = request.inputHeight else {
      throw Failure(reason: "raw input without its size")
    }
    let size = Size(width: width, height: height)
    var samples = try bytes(request.input)
    // Packing takes the first pixels of a picture.
    if request.task == "pack" { samples.removeLast(samples.count - 3 * size.area) }
    let format: PixelFormat = samples.count == 4 * width * height ? .rgba8 : .rgb8
    let buffer = try PixelBuffer(size: size, format: format, samples: samples)
    buffers = [request.input: buffer]
    return buffer
  }

  mutating func prepare(_ request: Request) throws -> () throws -> Product? {
    guard let grade = DecodeGrade(rawValue: request.decode) else { throw Failure(reason: request.decode) }
    var options = Options(
      geometry: .fit(.stretch(width: request.width, height: request.height)),
      multiple: Multiple(width: 1, height: 1))
    options.decode = grade
    options.threads = request.threads
    let normalizer = Normalizer(options)
    switch request.task {
    case "normalize":
      let bytes = try bytes(request.input)
      return { .pixels(try normalizer.normalize(bytes).pixels) }
    case "resample":
      let buffer = try pixels(request)
      return { .pixels(try normalizer.normalize(buffer).pixels) }
    case "pack":
      let buffer = try pixels(request)
      var format = TensorFormat()
      (format.mean, format.std) = TensorFormat.imagenet
      // Written to the same memory each time, as the others do.
      var memory = [Float](repeating: 0, count: buffer.size.area * 3)
      return {
        var span = memory.mutableSpan
        try buffer.pack(format, into: &span)
        return request.save == nil ? nil : .tensor(memory)
      }
    case "floor":
      let bytes = try bytes(request.input)
      return {
        guard floor_decode_jpeg(bytes, bytes.count) > 0 else { throw Failure(reason: "no JPEG") }
        return nil
      }
    default: throw Failure(reason: "unknown task \(request.task)")
    }
  }
}
