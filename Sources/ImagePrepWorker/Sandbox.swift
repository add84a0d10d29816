import CProcess
import ImagePrep
import ImagePrepPlatform

#if os(Linux)
  import CLibSeccomp
#endif

/// The rights that a worker gives up before it reads an image.
package enum Sandbox {
  /// Bounds the memory and time of this process, and allows only the system calls that decoding needs.
  ///
  /// - Parameters:
  ///   - bounds: Bytes that the process may take after its start. They are lowered if it inherited a lower limit
  ///     (`ulimit`).
  ///   - processorSeconds: The processor time after which the system ends the process.
  /// - Returns: True if system calls are filtered. Memory and time are bounded in any case.
  package static func enter(
    _ bounds: inout WorkerBounds, processorSeconds: Int = WorkerProtocol.mostProcessorSeconds
  ) -> Bool {
    // Little CMS asks for the date. The C library then reads the time zone from a file, once: now.
    tzset()
    bounds.memory = limitMemory(bounds.memory)
    set(RLIMIT_CPU, to: processorSeconds)
    // All or nothing: with a filter alone, a worker that a file has taken over could keep root's rights, or outlive its
    // caller.
    return process_die_with(WorkerProtocol.lifeline) && process_drop_capabilities()
      && filterSystemCalls()
  }

  /// Limits the memory. Returns the limit that is in force.
  private static func limitMemory(_ memory: Int) -> Int {
    let mapped = bytesMapped
    let (sum, overflow) = memory.addingReportingOverflow(mapped)
    let granted = set(RLIMIT_AS, to: overflow ? .max : sum)
    // Spools are memory too, but not of this process. Writing beyond the limit is an error, not a signal.
    signal(SIGXFSZ, SIG_IGN)
    set(RLIMIT_FSIZE, to: memory)
    // A crash must not write an image into a core file.
    set(RLIMIT_CORE, to: 0)
    process_hide_memory()
    return min(memory, max(1, (granted ?? .max) - mapped))
  }

  #if canImport(Glibc)
    private typealias Resource = __rlimit_resource
  #else
    private typealias Resource = Int32
  #endif

  /// Sets a limit, unless a lower one was inherited (`ulimit`).
  ///
  /// - Returns: The limit that is in force; nil if it is unknown.
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

  /// The address space of this process; 0 if the system does not tell.
  private static var bytesMapped: Int {
    let pages = SystemText.read("/proc/self/statm")?.split(separator: " ").first.flatMap { Int($0) }
    return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  #if os(Linux)
    /// Calls that decoding, allocating memory and ending need. None of them can open a file, a socket or a program.
    private static let allowed = [
      "read", "lseek", "poll", "ppoll", "munmap", "mremap", "brk", "futex", "sched_yield", "getrandom",
      // On some machines, reading the time needs a system call.
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
        // Pixels go to the spool, and a crash message to standard error. The image's file is never written.
        ("pwrite64", scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: spool, datum_b: 0)),
        ("write", scmp_arg_cmp(arg: 0, op: SCMP_CMP_LE, datum_a: 2, datum_b: 0)),
        ("writev", scmp_arg_cmp(arg: 0, op: SCMP_CMP_LE, datum_a: 2, datum_b: 0)),
        // (Not "greater than": the filter compares 64 bits, and the system uses 32.)
        ("close", scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: image, datum_b: 0)),
        // Memory must never become executable; see also mmap below.
        ("mprotect", scmp_arg_cmp(arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: executable, datum_b: 0)),
        // C libraries give memory back with these. Other advice can make the system share pages, or mark them as
        // broken.
        ("madvise", scmp_arg_cmp(arg: 2, op: SCMP_CMP_EQ, datum_a: scmp_datum_t(MADV_DONTNEED), datum_b: 0)),
        ("madvise", scmp_arg_cmp(arg: 2, op: SCMP_CMP_EQ, datum_a: scmp_datum_t(MADV_FREE), datum_b: 0)),
        // Only signals to itself, so that its exit status shows a crash.
        ("tgkill", scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: scmp_datum_t(getpid()), datum_b: 0)),
      ]
    }

    private static let executable = scmp_datum_t(PROT_EXEC)

    private static func filterSystemCalls() -> Bool {
      // Any other call ends the process.
      guard let filter = unsafe seccomp_init(UInt32(SCMP_ACT_KILL_PROCESS)) else { return false }
      defer { unsafe seccomp_release(filter) }
      let socket = scmp_datum_t(WorkerProtocol.socket)
      // Messages go only to the socket, and only with these flags: none out of band.
      let messages = ["sendmsg": MSG_NOSIGNAL, "recvmsg": MSG_CMSG_CLOEXEC].mapValues {
        [
          scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: socket, datum_b: 0),
          scmp_arg_cmp(arg: 2, op: SCMP_CMP_EQ, datum_a: scmp_datum_t($0), datum_b: 0),
        ]
      }
      // No file, nothing executable, and nothing shared: shared memory can stay allocated, uncounted, after unmapping.
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
      // Some architectures lack some calls.
      if number < 0 { return true }
      return unsafe seccomp_rule_add_array(
        filter, UInt32(SCMP_ACT_ALLOW), number, UInt32(conditions.count), conditions) == 0
    }
  #else
    private static func filterSystemCalls() -> Bool { false }
  #endif
}
