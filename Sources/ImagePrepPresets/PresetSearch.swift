import ImagePrep

extension Preset {
  /// The files of a model's folder that can say how its images are prepared, the first of them counts.
  private static let files: [SystemPath] = ["preprocessor_config.json", "processor_config.json"]

  /// A preset by the path of a file or a folder.
  ///
  /// - Parameter arithmetic: Default: nil, that of the original.
  /// - Throws: `ImageError` with the code `invalidOptions` if there is none, or if it cannot be honored.
  public static func find(_ name: some PathConvertible, like arithmetic: Arithmetic? = nil) throws(ImageError)
    -> Preset
  {
    let path = name.systemPath
    switch FileKind(of: path) {
    case .nothing:
      throw ImageError(
        .invalidOptions, "there is no preset and no file of this name",
        advice: "name a preprocessor_config.json, or a folder that has one", path: path)
    case .folder:
      for file in files {
        let file = path.appending(file)
        if FileKind(of: file) == .file { return try read(contentsOf: file, like: arithmetic ?? .pillow) }
      }
      throw ImageError(
        .invalidOptions, "it holds no preset", advice: "it needs a \(files.map(\.description).joined(separator: " or a "))",
        path: path)
    default: return try read(contentsOf: path, like: arithmetic ?? .pillow)
    }
  }
}
