import Floor
import Foundation
import ImagePrep

struct Request: Decodable {
  /// "normalize" (a file's bytes to pixels), "resample" (pixels to pixels), "pack" (pixels to a tensor), "tensor" (a file's
  /// bytes to a tensor, as CLIP takes it), "views" (a file's bytes to several sizes) or "floor".
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
  /// Of "views": the widths of results besides the first.
  var widths: [Int]?
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
    case "tensor":
      let bytes = try bytes(request.input)
      options.geometry = .fit(.shortest(request.height))
      options.geometry.canvas = Size(width: request.width, height: request.height)
      options.filter = .bicubic
      var format = TensorFormat()
      (format.mean, format.std) = TensorFormat.clip
      var memory = [Float](repeating: 0, count: 3 * request.width * request.height)
      let normalizer = Normalizer(options)
      return {
        let image = try normalizer.open(bytes)
        var span = memory.mutableSpan
        try image.render(image.plan(options), into: &span, as: format)
        return request.save == nil ? nil : .tensor(memory)
      }
    case "views":
      let bytes = try bytes(request.input)
      for width in request.widths ?? [] {
        let fit = Fit.stretch(width: width, height: width * request.height / request.width)
        options.otherViews.append(Options.View(geometry: .fit(fit)))
      }
      let normalizer = Normalizer(options)
      return { .pixels(try normalizer.normalize(bytes).pixels) }
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
