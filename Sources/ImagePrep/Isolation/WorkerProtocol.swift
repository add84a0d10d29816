/// What a worker and its caller agree on.
package enum WorkerProtocol {
  /// Changes with what goes over the wire.
  package static let version = 5
  package static let socket: Int32 = 3
  package static let spool: Int32 = 4
  /// A pipe whose other end the caller holds as long as it lives.
  package static let lifeline: Int32 = 5
  /// Where the file of an image comes to lie: the lowest number that is free.
  package static let image: Int32 = 6
  /// A worker that has worked so long is let go, so that the system may end it after twice the time: one that has been
  /// taken over does not live on for ever once its caller is gone.
  package static let secondsOfService = 1800.0
  package static let mostProcessorSeconds = 3600
  /// Messages are short: pixels do not go with them.
  package static let mostBytes = 1 << 20
}
