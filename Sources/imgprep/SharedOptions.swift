import ArgumentParser
import ImagePrep
import ImagePrepPresets

/// The options that determine a result, for every command that makes or plans one.
struct SharedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Prepare images as a model's own processor does, and write a tensor: a name of imgprep presets, a model's id, its \
      preprocessor_config.json, or its folder. Options beside it win.
      """, valueName: "name"), completion: .file())
  var preset: String?

  @OptionGroup(title: "Size") var size: SizeOptions
  @OptionGroup(title: "Picture") var picture: PictureOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions

  /// The preset whose options are among these; nil for none.
  func namedPreset() throws(ImageError) -> Preset? {
    guard let preset else { return nil }
    // A preset has a form of each of these two; the others are how a form resizes.
    let forms: [Arithmetic] = [.pillow, .torchvision]
    return try Preset.find(
      RawArguments.path(preset), like: picture.like.flatMap { forms.contains($0) ? $0 : nil })
  }

  /// - Throws: `ValidationError`, which names the options at fault.
  func options() throws -> Options {
    let geometry = try size.geometry()
    var options = Options(geometry: geometry, multiple: size.multiple(for: geometry.fit))
    if let filter = picture.filter { options.filter = filter }
    if let decode = picture.decode { options.decode = decode }
    if let like = picture.like { options.arithmetic = like }
    if let antialias = picture.antialias { options.antialiasing = antialias }
    options.alpha = picture.alpha == .keep ? .keep : .flatten(onto: picture.background)
    options.background = picture.padding ?? picture.background
    if let orient = picture.orient { options.orientation = orient }
    if let color = picture.color { options.color = color }
    options.keepMetadata = picture.keepMetadata
    options.frame = picture.frame
    options.frames = picture.frames
    (options.tiles, options.wholeTile) = (size.tiles, size.tilesWhole)
    if size.tiles != nil, picture.frames != nil {
      throw ValidationError("--tiles and --frames both number the outputs: use one of them")
    }
    if picture.frames != nil, picture.frame != 0 {
      throw ValidationError("--frame is one frame, --frames are several: use one of them")
    }
    options.lenient = picture.lenient
    if let minComplete = picture.minComplete {
      options.minComplete = minComplete
    }
    options.limits = limits.limits
    do {
      try options.validate()
    } catch {
      throw ValidationError(error.text(naming: \.flag))
    }
    return options
  }
}
