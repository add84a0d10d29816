import CWorkerChannel
import ImagePrepPlatform

/// A worker and the socket to it, for one image at a time.
@safe final class WorkerConnection {
  /// The worker's limits.
  let bounds: WorkerBounds
  /// The worker's isolation; `none` until it has greeted.
  private(set) var level = Isolation.Level.none
  /// The total time that the worker took to answer.
  private(set) var secondsWorked = 0.0
  /// The time of the last request, on the clock of `worker_channel_now`.
  private(set) var lastUse = worker_channel_now()

  /// True if the worker can take another image: its last answer was good, and it holds no image.
  var isFitForMore = false

  private let program: String
  let process: pid_t
  private let socket: Int32
  /// The file in memory in which the worker leaves pixels.
  private let spool: Int32
  /// The end of a pipe. The worker dies when it is closed.
  private let lifeline: Int32
  /// The file for images from the caller's memory; −1 until there is one.
  private var inputSpool: Int32 = -1
  private(set) var isOver = false

  /// Starts a worker, which can be used once it has greeted.
  init(_ isolation: Isolation, _ bounds: WorkerBounds) throws(ImageError) {
    self.bounds = bounds
    let program = WorkerProgram(isolation)
    self.program = program.path
    let ends = try WorkerEnds()
    do throws(ImageError) {
      process = try program.start(
        socket: ends.sockets.1, spool: ends.spool, lifeline: ends.lifeline.0, bounds)
    } catch {
      ends.closeAll()
      throw error
    }
    ends.closeWorkers()
    socket = ends.sockets.0
    spool = ends.spool
    lifeline = ends.lifeline.1
  }

  /// Waits for the worker's greeting, and ends the worker if none comes.
  ///
  /// - Parameter deadline: On the clock of `worker_channel_now`.
  func greet(deadline: Double) throws(ImageError) {
    let start = worker_channel_now()
    let (greeting, number) = Self.receive(socket, deadline: min(deadline, start + Self.secondsToStart))
    var reader = WireReader(greeting)
    guard number == 0, let version = try? reader.value(Int.self),
      let isSandboxed = try? reader.value(Bool.self)
    else {
      let end = giveUp().map { " (it \($0))" } ?? ""
      let time = number == ETIMEDOUT ? " within \(Self.tenths(worker_channel_now() - start)) seconds" : end
      throw .noIsolation(
        "the worker \(program) did not start\(time)",
        advice: "install imgprep-worker of this version, or name it in IMGPREP_WORKER")
    }
    guard version == WorkerProtocol.version else {
      giveUp()
      throw .noIsolation(
        "the worker \(program) is of another version (its messages \(version), here \(WorkerProtocol.version))",
        advice: "install imgprep-worker of this version")
    }
    level = isSandboxed ? .sandbox : .process
  }

  private static let secondsToStart = 10.0

  private static func tenths(_ seconds: Double) -> Double { (10 * seconds).rounded() / 10 }

  deinit { end() }

  /// Ends the worker and closes its descriptors. A second call does nothing.
  func end() {
    guard !isOver else { return }
    // If it has ended and other code waited for it, its number may be another process's by now.
    var status: Int32 = 0
    if unsafe waitpid(process, &status, WNOHANG) == 0 { kill(process, SIGKILL) }
    giveUp()
  }

