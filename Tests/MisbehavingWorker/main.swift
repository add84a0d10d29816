// A worker that does, at its first request, what its own name ends in: to see what becomes of it.
import ImagePrep
import ImagePrepWorker

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

IsolatedWorker.closeOthers()
let arguments = CommandLine.arguments
let memory = arguments.dropFirst().first.flatMap { Int($0) } ?? 0
let how = arguments[0].split(separator: "-").last
let isOpen = (IsolatedWorker.spool + 1..<256).contains { fcntl($0, F_GETFD) >= 0 }
let isSandboxed: Bool
switch how {
case "unprotected": isSandboxed = false
case "endless": isSandboxed = Sandbox.enter(memory: memory, processorSeconds: 1)
default: isSandboxed = Sandbox.enter(memory: memory)
}
if how == "once" {
  if IsolatedWorker.greet(isSandboxed: isSandboxed) { IsolatedWorker.serve(most: 1) }
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
      unsafe bytes.withUnsafeBytes { unsafe pwrite(IsolatedWorker.spool, $0.baseAddress, $0.count, end) }
    }
    while write() > 0 { end += bytes.count }
    exit(44)
  case "descriptors": exit(isOpen ? 45 : 46)
  case "input":
    // Where the first descriptor that is received comes to lie.
    exit(unsafe write(IsolatedWorker.spool + 1, "gone", 4) == 4 ? 0 : 1)
  case "urgent":
    // Out of band: the socket is ready, and there is nothing to receive.
    var byte: UInt8 = 1
    unsafe withUnsafeMutablePointer(to: &byte) { pointer in
      var part = unsafe iovec(iov_base: pointer, iov_len: 1)
      unsafe withUnsafeMutablePointer(to: &part) { parts in
        var message = unsafe msghdr()
        unsafe message.msg_iov = parts
        unsafe message.msg_iovlen = 1
        _ = unsafe sendmsg(IsolatedWorker.socket, &message, Int32(MSG_OOB))
      }
    }
    while true {}
  case "shared":
    let memory = unsafe mmap(nil, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | Int32(MAP_ANONYMOUS), -1, 0)
    exit(unsafe memory == MAP_FAILED ? 1 : 0)
  case "spoolswap":
    // What is received next would take the spool's place, and could be written to.
    exit(close(IsolatedWorker.spool) == 0 ? 0 : 1)
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
