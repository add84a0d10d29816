import ImagePrep
import ImagePrepPlatform

/// A folder for what a run without a state must hold on the disk. It is removed with all that is in it when this object is
/// released.
final class ScratchFolder {
  let path: SystemPath

  /// Makes it in `$TMPDIR`, or in `/tmp`.
  init() throws(ImageError) {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var name = SystemPath(parent.isEmpty ? "/tmp" : parent).appending("imgprep-XXXXXX").cString
    guard unsafe mkdtemp(&name) != nil else {
      throw ImageError(
        .uncreatable, "no folder for unfinished images can be made", system: errno,
        advice: "name one with TMPDIR", path: SystemPath(parent))
    }
    path = SystemPath(bytes: name.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit {
    for name in FileSystem.names(in: path).names { FileSystem.remove(path.appending(name)) }
    unsafe rmdir(path.cString)
  }
}
