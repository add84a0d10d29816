import ImagePrep
import ImagePrepPlatform

/// The folder that all results go to.
public enum OutputFolder {
  /// Makes the folder if it is missing.
  ///
  /// - Parameter sync: Whether the folder survives a power failure. Default: `none`.
  /// - Throws: `ImageError` with the code `uncreatable` if the folder cannot be made, or no file can be created in it.
  public static func prepare(_ folder: SystemPath, sync: Durability = .none) throws(ImageError) {
    do {
      try FileSystem.makeFolder(folder, sync: sync)
    } catch {
      throw error.at(folder)
    }
    guard unsafe access(folder.cString, W_OK | X_OK) == 0 else {
      throw ImageError(
        .uncreatable, "nothing can be created in this folder", system: errno,
        advice: "name another with \(.output)", path: folder)
    }
  }
}
