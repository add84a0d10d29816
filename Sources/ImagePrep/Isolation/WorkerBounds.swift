/// The limits of a worker from its start. They are passed as arguments of its program.
package struct WorkerBounds: Equatable {
  /// Bytes that the worker may take after its start, and bytes that it may leave in its spool.
  package var memory: Int
  /// Seconds that the worker waits for an image before it ends.
  package var idleSeconds: Int

  package init(memory: Int, idleSeconds: Int) {
    self.memory = memory
    self.idleSeconds = idleSeconds
  }

  package var arguments: [String] { ["\(memory)", "\(idleSeconds)"] }

  /// Nil if these are not the arguments of a worker.
  package init?(arguments: [String]) {
    let numbers = arguments.compactMap { Int($0) }
    guard numbers.count == 2, arguments.count == 2, numbers.allSatisfy({ $0 > 0 }) else { return nil }
    self.init(memory: numbers[0], idleSeconds: numbers[1])
  }
}
