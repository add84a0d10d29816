/// Numbers that a worker and its caller agree on.
package enum WorkerProtocol {
  /// Changes with the table of options. If you change any other part of a message, raise the first number.
  package static let version = 9 << 32 + OptionTable.version
  package static let socket: Int32 = 3
  package static let spool: Int32 = 4
  /// A pipe whose other end the caller holds while it lives.
  package static let lifeline: Int32 = 5
  /// The descriptor that an image's file gets: the lowest free number.
  package static let image: Int32 = 6
  /// A worker retires after 30 minutes of work. The system ends a process after twice that processor time, so the limit
  /// only ends workers that a file has taken over and that have outlived their caller.
  package static let secondsOfService = 1800.0
  package static let mostProcessorSeconds = 3600
  /// The most bytes of a message. Pixels go through the spool.
  package static let mostBytes = 1 << 20
}
