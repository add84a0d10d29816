// A worker that does, at its first request, what its own name ends in: to see what becomes of it. And a caller of one.
import ImagePrep
import ImagePrepPlatform
import ImagePrepWorker

let arguments = CommandLine.arguments
let how = arguments[0].split(separator: "-").last
if how == "caller" {
  // Has an image decoded by a worker, until somebody kills this process.
  var isolation = Isolation.process
  isolation.worker = arguments[1]
  _ = try? Normalizer(isolation: isolation).normalize(contentsOf: arguments[2])
  exit(0)
}
/// A call of the system by its number.
func systemCall(_ number: Int, _ first: Int, _ second: Int) -> Int {
  typealias Call = @convention(c) (Int, Int, Int) -> Int
  guard let address = unsafe dlsym(nil, "syscall") else { return -1 }
  return unsafe unsafeBitCast(address, to: Call.self)(number, first, second)
}

if how == "cores" { exit(Int32(clamping: availableCores)) }
IsolatedWorker.closeOthers()
var bounds =
  WorkerBounds(arguments: Array(arguments.dropFirst())) ?? WorkerBounds(memory: 1, idleSeconds: 1)
let isOpen = (WorkerProtocol.image..<256).contains { fcntl($0, F_GETFD) >= 0 }
let isSandboxed: Bool
switch how {
case "unprotected": isSandboxed = false
case "endless": isSandboxed = Sandbox.enter(&bounds, processorSeconds: 1)
default: isSandboxed = Sandbox.enter(&bounds)
}
if how == "silent" {
  // Never says that it is there.
  while true {}
} else if how == "once" {
  if IsolatedWorker.greet(isSandboxed: isSandboxed) { IsolatedWorker.serve(bounds, most: 1) }
} else if IsolatedWorker.greet(isSandboxed: isSandboxed), IsolatedWorker.waitForRequest() {
  switch how {
  case "crash":
    raise(SIGSEGV)
  case "hang":
    while true {}
  case "endless":
    // What a worker would do whose caller is gone, and so does not end it.
    signal(SIGXCPU, SIG_IGN)
    while true {}
  case "memory":
    var hoard: [UnsafeMutableRawPointer] = unsafe []
    while let more = unsafe malloc(1 << 20) { unsafe hoard.append(more) }
    exit(unsafe hoard.count > 100 ? 42 : 1)
  case "spool":
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    var end = 0
    func write() -> Int {
      unsafe bytes.withUnsafeBytes { unsafe pwrite(WorkerProtocol.spool, $0.baseAddress, $0.count, end) }
    }
    while write() > 0 { end += bytes.count }
    exit(44)
  case "descriptors": exit(isOpen ? 45 : 46)
  case "input":
    // Where the first descriptor that is received comes to lie.
    exit(unsafe write(WorkerProtocol.image, "gone", 4) == 4 ? 0 : 1)
  case "sleeper":
    // Turns off all that would end it by itself, and takes no processor time from then on.
    alarm(0)
    for number in 1..<32 { signal(Int32(number), SIG_IGN) }
    var byte: UInt8 = 0
    while true { _ = unsafe read(WorkerProtocol.lifeline, &byte, 1) }
  case "poison":
    // MADV_HWPOISON takes pages of the machine's memory out of use.
    let page = unsafe mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS), -1, 0)
    exit(unsafe madvise(page, 4096, 100) == 0 ? 0 : 1)
  case "clock":
    // What a C library does where time is not to be had without the system.
    #if os(Linux) && arch(x86_64)
      var now = timeval()
      let isTold = unsafe withUnsafeMutablePointer(to: &now) {
        systemCall(96, Int(bitPattern: $0), 0) == 0 && systemCall(201, 0, 0) > 0
      }
      exit(isTold && now.tv_sec > 0 ? 47 : 1)
    #else
      exit(47)
    #endif
  case "urgent":
    // Out of band: the socket is ready, and there is nothing to receive.
    var byte: UInt8 = 1
    unsafe withUnsafeMutablePointer(to: &byte) { pointer in
      var part = unsafe iovec(iov_base: pointer, iov_len: 1)
      unsafe withUnsafeMutablePointer(to: &part) { parts in
        var message = unsafe msghdr()
        unsafe message.msg_iov = parts
        unsafe message.msg_iovlen = 1
        _ = unsafe sendmsg(WorkerProtocol.socket, &message, Int32(MSG_OOB))
      }
    }
    while true {}
  case "shared":
    let memory = unsafe mmap(nil, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | Int32(MAP_ANONYMOUS), -1, 0)
    exit(unsafe memory == MAP_FAILED ? 1 : 0)
  case "spoolswap":
    // What is received next would take the spool's place, and could be written to.
    exit(close(WorkerProtocol.spool) == 0 ? 0 : 1)
  case "file":
    exit(unsafe open("/etc/passwd", O_RDONLY) >= 0 ? 0 : 1)
  case "socket":
    #if canImport(Glibc)
      exit(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0 ? 0 : 1)
    #else
      exit(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : 1)
    #endif
  case "program":
    var process: pid_t = 0
    exit(unsafe posix_spawn(&process, "/bin/true", nil, nil, [nil], [nil]) == 0 ? 0 : 1)
  case "nonsense":
    _ = IsolatedWorker.greet(isSandboxed: true)
    while true {}
  default: exit(43)
  }
}