  /// - Parameter call: Limits the wait for the answer.
  /// - Throws: The image's error, or `workerLost`: then the connection cannot be used any more.
  func ask(
    _ request: WorkerRequest, about descriptor: Int32, _ call: WorkerCall
  ) throws(ImageError) -> WorkerAnswer {
    isFitForMore = false
    var writer = WireWriter()
    writer.add(request)
    var message = WireWriter()
    message.add(writer.bytes.count)
    message.add(call.wholeSeconds)
    message.add(raw: writer.bytes)
    let bytes = message.bytes
    let start = worker_channel_now()
    defer {
      lastUse = worker_channel_now()
      secondsWorked += lastUse - start
    }
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe worker_channel_send(socket, $0.baseAddress, $0.count, descriptor, call.deadline)
    }
    let (answer, number) = sent == 0 ? Self.receive(socket, deadline: call.deadline) : ([], sent)
    if number == ETIMEDOUT {
      giveUp()
      throw call.overSeconds
    }
    var reader = WireReader(answer)
    guard number == 0, let answer = try? reader.last(WorkerAnswer.self) else { throw lost() }
    return answer
  }

  /// Asks about an image in memory.
  func ask(
    _ request: WorkerRequest, about bytes: UnsafeRawBufferPointer, _ call: WorkerCall
  ) throws(ImageError) -> WorkerAnswer {
    if inputSpool < 0 {
      let number = unsafe worker_channel_open_spool(&inputSpool)
      guard number == 0 else { throw .noWorker(number) }
    }
    guard ftruncate(inputSpool, 0) == 0, lseek(inputSpool, 0, SEEK_SET) == 0 else { throw lost() }
    unsafe try Spool.write(bytes, to: inputSpool)
    return try ask(request, about: inputSpool, call)
  }

  /// Reads results from the spool.
  func take(_ image: WorkerImage) throws(ImageError) -> (views: [PixelBuffer], metadata: ImageMetadata) {
    var (views, end): ([PixelBuffer], Int) = ([], 0)
    for shape in image.views {
      let pixels = try PixelBuffer(size: shape.size, format: shape.format)
      guard let count = Spool.read(pixels, from: spool, at: end) else { throw lost() }
      views.append(pixels)
      end += count
    }
    var metadata = ImageMetadata()
    guard let profile = Spool.read(image.profileByteCount, from: spool, at: end),
      let exif = Spool.read(image.exifByteCount, from: spool, at: end + (image.profileByteCount ?? 0))
    else { throw lost() }
    metadata.profileBlock = image.profileByteCount == nil ? nil : profile
    metadata.exifBlock = image.exifByteCount == nil ? nil : exif
    return (views, metadata)
  }

  /// True if the worker can be asked again: it is alive, and has sent nothing unasked.
  var isUsable: Bool { !isOver && worker_channel_is_quiet(socket) }

  /// True if the worker has waited so long that it ends itself.
  var hasIdledTooLong: Bool { worker_channel_now() - lastUse >= Double(bounds.idleSeconds) }

  /// Frees the spools' memory, the image's included.
  func forget() {
    for descriptor in [spool, inputSpool] where descriptor >= 0 { ftruncate(descriptor, 0) }
  }

  /// Ends a worker that has died or is not trusted any more, and returns the error.
  func lost() -> ImageError {
    let end = giveUp()
    return ImageError(
      .workerLost, "the worker that decoded it \(end ?? "gave an answer that makes no sense")",
      advice:
        "the file may be an attack, or meet a bug of a codec; or the system killed the worker to get memory")
  }

  @discardableResult
  private func giveUp() -> String? {
    // Its descriptors may be another's by now.
    guard !isOver else { return nil }
    isOver = true
    // Close the lifeline last. Without it the system kills a worker that is about to end, and whose status says why.
    defer { close(lifeline) }
    return Self.end(process, closing: [socket, spool, inputSpool])
  }

  /// Ends a worker. If it had ended by itself, says how.
  private static func end(_ process: pid_t, closing descriptors: [Int32]) -> String? {
    var status: Int32 = 0
    let wasOver = unsafe waitpid(process, &status, WNOHANG) == process
    for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
    if wasOver { return describe(status) }
    // A worker ends once its socket is closed. Status 0 means that it ended for that reason.
    for _ in 0..<50 {
      let found = unsafe waitpid(process, &status, WNOHANG)
      if found == process { return status == 0 ? nil : describe(status) }
      if found < 0, errno != EINTR { return nil }
      usleep(1000)
    }
    kill(process, SIGKILL)
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    return nil
  }

  private static func describe(_ status: Int32) -> String {
    let signal = status & 0x7F
    if signal == 0 { return "ended with code \(status >> 8 & 0xFF)" }
    let name = unsafe strsignal(signal).map { unsafe String(cString: $0) } ?? ""
    return signal == SIGSYS
      ? "was stopped by its sandbox: it asked the system for what decoding does not need"
      : "was killed by signal \(signal) (\(name))"
  }

  /// A message, and an error number that is 0 if it came.
  private static func receive(_ socket: Int32, deadline: Double) -> ([UInt8], Int32) {
    var header = [UInt8](repeating: 0, count: 8)
    var number = receive(&header, socket, deadline)
    guard number == 0 else { return ([], number) }
    var reader = WireReader(header)
    guard let count = try? reader.value(Int.self), (1...WorkerProtocol.mostBytes).contains(count) else {
      return ([], EPROTO)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    number = receive(&bytes, socket, deadline)
    return (bytes, number)
  }

  private static func receive(_ bytes: inout [UInt8], _ socket: Int32, _ deadline: Double) -> Int32 {
    var descriptor: Int32 = -1
    let number = unsafe bytes.withUnsafeMutableBytes {
      unsafe worker_channel_receive(socket, $0.baseAddress, $0.count, deadline, &descriptor)
    }
    if descriptor >= 0 { close(descriptor) }
    return number
  }
}
