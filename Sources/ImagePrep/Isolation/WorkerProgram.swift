import ImagePrepPlatform

/// The worker's program, and how to start it.
struct WorkerProgram {
  let path: String

  static let name = "imgprep-worker"

  init(_ isolation: Isolation) {
    if let named = isolation.worker ?? Self.environment("IMGPREP_WORKER"), !named.isEmpty {
      path = named
      return
    }
    let beside = Self.runningProgram.lastIndex(of: "/").map { Self.runningProgram[...$0] + Self.name }
    if let beside, Self.isProgram(String(beside)) {
      path = String(beside)
      return
    }
    let folders = (Self.environment("PATH") ?? "").split(separator: ":")
    let found = folders.map { "\($0)/\(Self.name)" }.first(where: Self.isProgram)
    path = found ?? beside.map(String.init) ?? Self.name
  }

  /// Starts the worker with only a socket (3), a spool (4), a lifeline (5) and the few variables that it needs.
  func start(socket: Int32, spool: Int32, lifeline: Int32, _ bounds: WorkerBounds) throws(ImageError) -> pid_t
  {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The worker has its own process group, so Ctrl-C reaches only the caller. Signals that the caller ignores or
    // blocks (such as SIGALRM and SIGXFSZ) end the worker.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, socket, WorkerProtocol.socket)
    unsafe posix_spawn_file_actions_adddup2(&actions, spool, WorkerProtocol.spool)
    unsafe posix_spawn_file_actions_adddup2(&actions, lifeline, WorkerProtocol.lifeline)
    let arguments = CStrings([path] + bounds.arguments)
    // Swift's own crash handler would start a program.
    var variables = ["SWIFT_BACKTRACE=enable=no"]
    // The choice of instruction set and of Huffman decoder, and the path of the worker's libraries.
    for name in ["IMGPREP_SIMD", "IMGPREP_HUFFMAN", "LD_LIBRARY_PATH"] {
      if let value = Self.environment(name) { variables.append("\(name)=\(value)") }
    }
    let environment = CStrings(variables)
    var process: pid_t = 0
    let number = unsafe posix_spawn(
      &process, path, &actions, &attributes, arguments.pointers, environment.pointers)
    guard number == 0 else {
      throw [ENOENT, ENOTDIR, EACCES, ENOEXEC].contains(number)
        ? .noProgram(path, number) : .noWorker(number)
    }
    return process
  }

  private static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  private static func isProgram(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// The path of the running program with links followed: from /proc on Linux, otherwise the name that it was called
  /// by.
  private static let runningProgram: String = {
    guard let real = unsafe realpath("/proc/self/exe", nil) else { return CommandLine.arguments.first ?? "" }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }()
}

/// C strings in an array that ends with a null pointer.
@safe private final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    unsafe pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      unsafe (pointers + index).initialize(to: strdup(string))
    }
    unsafe (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { unsafe free(pointers[index]) }
    unsafe pointers.deallocate()
  }
}
