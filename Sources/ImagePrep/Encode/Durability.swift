/// Whether a written file survives a power failure.
///
/// A file appears under its name only when it is complete, even if the process is killed. But the system keeps it in
/// memory for some seconds. If the machine fails in that time, the file may be empty or missing.
public enum Durability: String, Sendable, CaseIterable {
  /// The system chooses when to write the file to the disk. A power failure may lose both the new file and the one that
  /// it replaced.
  case none
  /// The file is on the disk before it gets its name, and the name before the call returns (`fsync` of the file and of
  /// its folder). The call takes as long as the disk does.
  case files
}
