import CWorkerChannel

/// Workers for all threads: as many are started as there are images at once, or as the system has room for.
final class WorkerPool: @unchecked Sendable {
  let isolation: Isolation
  /// Guards what follows.
  private let monitor = Monitor()
  /// Those that have nothing to do, the one that has waited longest first.
  private var idle: [WorkerConnection] = []
  /// How many have an image, or are being started.
  private var busy = 0
  /// How often one of these has become idle or gone.
  private var releases = 0
  private var newestLevel: Isolation.Level?
  private var started = 0
  /// Held while a worker is started: several threads would take the last descriptors from each other.
  private let starting = Monitor()

  init(_ isolation: Isolation) { self.isolation = isolation }

  /// What is in force; nil before the first worker has been started.
  var level: Isolation.Level? { monitor.locked { newestLevel } }

  /// How many workers there have been.
  var startCount: Int { monitor.locked { started } }

  /// How many have nothing to do.
  var idleCount: Int { monitor.locked { idle.count } }

  /// Has a worker ready for an image, which goes back to the others unless it has been lost.
  func withWorker<Result>(
    _ limits: Limits, _ body: (WorkerConnection, WorkerCall) throws(ImageError) -> Result
  ) throws(ImageError) -> Result {
    let (worker, call) = try take(limits)
    defer { giveBack(worker) }
    return try body(worker, call)
  }

  /// Where there is no room for a further worker, one of those there are is waited for. The time of the call begins when
  /// that is over: each of them is held to its own.
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
        giveUp()
        guard waitForRoom(since: seen) else { throw error }
      }
    }
  }

  /// The one that has waited longest: a worker that is quick because it does not work gets no more images.
  private func takeIdle(_ bounds: WorkerBounds) -> WorkerConnection? {
    // Ended when the lock is free again.
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
      giveUp()
      throw error
    }
    monitor.locked {
      newestLevel = worker.level
      started += 1
    }
    return worker
  }

  /// False where there is nothing to wait for. A worker that is idle, of other bounds, makes room at once.
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
    // One that is gone makes room for another only once its descriptors are closed.
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

  /// Says that a worker could not be had after all.
  private func giveUp() {
    monitor.locked {
      busy -= 1
      monitor.ringAll()
    }
  }

  /// Lets go of those that are about to end by themselves; called with the lock held.
  private func dropStale() -> [WorkerConnection] {
    let oldest = worker_channel_now() - 0.75 * isolation.idleSeconds
    let stale = idle.filter { $0.lastUse < oldest }
    if !stale.isEmpty { idle.removeAll { $0.lastUse < oldest } }
    return stale
  }
}
