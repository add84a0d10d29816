/// Whether a file that has been written is still there after a power failure.
///
/// A file appears under its name only when it is complete, whatever becomes of the process. But the system keeps it in
/// memory for some seconds, and when the machine fails in between, a file may be empty or missing.
public enum Durability: String, Sendable, CaseIterable {
  /// The system writes it to the disk when it likes. A file that is replaced may be lost with the power.
  case none
  /// A file is on the disk before it gets its name, and its name is on the disk before the call returns (`fsync` of the
  /// file and of its folder). This costs as long as the disk takes.
  case files
}
