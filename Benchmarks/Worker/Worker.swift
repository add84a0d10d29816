import Floor
import Foundation
import ImagePrep

struct Request: Decodable {
  /// "normalize" (a file's bytes to pixels), "resample" (pixels to pixels) or "floor".
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
    let samples = try bytes(request.input)
    let size = Size(width: width, height: height)
    let format: PixelFormat = samples.count == 4 * width * height ? .rgba8 : .rgb8
    let buffer = try PixelBuffer(size: size, format: format, samples: samples)
    buffers = [request.input: buffer]
    return buffer
  }

  mutating func prepare(_ request: Request) throws -> () throws -> PixelBuffer? {
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
      return { try normalizer.normalize(bytes).pixels }
    case "resample":
      let buffer = try pixels(request)
      return { try normalizer.normalize(buffer).pixels }
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
