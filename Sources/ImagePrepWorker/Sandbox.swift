import CProcess
import ImagePrep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

#if os(Linux)
  import CLibSeccomp
#endif

/// What a worker gives up before it looks at an image.
package enum Sandbox {
  /// Bounds the memory and the time of this process, and leaves it only the system calls that decoding needs.
  ///
  /// - Parameters:
  ///   - bounds: Of these, bytes it may take besides those it has; lowered where it was started with a lower limit (`ulimit`).
  ///   - processorSeconds: After so many the system ends it, whatever it does.
  /// - Returns: Whether system calls are filtered; its memory and time are bounded all the same.
  package static func enter(
    _ bounds: inout WorkerBounds, processorSeconds: Int = WorkerProtocol.mostProcessorSeconds
  ) -> Bool {
    // Little CMS asks for the date, for which the C library reads the time zone, once.
    tzset()
    bounds.memory = limitMemory(bounds.memory)
    set(RLIMIT_CPU, to: processorSeconds)
    // All or nothing: a filter alone would leave a worker that has been taken over root's rights, or a life of its own.
    return process_die_with(WorkerProtocol.lifeline) && process_drop_capabilities()
      && filterSystemCalls()
  }

  /// What it may take in fact.
  private static func limitMemory(_ memory: Int) -> Int {
    let mapped = bytesMapped
    let (sum, overflow) = memory.addingReportingOverflow(mapped)
    let granted = set(RLIMIT_AS, to: overflow ? .max : sum)
    // The spools are memory too, and not in this process's own. Beyond it, writing is an error and not a signal.
    signal(SIGXFSZ, SIG_IGN)
    set(RLIMIT_FSIZE, to: memory)
    // Nothing of an image goes into a core file, whoever makes it crash.
    set(RLIMIT_CORE, to: 0)
    process_hide_memory()
    return min(memory, max(1, (granted ?? .max) - mapped))
  }

  #if canImport(Glibc)
    private typealias Resource = __rlimit_resource
  #else
    private typealias Resource = Int32
  #endif

  /// A limit that was inherited (`ulimit`) and is lower stays.
  ///
  /// - Returns: The limit that is in force then; nil where that is not known.
  @discardableResult
  private static func set(_ resource: Resource, to value: Int) -> Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(resource.rawValue)
    #endif
    guard unsafe getrlimit(resource, &limit) == 0 else { return nil }
    let least = min(limit.rlim_cur, limit.rlim_max, rlim_t(max(value, 0)))
    limit = rlimit(rlim_cur: least, rlim_max: least)
    return unsafe setrlimit(resource, &limit) == 0 ? Int(clamping: least) : nil
  }

  /// The address space that the process has; 0 where the system does not tell.
  private static var bytesMapped: Int {
    let pages = SystemText.read("/proc/self/statm")?.split(separator: " ").first.flatMap { Int($0) }
    return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  #if os(Linux)
    /// Calls that decoding, allocating memory and ending need: no file, socket or program can be opened by them.
    private static let allowed = [
      "read", "lseek", "poll", "ppoll", "munmap", "mremap", "brk", "futex", "sched_yield", "getrandom",
      // The time, for which not every machine spares the system call.
      "clock_gettime", "gettimeofday", "time",
      "alarm", "setitimer", "rt_sigprocmask", "rt_sigaction", "rt_sigreturn", "restart_syscall", "getpid",
      "gettid",
      "exit", "exit_group",
    ]

    /// Calls with a condition on one of their arguments.
    private static var allowedFor: [(name: String, condition: scmp_arg_cmp)] {
      let spool = scmp_datum_t(WorkerProtocol.spool)
      let image = scmp_datum_t(WorkerProtocol.image)
      return [
        // Pixels go to the spool, last words to nowhere; the image's file is only read, however it was opened.
        ("pwrite64", scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: spool, datum_b: 0)),
        ("write", scmp_arg_cmp(arg: 0, op: SCMP_CMP_LE, datum_a: 2, datum_b: 0)),
        ("writev", scmp_arg_cmp(arg: 0, op: SCMP_CMP_LE, datum_a: 2, datum_b: 0)),
        // (Not "greater": the filter sees 64 bits, the system takes 32.)
        ("close", scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: image, datum_b: 0)),
        // Memory, but none that could be run; see also mmap below.
        ("mprotect", scmp_arg_cmp(arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: executable, datum_b: 0)),
        // How a C library gives memory back. Other advice makes the system share pages, or take them for broken.
        ("madvise", scmp_arg_cmp(arg: 2, op: SCMP_CMP_EQ, datum_a: scmp_datum_t(MADV_DONTNEED), datum_b: 0)),
        ("madvise", scmp_arg_cmp(arg: 2, op: SCMP_CMP_EQ, datum_a: scmp_datum_t(MADV_FREE), datum_b: 0)),
        // A signal to itself: so that a crash is told as one.
        ("tgkill", scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: scmp_datum_t(getpid()), datum_b: 0)),
      ]
    }

    private static let executable = scmp_datum_t(PROT_EXEC)

    private static func filterSystemCalls() -> Bool {
      // Whatever else is called ends the process.
      guard let filter = unsafe seccomp_init(UInt32(SCMP_ACT_KILL_PROCESS)) else { return false }
      defer { unsafe seccomp_release(filter) }
      let socket = scmp_datum_t(WorkerProtocol.socket)
      // Messages go to the socket, and as they should: none of them out of band.
      let messages = ["sendmsg": MSG_NOSIGNAL, "recvmsg": MSG_CMSG_CLOEXEC].mapValues {
        [
          scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: socket, datum_b: 0),
          scmp_arg_cmp(arg: 2, op: SCMP_CMP_EQ, datum_a: scmp_datum_t($0), datum_b: 0),
        ]
      }
      // No file, nothing to be run, and nothing shared, which could outlive its own unmapping uncounted.
      let plainMemory = [
        scmp_arg_cmp(arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: executable, datum_b: 0),
        scmp_arg_cmp(arg: 3, op: SCMP_CMP_MASKED_EQ, datum_a: scmp_datum_t(MAP_SHARED), datum_b: 0),
        scmp_arg_cmp(arg: 4, op: SCMP_CMP_MASKED_EQ, datum_a: 0xFFFF_FFFF, datum_b: 0xFFFF_FFFF),
      ]
      guard allowed.allSatisfy({ unsafe allow($0, [], filter) }),
        allowedFor.allSatisfy({ unsafe allow($0.name, [$0.condition], filter) }),
        messages.allSatisfy({ unsafe allow($0.key, $0.value, filter) }),
        unsafe allow("mmap", plainMemory, filter)
      else { return false }
      return unsafe seccomp_load(filter) == 0
    }

    private static func allow(
      _ name: String, _ conditions: [scmp_arg_cmp], _ filter: scmp_filter_ctx
    ) -> Bool {
      let number = unsafe seccomp_syscall_resolve_name(name)
      // Not every architecture has every call.
      if number < 0 { return true }
      return unsafe seccomp_rule_add_array(
        filter, UInt32(SCMP_ACT_ALLOW), number, UInt32(conditions.count), conditions) == 0
    }
  #else
    private static func filterSystemCalls() -> Bool { false }
  #endif
}
