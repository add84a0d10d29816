import CWorkerChannel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A worker and the socket that leads to it, for one image at a time.
@safe final class WorkerConnection {
  let level: Isolation.Level

  private let isolation: Isolation
  private let process: pid_t
  private let socket: Int32
  /// Where the worker leaves pixels: a file in memory.
  private let spool: Int32
  /// Where images go that are in memory already; none until there is one.
  private var inputSpool: Int32 = -1
  private var isOver = false
  /// Time that it took to answer, altogether.
  private(set) var secondsWorked = 0.0

  /// Starts a worker and waits until it says that it is there.
  init(_ isolation: Isolation) throws(ImageError) {
    self.isolation = isolation
    var sockets: (Int32, Int32) = (-1, -1)
    let opened = unsafe withUnsafeMutablePointer(to: &sockets) {
      unsafe $0.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe worker_channel_open($0) }
    }
    guard opened == 0 else { throw .noWorker(opened) }
    var spool: Int32 = -1
    let spooled = unsafe worker_channel_open_spool(&spool)
    let program = WorkerProgram(isolation)
    let started =
      spooled == 0
      ? program.start(socket: sockets.1, spool: spool, memory: isolation.memory) : .failure(spooled)
    close(sockets.1)
    switch started {
    case .success(let process): self.process = process
    case .failure(let number):
      close(sockets.0)
      if spool >= 0 { close(spool) }
      throw [ENOENT, ENOTDIR, EACCES, ENOEXEC].contains(number)
        ? .noProgram(program.path, number) : .noWorker(number)
    }
    socket = sockets.0
    self.spool = spool
    let (greeting, number) = Self.receive(socket, deadline: worker_channel_now() + Self.secondsToStart)
    var reader = WireReader(greeting)
    guard number == 0, let version = try? reader.value(Int.self),
      let isSandboxed = try? reader.value(Bool.self)
    else {
      let end = Self.end(process, socket, spool, -1)
      throw .noIsolation(
        "the worker \(program.path) did not start\(end.map { " (it \($0))" } ?? "")",
        advice: "install imgprep-worker of this version, or name it in IMGPREP_WORKER")
    }
    guard version == IsolatedWorker.version else {
      _ = Self.end(process, socket, spool, -1)
      throw .noIsolation(
        "the worker \(program.path) is of another version", advice: "install imgprep-worker of this version")
    }
    level = isSandboxed ? .sandbox : .process
  }

  private static let secondsToStart = 10.0

  deinit {
    guard !isOver else { return }
    // Where it has ended and someone else waited for it, the number may be another process's by now.
    var status: Int32 = 0
    if unsafe waitpid(process, &status, WNOHANG) == 0 { kill(process, SIGKILL) }
    _ = Self.end(process, socket, spool, inputSpool)
  }

  /// - Parameters:
  ///   - limits: Of these, seconds count here too: a codec may not come to look at them.
  /// - Throws: What became of the image, or `workerLost`: then the connection is of no more use.
  func ask(
    _ request: WorkerRequest, about descriptor: Int32, limits: Limits
  ) throws(ImageError) -> WorkerAnswer {
    var writer = WireWriter()
    writer.add(request)
    var message = WireWriter()
    message.add(writer.bytes.count)
    message.add(Int(isolation.seconds.rounded(.up)) + 1)
    message.add(raw: writer.bytes)
    let bytes = message.bytes
    // Half a second more, in which the worker may say so itself.
    let seconds = min(isolation.seconds, (limits.seconds ?? .infinity) + 0.5)
    let start = worker_channel_now()
    let deadline = start + seconds
    defer { secondsWorked += worker_channel_now() - start }
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe worker_channel_send(socket, $0.baseAddress, $0.count, descriptor, deadline)
    }
    let (answer, number) = sent == 0 ? Self.receive(socket, deadline: deadline) : ([], sent)
    if number == ETIMEDOUT {
      giveUp()
      throw seconds < isolation.seconds
        ? limits.overSeconds(limits.seconds ?? 0) : limits.overWorkerSeconds(isolation.seconds)
    }
    var reader = WireReader(answer)
    guard number == 0, let answer = try? reader.last(WorkerAnswer.self) else { throw lost() }
    return answer
  }

  /// The same about an image in memory.
  func ask(
    _ request: WorkerRequest, about bytes: UnsafeRawBufferPointer, limits: Limits
  ) throws(ImageError) -> WorkerAnswer {
    if inputSpool < 0 {
      let number = unsafe worker_channel_open_spool(&inputSpool)
      guard number == 0 else { throw .noWorker(number) }
    }
    guard ftruncate(inputSpool, 0) == 0, unsafe Spool.write(bytes, to: inputSpool, at: 0),
      lseek(inputSpool, 0, SEEK_SET) == 0
    else { throw ImageError(.outOfMemory, "no memory to hand it to the worker") }
    return try ask(request, about: inputSpool, limits: limits)
  }

  /// Takes a result out of the spool.
  func take(_ image: WorkerImage) throws(ImageError) -> (pixels: PixelBuffer, metadata: ImageMetadata) {
    let pixels = try PixelBuffer(size: image.size, format: image.format)
    var metadata = ImageMetadata()
    guard let end = Spool.read(pixels, from: spool),
      let profile = Spool.read(image.profileByteCount, from: spool, at: end),
      let exif = Spool.read(image.exifByteCount, from: spool, at: end + (image.profileByteCount ?? 0))
    else { throw lost() }
    metadata.colourProfile = image.profileByteCount == nil ? nil : profile
    metadata.exif = image.exifByteCount == nil ? nil : exif
    return (pixels, metadata)
  }

  /// Whether it can be asked again: it is there, and has said nothing that it was not asked.
  var isUsable: Bool { !isOver && worker_channel_is_quiet(socket) }

  /// Lets go of the memory that an image took, and of the image.
  func forget() {
    for descriptor in [spool, inputSpool] where descriptor >= 0 { ftruncate(descriptor, 0) }
  }

  /// The error of a worker that is no more, or must not be trusted any longer.
  func lost() -> ImageError {
    let end = giveUp()
    return ImageError(
      .workerLost, "the worker that decoded it \(end ?? "gave an answer that makes no sense")",
      advice:
        "the file may be an attack, or meet a bug of a codec; or the system killed the worker to get memory")
  }

  @discardableResult
  private func giveUp() -> String? {
    isOver = true
    return Self.end(process, socket, spool, inputSpool)
  }

  /// Ends a worker, and says how it ended by itself where it did.
  private static func end(_ process: pid_t, _ socket: Int32, _ spool: Int32, _ inputSpool: Int32) -> String? {
    var status: Int32 = 0
    let wasOver = unsafe waitpid(process, &status, WNOHANG) == process
    close(socket)
    for descriptor in [spool, inputSpool] where descriptor >= 0 { close(descriptor) }
    if wasOver { return describe(status) }
    // A worker whose socket has ended is about to be gone; without an error where it is for that.
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

  /// A message, and an error number that is 0 where it came.
  private static func receive(_ socket: Int32, deadline: Double) -> ([UInt8], Int32) {
    var header = [UInt8](repeating: 0, count: 8)
    var number = receive(&header, socket, deadline)
    guard number == 0 else { return ([], number) }
    var reader = WireReader(header)
    guard let count = try? reader.value(Int.self), (1...mostBytes).contains(count) else {
      return ([], EPROTO)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    number = receive(&bytes, socket, deadline)
    return (bytes, number)
  }

  /// Messages are short: pixels do not go with them.
  private static let mostBytes = 1 << 20

  private static func receive(_ bytes: inout [UInt8], _ socket: Int32, _ deadline: Double) -> Int32 {
    var descriptor: Int32 = -1
    let number = unsafe bytes.withUnsafeMutableBytes {
      unsafe worker_channel_receive(socket, $0.baseAddress, $0.count, deadline, &descriptor)
    }
    if descriptor >= 0 { close(descriptor) }
    return number
  }
}

extension ImageError {
  static func noWorker(_ number: Int32) -> ImageError {
    .noIsolation(
      "no worker can be started: \(systemMessage(number))",
      advice: "let the process have more descriptors, processes or memory, or run fewer images at once")
  }

  static func noProgram(_ path: String, _ number: Int32) -> ImageError {
    .noIsolation(
      "there is no worker at \(path): \(systemMessage(number))",
      advice: "install imgprep-worker beside the program or in a folder of PATH, or name it in IMGPREP_WORKER"
    )
  }
}
