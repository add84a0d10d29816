import ImagePrepPlatform
import TestSupport
import Testing

@testable import ImagePrep

/// Images that follow each other at one descriptor, like members of a tar archive.
@Suite("What becomes of the image after an image")
struct OpenMemberTests {
  /// What happens to the first image.
  enum Fate: CaseIterable {
    case rendered, trailingBytes, damaged, unsupported, tooManyPixels, tooManyBytes, refusedPlan, released

    /// More than a pipe, a socket and the reader's buffer hold.
    private static let padding = [UInt8](repeating: 0, count: 1 << 20)

    func bytes(_ photo: [UInt8]) -> [UInt8] {
      switch self {
      case .rendered: photo
      case .damaged: PNGFile.start(64, 64) + Self.padding
      case .unsupported: Array("none of the formats".utf8) + Self.padding
      default: photo + Self.padding
      }
    }

    var limits: Limits {
      var limits = Limits()
      if self == .tooManyPixels { limits.pixels = 1 }
      if self == .tooManyBytes { limits.bytes = 1 << 20 }
      return limits
    }

    /// - Throws: If the first image ends in an error.
    func meet(_ normalizer: Normalizer, _ descriptor: Int32, _ count: Int) throws {
      let image = try normalizer.with(Options(limits: limits)).open(descriptor: descriptor, byteCount: count)
      switch self {
      case .released: break
      case .refusedPlan:
        _ = try image.plan(Options(geometry: .fit(.stretch(width: 1 << 20, height: 1 << 20))))
      default: _ = try image.render(image.plan(Options()))
      }
    }

    var isError: Bool { ![.rendered, .trailingBytes, .released].contains(self) }
  }

  private static func expectNext(_ fate: Fate, _ isolated: Int, at descriptor: Int32, _ photo: [UInt8]) throws
  {
    let normalizer = Normalizer(isolation: isolated == 0 ? nil : try Workers.isolation())
    let first = Result { try fate.meet(normalizer, descriptor, fate.bytes(photo).count) }
    #expect((try? first.get()) == nil ? fate.isError : !fate.isError, "\(first)")
    let next = try normalizer.open(descriptor: descriptor, byteCount: photo.count)
    #expect(try next.render(next.plan(Options())).pixels == Normalizer().normalize(photo).pixels)
    var last: [UInt8] = [0, 0]
    #expect(unsafe read(descriptor, &last, 2) == 1 && last[0] == 7)
  }

  @Test("The next image of a stream is read from its first byte", arguments: Fate.allCases, [0, 1])
  func stream(_ fate: Fate, _ isolated: Int) throws {
    let photo = try #require(TestImage.named("photo.jpg")).bytes()
    let sockets = try SocketPair(.stream)
    let thread = SystemThread {
      _ = sockets.write(fate.bytes(photo) + photo + [7])
      close(sockets.writing)
    }
    defer {
      close(sockets.reading)
      thread?.join()
    }
    try Self.expectNext(fate, isolated, at: sockets.reading, photo)
  }

  @Test("So is the next image of a file", arguments: Fate.allCases, [0, 1])
  func file(_ fate: Fate, _ isolated: Int) throws {
    let photo = try #require(TestImage.named("photo.jpg")).bytes()
    let folder = try TemporaryFolder()
    try folder.write(fate.bytes(photo) + photo + [7], to: "members")
    let descriptor = Descriptor.open(SystemPath(folder.place("members")), O_RDONLY)
    defer { close(descriptor) }
    try Self.expectNext(fate, isolated, at: descriptor, photo)
  }

  @Test("Bytes that do not come are waited for no longer than the limit of seconds")
  func stalled() throws {
    let photo = try #require(TestImage.named("photo.jpg")).bytes()
    let sockets = try SocketPair(.stream)
    defer { for descriptor in [sockets.reading, sockets.writing] { close(descriptor) } }
    var limits = Limits()
    limits.seconds = 0.5
    #expect(sockets.write(photo))
    let start = ContinuousClock.now
    _ = try Normalizer(Options(limits: limits))
      .open(descriptor: sockets.reading, byteCount: photo.count + 1)
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
