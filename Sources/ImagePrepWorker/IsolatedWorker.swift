import CProcess
import CWorkerChannel
import ImagePrep
import ImagePrepPlatform

/// The work of the program `imgprep-worker`. It gets open files, never names.
package enum IsolatedWorker {
  /// Closes all descriptors that the process inherited and does not need.
  package static func closeOthers() { process_close_from(WorkerProtocol.image) }

  /// Sends the greeting.
  package static func greet(isSandboxed: Bool) -> Bool {
    var writer = WireWriter()
    writer.add(WorkerProtocol.version)
    writer.add(isSandboxed)
    return send(writer)
  }

  /// Answers requests until the caller is gone.
  ///
  /// - Parameters:
  ///   - bounds: How long to wait for an image, and the memory that an image may take.
  ///   - most: The most requests to answer. Default: no limit.
  package static func serve(_ bounds: WorkerBounds, most: Int = .max) {
    var served = 0
    var opened: OpenImage?
    alarm(UInt32(clamping: bounds.idleSeconds))
    while served < most, let (request, descriptor, seconds) = receive() {
      served += 1
      // If a copy of a dead caller holds the socket and the lifeline, only this stops a decoder that hangs.
      alarm(UInt32(clamping: seconds))
      var writer = WireWriter()
      writer.add(answer(request, descriptor, bounds, &opened))
      // An open image is read further when it is rendered.
      if opened == nil { close(WorkerProtocol.image) }
      guard send(writer) else { return }
      alarm(UInt32(clamping: bounds.idleSeconds))
    }
  }

  /// Waits for a request without answering it. For tests.
  package static func waitForRequest() -> Bool { receive() != nil }

  private static func answer(
    _ request: WorkerRequest, _ descriptor: Int32, _ bounds: WorkerBounds, _ opened: inout OpenImage?
  ) -> WorkerAnswer {
    let image = opened
    opened = nil
    do throws(ImageError) {
      switch request {
      case .open(var limits, let byteCount):
        limits.workerMemory = bounds.memory
        let image = try Normalizer(Options(limits: limits)).open(descriptor: descriptor, byteCount: byteCount)
        opened = image
        return .info(image.info)
      case .render(let options):
        guard let image else { throw ImageError(.invalidOptions, "no image is open") }
        let result = try image.render(image.plan(fitted(options, bounds)))
        return .image(try Spool.write(result, to: WorkerProtocol.spool, room: bounds.memory))
      case .renderFrame(let options):
        guard let image else { throw ImageError(.invalidOptions, "no image is open") }
        opened = image
        let frame = try image.renderFrame(image.plan(fitted(options, bounds)))
        return .image(try Spool.write(frame, to: WorkerProtocol.spool, room: bounds.memory))
      case .close: return .closed
      case .readInfo(var limits, let countingFrames):
        limits.workerMemory = bounds.memory
        return .info(try ImageInfo(descriptor: descriptor, countingFrames: countingFrames, limits: limits))
      case .normalize(let options):
        let image = try Normalizer(fitted(options, bounds)).normalize(descriptor: descriptor)
        return .image(try Spool.write(image, to: WorkerProtocol.spool, room: bounds.memory))
      }
    } catch {
      return .failure(error)
    }
  }

  private static func fitted(_ options: Options, _ bounds: WorkerBounds) -> Options {
    var options = options
    // More threads would need more system calls. Other images have other workers.
    options.threads = 1
    options.limits.workerMemory = bounds.memory
    return options
  }

  private static func send(_ writer: WireWriter) -> Bool {
    var message = WireWriter()
    message.add(writer.bytes.count)
    message.add(raw: writer.bytes)
    let bytes = message.bytes
    return unsafe bytes.withUnsafeBytes {
      unsafe worker_channel_send(WorkerProtocol.socket, $0.baseAddress, $0.count, -1, -1)
    }
      == 0
  }

  private static func receive() -> (WorkerRequest, descriptor: Int32, seconds: Int)? {
    var header = [UInt8](repeating: 0, count: 16)
    var (descriptor, other): (Int32, Int32) = (-1, -1)
    guard receive(&header, &descriptor) else { return nil }
    var reader = WireReader(header)
    guard let count = try? reader.value(Int.self), let seconds = try? reader.value(Int.self),
      (1...WorkerProtocol.mostBytes).contains(count)
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    guard receive(&bytes, &other) else { return nil }
    reader = WireReader(bytes)
    guard let request = try? reader.last(WorkerRequest.self) else { return nil }
    guard descriptor >= 0 || request.isAboutOpenImage else { return nil }
    return (request, descriptor, seconds)
  }

  private static func receive(_ bytes: inout [UInt8], _ descriptor: inout Int32) -> Bool {
    unsafe bytes.withUnsafeMutableBytes {
      unsafe worker_channel_receive(WorkerProtocol.socket, $0.baseAddress, $0.count, -1, &descriptor)
    } == 0
  }
}
