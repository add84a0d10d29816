#if os(Linux)
  import CProcess
  import Foundation
  import ImagePrepPlatform
  import TestSupport
  import Testing

  @testable import ImagePrep

  @Suite("What a worker may be, and how long it lives")
  struct WorkerLifeTests {
    /// The processes that a process has started and that have not ended, zombies left out.
    private static func children(of parent: pid_t) throws -> [pid_t] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter {
        process in
        // "1234 (name) S 1 …": the name may have anything in it.
        guard let text = SystemText.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
          return false
        }
        let fields = text[end...].split(separator: " ").dropFirst()
        return fields.first != "Z" && fields.dropFirst().first == "\(parent)"
      }
    }

    private static func isAlive(_ process: pid_t) -> Bool {
      guard let text = SystemText.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
        return false
      }
      return !text[end...].hasPrefix(") Z")
    }

    /// Waits until something is so, at most some seconds.
    private static func becomes(_ condition: () throws -> Bool) rethrows -> Bool {
      for _ in 0..<1000 {
        if try condition() { return true }
        usleep(10_000)
      }
      return false
    }

    @Test("A worker has no capabilities, can get none, and lives under its filter")
    func capabilities() throws {
      let pool = WorkerPool(try Workers.isolation())
      var status: String?
      try pool.withWorker(Limits()) { (worker, _) throws(ImageError) in
        status = SystemText.read("/proc/\(worker.process)/status")
      }
      let lines = try #require(status).split(separator: "\n")
      for (name, value) in [
        ("CapInh", "0000000000000000"), ("CapPrm", "0000000000000000"), ("CapEff", "0000000000000000"),
        ("CapAmb", "0000000000000000"), ("NoNewPrivs", "1"), ("Seccomp", "2"),
      ] {
        #expect(lines.contains("\(name):\t\(value)"), "\(name)")
      }
      // Only who may give up what programs could bring does so; nobody else gets anything by them.
      if getuid() == 0 { #expect(lines.contains("CapBnd:\t0000000000000000")) }
    }

    @Test("A worker that has been taken over, and sleeps, is gone soon after its caller has been killed")
    func orphan() throws {
      let folder = try TemporaryFolder()
      let isolation = try Workers.misbehaving("sleeper", in: folder.path)
      let caller = Process()
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/worker-caller",
        withDestinationPath: try Workers.program("misbehaving-worker"))
      caller.executableURL = URL(filePath: folder.path + "/worker-caller")
      caller.arguments = [
        try #require(isolation.worker), try #require(TestImage.named("photo.jpg")).path,
      ]
      try caller.run()
      var workers: [pid_t] = []
      #expect(
        try Self.becomes {
          workers = try Self.children(of: caller.processIdentifier)
          return !workers.isEmpty
        })
      // It gets its image, and takes over.
      usleep(300_000)
      #expect(workers.allSatisfy(Self.isAlive))
      kill(caller.processIdentifier, SIGKILL)
      caller.waitUntilExit()
      #expect(Self.becomes { !workers.contains(where: Self.isAlive) })
    }

    @Test("A worker lives on when the thread that started it has ended")
    func thread() throws {
      let normalizer = Normalizer(isolation: try Workers.isolation())
      let image = try #require(TestImage.named("photo.jpg"))
      let thread = try #require(SystemThread { _ = try? normalizer.normalize(contentsOf: image.path) })
      thread.join()
      usleep(200_000)
      #expect(try normalizer.normalize(contentsOf: image.path).isolation == .sandbox)
      #expect(normalizer.pool?.startCount == 1)
    }

    @Test("A worker that has nothing to do ends")
    func idle() throws {
      var isolation = try Workers.isolation()
      isolation.idleSeconds = 2
      let pool = WorkerPool(isolation)
      var process: pid_t = 0
      try pool.withWorker(Limits()) { (worker, _) throws(ImageError) in
        worker.isFitForMore = true
        process = worker.process
      }
      #expect(pool.idleCount == 1 && Self.isAlive(process))
      #expect(Self.becomes { !Self.isAlive(process) })
      try pool.prepare(Limits())
      #expect(pool.startCount == 2 && pool.idleCount == 1)
    }

    /// A number of a descriptor that nothing else in this process comes near to: other tests run beside. Nil where so few
    /// may be open that there is none.
    private static let highDescriptor: Int32? = {
      var limit = rlimit()
      guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
      // The system lists all numbers below the highest.
      let wanted = min(limit.rlim_max, 61_000)
      if limit.rlim_cur < wanted {
        limit.rlim_cur = wanted
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
      }
      return wanted < 4_000 ? nil : Int32(wanted) - 100
    }()

    @Test(
      "Descriptors are closed by their list where the system has no call for that",
      .enabled(if: highDescriptor != nil))
    func closeListed() throws {
      let first = try #require(Self.highDescriptor)
      let (below, above) = (duplicate(first - 1), duplicate(first + 50))
      defer { close(below) }
      #expect(below >= 0 && above > first)
      process_close_listed(first)
      #expect(fcntl(above, F_GETFD) < 0 && fcntl(below, F_GETFD) >= 0)
    }

    private func duplicate(_ lowest: Int32) -> Int32 { fcntl(2, F_DUPFD_CLOEXEC, lowest) }
  }
#endif
