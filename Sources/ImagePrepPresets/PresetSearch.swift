import ImagePrep

extension Preset {
  /// A preset by its name, by the id of a model that uses it, or by the path of a file or a folder.
  ///
  /// The name of a preset wins over a file or folder of that name: write `./clip` for the file. A file or folder that is
  /// there wins over the id of a model.
  ///
  /// - Parameter arithmetic: Default: nil, that of the original.
  /// - Throws: `ImageError` with the code `invalidOptions` if there is none, or if it cannot be honored.
  public static func find(
    _ name: some PathConvertible, like arithmetic: Arithmetic? = nil
  ) throws(ImageError) -> Preset {
    let (path, arithmetic) = (name.systemPath, arithmetic ?? .pillow)
    let isThere = FileKind(of: path) != .nothing
    if let text = path.text, !isThere || !text.contains("/"), let preset = named(text, like: arithmetic) {
      return preset
    }
    if isThere { return try read(contentsOf: path, like: arithmetic) }
    throw ImageError(
      .invalidOptions, "there is no preset, no model and no file of this name",
      advice: "name a preset, a preprocessor_config.json, or a folder that has one", path: path)
  }
}
