import Synchronization

/// Why a run ends before all inputs are done.
public enum StopReason: UInt8, Sendable {
  case signal = 1
  /// No further output can be written.
  case diskFull
}

/// Asks a run to end early. Any thread and any signal handler may set it. It cannot be unset.
public final class StopFlag: Sendable {
  private let value = Atomic<UInt8>(0)

  public init() {}

  /// The first reason that was given; nil if the run need not end.
  public var reason: StopReason? { StopReason(rawValue: value.load(ordering: .relaxed)) }

  public var isSet: Bool { reason != nil }

  public func set(_ reason: StopReason) {
    _ = value.compareExchange(expected: 0, desired: reason.rawValue, ordering: .relaxed)
  }
}
