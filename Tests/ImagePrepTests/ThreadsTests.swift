import Foundation
import ImagePrep
import TestSupport
import Testing

/// A second thread, and encoding while decoding, change nothing but the time.
@Suite("Threads and files")
struct ThreadsTests {
  /// More pixels than it takes for a thread to be started, in several formats.
  private static func largeFiles(_ folder: TemporaryFolder) throws -> [String] {
    var files: [String] = []
    for format in [OutputFormat.png, .jpeg, .webp] {
      for pixels in [PixelFormat.rgb8, .rgba8] where pixels == .rgb8 || format.holdsAlpha {
        let path = "\(folder.path)/\(pixels.channels).\(format.fileExtension)"
        let image = try PixelBuffer.noise(Size(width: 701, height: 523), pixels, seed: 30)
        try image.write(to: path, as: Encoding(format))
        files.append(path)
      }
    }
    return files
  }

  @Test("Two threads make what one makes", arguments: DecodeGrade.allCases)
  func sameResult(_ grade: DecodeGrade) throws {
    let folder = try TemporaryFolder()
    for path in try Self.largeFiles(folder) {
      for filter in [Filter.lanczos3, .nearest] {
        var options = Options(max: 200)
        options.decode = grade
        options.filter = filter
        let alone = try Normalizer(options).normalize(contentsOf: path).pixels
        options.threads = 2
        #expect(try Normalizer(options).normalize(contentsOf: path).pixels == alone)
      }
    }
  }

  @Test("Two threads fail as one fails", arguments: [false, true])
  func sameError(lenient: Bool) throws {
    let folder = try TemporaryFolder()
    for path in try Self.largeFiles(folder) {
      let whole = try [UInt8](Data(contentsOf: URL(filePath: path)))
      for count in [whole.count / 3, whole.count - 40] {
        let bytes = Array(whole[..<count])
        var options = Options(max: 200)
        options.lenient = lenient
        func outcome(threads: Int) -> Result<[UInt8], ImageError> {
          options.threads = threads
          return Result { () throws(ImageError) in try Normalizer(options).normalize(bytes).pixels.samples }
        }
        let isSame = outcome(threads: 2) == outcome(threads: 1)
        #expect(isSame, "\(path) \(count)")
      }
    }
  }

  @Test("A limit of time stops the second thread too")
  func cancelled() throws {
    let image = try PixelBuffer.noise(Size(width: 701, height: 523), .rgb8, seed: 31)
    let bytes = try image.encoded(as: Encoding(.png))
    var options = Options(max: 200)
    options.threads = 2
    options.limits.seconds = 1e-9
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
    #expect(error?.code == .overLimit)
  }

  @Test("A file holds what the image encoded in memory holds", arguments: OutputFormat.allCases)
  func sameFile(_ format: OutputFormat) throws {
    let folder = try TemporaryFolder()
    let output = folder.path + "/out"
    for image in TestImage.all {
      for (alpha, filter) in [(AlphaPolicy.keep, Filter.lanczos3), (.flatten(onto: .white), .nearest)] {
        guard alpha != .keep || format.holdsAlpha || !image.hasAlpha else { continue }
        var options = Options(max: 32)
        options.alpha = alpha
        options.filter = filter
        options.threads = 2
        let encoding = Encoding(format)
        let written = try Normalizer(options).normalize(
          contentsOf: image.path, to: output, as: encoding, replacing: true)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: output)))
        var whole = encoding
        whole.receipt = written.plan.receipt
        #expect(try bytes == written.pixels.encoded(as: whole))
        #expect(try written.pixels == Normalizer(options).normalize(contentsOf: image.path).pixels)
      }
    }
  }

  @Test("A file that ends too early leaves no output behind", arguments: OutputFormat.allCases)
  func nothingLeft(_ format: OutputFormat) throws {
    let folder = try TemporaryFolder()
    let image = try PixelBuffer.noise(Size(width: 701, height: 523), .rgb8, seed: 32)
    let whole = try image.encoded(as: Encoding(.png))
    try Data(whole[..<(whole.count * 3 / 4)]).write(to: URL(filePath: folder.path + "/in.png"))
    let error = #expect(throws: ImageError.self) {
      try Normalizer().normalize(
        contentsOf: folder.path + "/in.png", to: folder.path + "/out", as: Encoding(format))
    }
    #expect(error?.code == .truncated && error?.path?.text == folder.path + "/in.png")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.png"])
  }

  @Test("No fewer threads than one")
  func noThreads() {
    var options = Options()
    options.threads = 0
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize([]) }
    #expect(error?.code == .invalidOptions)
  }
}
