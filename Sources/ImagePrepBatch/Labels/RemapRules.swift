/// What becomes of labels that do not fit the output.
public struct RemapRules: Sendable {
  public var outside = Outside.clip
  /// A label is dropped if a smaller fraction of its area can be seen.
  public var minVisible = 0.0
  public var missing = Missing.fail
  public var unsupported = Unsupported.fail
  public var coordinates = Coordinates.stored

  public init() {}

  /// What becomes of a label that lies partly outside of the picture.
  public enum Outside: String, Sendable, CaseIterable {
    case clip, drop
  }

  /// What becomes of the labels of an image that has no receipt.
  public enum Missing: String, Sendable, CaseIterable {
    case fail, skip
  }

  /// What becomes of a label that cannot be moved.
  public enum Unsupported: String, Sendable, CaseIterable {
    case fail, drop
  }

  /// The picture that labels are about.
  public enum Coordinates: String, Sendable, CaseIterable {
    /// As stored, before its EXIF orientation.
    case stored
    /// As viewers show it.
    case upright
  }
}

/// The numbers of moved and dropped labels. `--json` prints these fields; fields are only ever added.
public struct RemapCounts: Sendable, Encodable, Equatable {
  public private(set) var schema = 1
  /// Images whose labels were moved.
  public internal(set) var images = 0
  /// Images without a receipt, whose labels were dropped.
  public internal(set) var skippedImages = 0
  /// Labels in the output.
  public internal(set) var moved = 0
  /// Of those, labels that lost a part outside of the picture.
  public internal(set) var clipped = 0
  public internal(set) var dropped = 0
  /// Dropped labels by the reason.
  public internal(set) var droppedByReason: [String: Int] = [:]
  /// Labeled keypoints that left the picture.
  public internal(set) var lostKeypoints = 0
  /// Files that are no labels.
  public internal(set) var passedOver = 0

  mutating func drop(_ reason: DropReason) {
    dropped += 1
    droppedByReason[reason.rawValue, default: 0] += 1
  }

  mutating func add(_ verdict: LabelVerdict) {
    switch verdict {
    case .dropped(let reason): drop(reason)
    case .moved(let moved):
      self.moved += 1
      if moved.isClipped { clipped += 1 }
      lostKeypoints += moved.lostKeypoints
    }
  }
}

/// Why a label is not in the output.
enum DropReason: String {
  case outside, partlyOutside, belowMinVisible, unsupported, noReceipt
}
