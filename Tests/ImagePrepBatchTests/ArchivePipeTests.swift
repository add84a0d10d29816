import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Archives through pipes that do not wait")
struct ArchivePipeTests {
  @Test("A slow writer and a slow reader", .timeLimit(.minutes(1)))
  func slow() async throws {
    let pipe = Pipe()
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      let flags = fcntl(end.fileDescriptor, F_GETFL)
      #expect(fcntl(end.fileDescriptor, F_SETFL, flags | O_NONBLOCK) == 0)
    }
    // Several times what a pipe holds.
    let data = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    let output = pipe.fileHandleForWriting.fileDescriptor
    let writing = Task.detached {
      let writer = TarWriter(descriptor: output)
      for index in 0..<3 {
        usleep(20_000)
        try writer.append(SystemPath("\(index)"), data)
      }
      try writer.finish()
    }
    let reader = TarReader(
      DescriptorStream(descriptor: pipe.fileHandleForReading.fileDescriptor), path: "standard input")
    for index in 0..<3 {
      #expect(try reader.next()?.name == SystemPath("\(index)"))
      #expect(try reader.read(atMost: .max) == data)
      usleep(20_000)
    }
    try await writing.value
    try pipe.fileHandleForWriting.close()
    #expect(try reader.next() == nil)
  }

  @Test("A writer that goes away early")
  func cut() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(TarWriterTests.header([0x61], size: "00000000005")))
    try pipe.fileHandleForWriting.close()
    let reader = TarReader(DescriptorStream(descriptor: pipe.fileHandleForReading.fileDescriptor), path: "in")
    #expect(try reader.next()?.size == 5)
    let error = #expect(throws: ImageError.self) { try reader.read(atMost: 5) }
    #expect(error?.code == .truncated)
  }

  @Test("A descriptor that cannot be read or written")
  func closed() throws {
    let reader = TarReader(DescriptorStream(descriptor: -1), path: "in")
    let error = #expect(throws: ImageError.self) { try reader.next() }
    #expect(error?.code == .unreadable && error?.systemError == EBADF && error?.path == "in")
    let writer = TarWriter(descriptor: -1)
    #expect(throws: ImageError.self) { try writer.finish() }
  }
}
