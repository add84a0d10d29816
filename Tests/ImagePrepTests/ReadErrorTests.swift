import Foundation
import Testing

@testable import ImagePrep

#if os(Linux)
  /// A failing disk is played by a socket whose other end has gone without reading all that was sent to it: the bytes that
  /// it has sent can be read, and then comes an error.
  private final class FailingInput {
    let descriptor: Int32

    init(_ bytes: some Collection<UInt8>) throws {
      var ends: [Int32] = [-1, -1]
      guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
        throw CocoaError(.fileReadUnknown)
      }
      descriptor = ends[0]
      var room = Int32(1 << 20)
      unsafe setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, 4)
      let bytes = Array(bytes)
      let sent = bytes.isEmpty ? 0 : unsafe send(ends[1], bytes, bytes.count, Int32(MSG_DONTWAIT))
      unsafe send(ends[0], "!", 1, 0)
      close(ends[1])
      guard sent == bytes.count else { throw CocoaError(.fileWriteOutOfSpace) }
    }

    deinit { close(descriptor) }
  }

  @Suite("Errors of reading")
  struct ReadErrorTests {
    /// Those that a socket holds before anybody reads.
    private static let images = TestImage.all.filter { ((try? $0.bytes().count) ?? .max) < 100_000 }

    private static func options(lenient: Bool, grade: DecodeGrade) -> Options {
      var options = Options(max: 32, multiple: 1)
      options.lenient = lenient
      options.decode = grade
      return options
    }

    /// All places of the first 40 bytes and of the last 12, and some between.
    private static func places(_ count: Int) -> [Int] {
      let step = max(1, count / 60)
      return Array(
        Set(0..<min(40, count)).union(stride(from: 0, to: count, by: step)).union(max(0, count - 12)...count)
      )
      .sorted()
    }

    @Test(
      "An error at any byte is told in the system's words, and no picture is made of the rest",
      arguments: images,
      [false, true])
    func everywhere(_ image: TestImage, _ lenient: Bool) throws {
      let bytes = try image.bytes()
      for grade in [DecodeGrade.exact, .balanced] {
        let normalizer = Normalizer(Self.options(lenient: lenient, grade: grade))
        let whole = try normalizer.normalize(bytes)
        for place in Self.places(bytes.count) {
          let input = try FailingInput(bytes[..<place])
          defer { withExtendedLifetime(input) {} }
          do throws(ImageError) {
            // What lies behind the end of the image need not be read.
            let read = try normalizer.normalize(descriptor: input.descriptor)
            #expect(read.pixels == whole.pixels && read.warnings == whole.warnings, "\(place)")
          } catch {
            #expect(error.code == .unreadable, "\(place) of \(bytes.count): \(error)")
            #expect(error.reason == "reading failed: Connection reset by peer")
          }
        }
      }
    }

    @Test("So it is for headers, and for frames that are counted", arguments: images)
    func headers(_ image: TestImage) throws {
      let bytes = try image.bytes()
      for place in Self.places(bytes.count) {
        let input = try FailingInput(bytes[..<place])
        defer { withExtendedLifetime(input) {} }
        do throws(ImageError) {
          let read = try ImageInfo(descriptor: input.descriptor, countingFrames: true)
          #expect(read.storedSize == image.size && read.frameCount ?? 1 >= 1)
        } catch {
          #expect(error.code == .unreadable, "\(place) of \(bytes.count): \(error)")
        }
      }
    }

    @Test(
      "A worker tells them too",
      arguments: ["photo-progressive.jpg", "photo.webp", "animation.gif", "p3.png"])
    func isolated(_ name: String) throws {
      let bytes = try #require(TestImage.named(name)).bytes()
      let normalizer = Normalizer(Self.options(lenient: true, grade: .balanced), isolation: .process)
      for place in [0, 5, 11, 12, 30, bytes.count / 4] {
        let input = try FailingInput(bytes[..<place])
        defer { withExtendedLifetime(input) {} }
        let error = #expect(throws: ImageError.self) {
          try normalizer.normalize(descriptor: input.descriptor)
        }
        #expect(error?.code == .unreadable, "\(place)")
      }
      let closed = #expect(throws: ImageError.self) { try normalizer.normalize(descriptor: -1) }
      #expect(closed?.code == .unreadable && closed?.reason == "reading failed: Bad file descriptor")
    }

    @Test("A folder and a closed descriptor are no empty files")
    func foldersAndClosed() throws {
      let folder = unsafe open("/tmp", O_RDONLY)
      defer { close(folder) }
      for (descriptor, words) in [(folder, "Is a directory"), (-1, "Bad file descriptor")] {
        let error = #expect(throws: ImageError.self) { try Normalizer().normalize(descriptor: descriptor) }
        #expect(error?.code == .unreadable && error?.reason == "reading failed: \(words)")
      }
    }
  }
#endif
