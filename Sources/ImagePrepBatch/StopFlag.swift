import ImagePrep
import ImagePrepPlatform
import Synchronization

/// Why a run ends before all inputs are done.
public enum StopReason: UInt8, Sendable {
  case signal = 1
  /// No further output can be written.
  case diskFull
  /// No further output can be written, for another reason than a full disk.
  case outputLost
}

extension ImageError {
  /// True if no further output can be written either, because the disk is full.
  var isFullDisk: Bool {
    [.unwritable, .uncreatable].contains(code) && [ENOSPC, EDQUOT].contains(systemError)
  }

  /// True if no further output can be written either, for another reason.
  var isLostOutput: Bool {
    [.unwritable, .uncreatable].contains(code) && [EROFS, EIO, ENODEV, ESTALE, ENXIO].contains(systemError)
  }

  /// Why a run must end; nil if only one input is concerned.
  var stopReason: StopReason? { isFullDisk ? .diskFull : isLostOutput ? .outputLost : nil }
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
