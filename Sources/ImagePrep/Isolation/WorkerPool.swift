import CWorkerChannel

/// Workers for all threads: one for each image at the same time, or as many as the system allows.
final class WorkerPool: @unchecked Sendable {
  let isolation: Isolation
  /// Guards the fields below.
  private let monitor = ConditionVariable()
  /// Idle workers; the one that has waited longest comes first.
  private var idle: [WorkerConnection] = []
  /// The number of workers that work on a call or are being started. Those that only hold an image open do not count:
  /// nobody waits for them, since the thread that waits may hold the image.
  private var busy = 0
  /// How often a busy worker has become idle or ended.
  private var releases = 0
  private var newestLevel: Isolation.Level?
  private var started = 0
  /// Held while a worker is started. Otherwise several threads take the last descriptors from each other.
  private let starting = ConditionVariable()

  init(_ isolation: Isolation) { self.isolation = isolation }

  /// The isolation of the newest worker; nil before the first has been started.
  var level: Isolation.Level? { monitor.locked { newestLevel } }

  /// The number of workers started so far.
  var startCount: Int { monitor.locked { started } }

  /// The number of idle workers.
  var idleCount: Int { monitor.locked { idle.count } }

  /// Lends a worker for an image. It becomes idle afterwards, unless it has been lost.
  func withWorker<Result>(
    _ limits: Limits, _ body: (WorkerConnection, WorkerCall) throws(ImageError) -> Result
  ) throws(ImageError) -> Result {
    let (worker, call) = try take(limits)
    defer { giveBack(worker) }
    return try body(worker, call)
  }

  /// Takes an idle worker or starts one. If the system has no room for another, it waits for a busy one. That wait does
  /// not count for the call's deadline, because each call has its own.
  func take(_ limits: Limits) throws(ImageError) -> (WorkerConnection, WorkerCall) {
    try isolation.validate()
    try limits.validate()
    let bounds = WorkerBounds(limits, isolation)
    while true {
      if let worker = takeIdle(bounds) { return (worker, WorkerCall(limits, isolation)) }
      let call = WorkerCall(limits, isolation)
      let seen = monitor.locked {
        busy += 1
        return releases
      }
      let attempt = starting.locked {
        Swift.Result { () throws(ImageError) in try WorkerConnection(isolation, bounds) }
      }
      switch attempt {
      case .success(let worker): return (try welcome(worker, call), call)
      case .failure(let error):
        endWork()
        guard waitForRoom(since: seen) else { throw error }
      }
    }
  }

  /// The idle worker that has waited longest, so that a worker that fails quickly does not get every image.
  private func takeIdle(_ bounds: WorkerBounds) -> WorkerConnection? {
    // Ended after the lock is released.
    var gone: [WorkerConnection] = []
    return monitor.locked {
      gone += dropStale()
      while let index = idle.firstIndex(where: { $0.bounds == bounds }) {
        let worker = idle.remove(at: index)
        if worker.isUsable {
          busy += 1
          return worker
        }
        gone.append(worker)
      }
      return nil
    }
  }

  private func welcome(
    _ worker: WorkerConnection, _ call: WorkerCall
  ) throws(ImageError) -> WorkerConnection {
    do throws(ImageError) {
      try worker.greet(deadline: call.deadline)
      guard worker.level == .sandbox || !isolation.requiresSandbox else {
        throw .noIsolation(
          "this system has no sandbox for the worker",
          advice: "do without, or run it where seccomp is to be had")
      }
    } catch {
      endWork()
      throw error
    }
    monitor.locked {
      newestLevel = worker.level
      started += 1
    }
    return worker
  }

  /// Waits for room for another worker. Returns false if there is nothing to wait for. An idle worker with other bounds
  /// is ended at once to make room.
  private func waitForRoom(since seen: Int) -> Bool {
    let oldest = monitor.locked { idle.isEmpty ? nil : idle.removeFirst() }
    if oldest != nil { return true }
    return monitor.locked {
      while releases == seen {
        if busy == 0 { return false }
        monitor.wait()
      }
      return true
    }
  }

  func giveBack(_ worker: WorkerConnection) {
    let isKept = worker.isFitForMore && worker.secondsWorked < WorkerProtocol.secondsOfService
    // An ended worker makes room only once its descriptors are closed.
    if isKept { worker.forget() } else { worker.end() }
    var gone: [WorkerConnection] = []
    monitor.locked {
      busy -= 1
      releases += 1
      gone += dropStale()
      if isKept, idle.count < isolation.idleWorkers { idle.append(worker) }
      monitor.ringAll()
    }
  }

  /// Records that the worker of an open image works again.
  func resumeWork() { monitor.locked { busy += 1 } }

  /// Records that a worker could not be started, or from now on only holds an image open.
  func endWork() {
    monitor.locked {
      busy -= 1
      monitor.ringAll()
    }
  }

  /// Removes idle workers that are about to end by themselves. Called with the lock held.
  private func dropStale() -> [WorkerConnection] {
    let oldest = worker_channel_now() - 0.75 * isolation.idleSeconds
    let stale = idle.filter { $0.lastUse < oldest }
    if !stale.isEmpty { idle.removeAll { $0.lastUse < oldest } }
    return stale
  }
}
