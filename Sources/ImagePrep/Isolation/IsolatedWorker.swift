import CProcess
import CWorkerChannel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The other end: what the program `imgprep-worker` does. It is told of open files, never of names.
package enum IsolatedWorker {
  /// Changes with what goes over the wire.
  static let version = 5
  package static let socket: Int32 = 3
  package static let spool: Int32 = 4
  /// A pipe whose other end the caller holds as long as it lives.
  package static let lifeline: Int32 = 5
  /// Where the file of an image comes to lie: the lowest number that is free.
  package static let image: Int32 = 6
  /// A worker that has worked so long is let go, so that the system may end it after twice the time: one that has been
  /// taken over does not live on for ever once its caller is gone.
  static let secondsOfService = 1800.0
  package static let mostProcessorSeconds = 3600

  /// Lets go of everything that the process was started with besides what it needs.
  package static func closeOthers() { process_close_from(image) }

  /// Says that it is there.
  package static func greet(isSandboxed: Bool) -> Bool {
    var writer = WireWriter()
    writer.add(version)
    writer.add(isSandboxed)
    return send(writer)
  }

  /// Works until the other end is gone.
  ///
  /// - Parameters:
  ///   - bounds: How long it waits for an image, and what one may take.
  ///   - most: So many images at most.
  package static func serve(_ bounds: WorkerBounds, most: Int = .max) {
    var served = 0
    alarm(UInt32(clamping: bounds.idleSeconds))
    while served < most, let (request, descriptor, seconds) = receive() {
      served += 1
      // Should the process that asked have left a copy of itself behind, nobody else stops a decoder that hangs.
      alarm(UInt32(clamping: seconds))
      var writer = WireWriter()
      writer.add(answer(request, descriptor, bounds))
      close(descriptor)
      guard send(writer) else { return }
      alarm(UInt32(clamping: bounds.idleSeconds))
    }
  }

  /// Waits for a request; for those who want to do something else with it.
  package static func waitForRequest() -> Bool { receive() != nil }

  private static func answer(
    _ request: WorkerRequest, _ descriptor: Int32, _ bounds: WorkerBounds
  ) -> WorkerAnswer {
    do throws(ImageError) {
      switch request {
      case .readInfo(var limits, let countingFrames):
        limits.workerMemory = bounds.memory
        return .info(try ImageInfo(descriptor: descriptor, countingFrames: countingFrames, limits: limits))
      case .normalize(var options):
        // More threads would be more system calls to allow; there are other workers for other images.
        options.threads = 1
        options.limits.workerMemory = bounds.memory
        let image = try Normalizer(options).normalize(descriptor: descriptor)
        return .image(try spool(image, room: bounds.memory))
      }
    } catch {
      return .failure(error)
    }
  }

  private static func spool(_ image: NormalizedImage, room: Int) throws(ImageError) -> WorkerImage {
    var end = try Spool.write(image.pixels, to: spool, room: room)
    for block in [image.metadata.profileBlock, image.metadata.exifBlock] {
      guard let block else { continue }
      unsafe try block.withBytes { (bytes) throws(ImageError) in
        unsafe try Spool.write(UnsafeRawBufferPointer(bytes), to: spool, at: end, room: room)
      }
      end += block.count
    }
    return WorkerImage(
      info: image.info, size: image.pixels.size, format: image.pixels.format,
      profileByteCount: image.metadata.profileBlock?.count, exifByteCount: image.metadata.exifBlock?.count,
      fractionDecoded: image.fractionDecoded, warnings: image.warnings)
  }

  private static func send(_ writer: WireWriter) -> Bool {
    var message = WireWriter()
    message.add(writer.bytes.count)
    message.add(raw: writer.bytes)
    let bytes = message.bytes
    return unsafe bytes.withUnsafeBytes {
      unsafe worker_channel_send(socket, $0.baseAddress, $0.count, -1, -1)
    }
      == 0
  }

  /// Messages are short: pixels do not go with them.
  static let mostBytes = 1 << 20

  private static func receive() -> (WorkerRequest, descriptor: Int32, seconds: Int)? {
    var header = [UInt8](repeating: 0, count: 16)
    var (descriptor, other): (Int32, Int32) = (-1, -1)
    guard receive(&header, &descriptor) else { return nil }
    var reader = WireReader(header)
    guard let count = try? reader.value(Int.self), let seconds = try? reader.value(Int.self),
      (1...mostBytes).contains(count)
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    guard receive(&bytes, &other) else { return nil }
    reader = WireReader(bytes)
    guard let request = try? reader.last(WorkerRequest.self), descriptor >= 0 else { return nil }
    return (request, descriptor, seconds)
  }

  private static func receive(_ bytes: inout [UInt8], _ descriptor: inout Int32) -> Bool {
    unsafe bytes.withUnsafeMutableBytes {
      unsafe worker_channel_receive(socket, $0.baseAddress, $0.count, -1, &descriptor)
    } == 0
  }
}
