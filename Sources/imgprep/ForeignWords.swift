import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// Options and values of other programs, and what to use here instead.
enum ForeignWords {
  /// Options, without dashes.
  private static let options: [String: String] = {
    let answers: [(names: [String], answer: String)] = [
      (
        ["rotate", "auto-orient", "autorotate", "no-rotate", "exif-orientation"],
        "pictures are turned upright as their EXIF says; --orient ignore leaves them"
      ),
      (["position", "anchor"], "--gravity north, southeast and so on, or --focus X,Y"),
      (
        ["cover", "center-crop", "centre-crop", "smart-crop"],
        "--width N --height N --fit cover crops about the center; --gravity and --focus choose another part"
      ),
      (
        ["size", "resize", "thumbnail", "scale", "geometry", "dimensions", "max-size", "longest"],
        "--max N is for the longest side, --width N --height N for a size"
      ),
      (
        ["smallest", "min-size", "short-side", "shortest-side", "shortest-edge"], "--shortest N"
      ),
      (
        ["pad", "letterbox", "padding", "extent", "contain"],
        "--width N --height N --fit pad puts the picture on a background"
      ),
      (["enlarge", "no-enlarge", "no-upscale", "without-enlargement"], "--upscale allow or --upscale never"),
      (["gray", "grey", "grayscale", "greyscale", "monochrome"], "results are always RGB"),
      (
        ["colorspace", "colourspace", "profile", "icc", "srgb"],
        "--color srgb (the default) or --color keep"
      ),
      (
        ["strip", "no-metadata", "strip-metadata"],
        "metadata are left out unless --keep-metadata asks for them"
      ),
      (
        ["exif", "keep-exif"],
        "--keep-metadata exif keeps it; --orient says whether the picture is turned by it"
      ),
      (["metadata"], "--keep-metadata icc,exif"),
      (["bg", "background-color", "background-colour", "fill", "matte"], "--background COLOR"),
      (
        ["output-dir", "outdir", "out-dir", "output-directory", "output-folder", "dest", "destination"],
        "-o FOLDER/ writes into a folder"
      ),
      (["out", "outfile", "output-file", "out-file"], "-o FILE"),
      (["suffix", "prefix"], "-o names a file or, with a slash at its end, a folder"),
      (["r", "recursive", "recurse"], "folders are walked with all that is in them; leave it out"),
      (
        [
          "j", "cpu", "cpus", "nproc", "thread", "threads", "workers", "parallel", "processes", "num-workers",
          "cores",
        ], "--jobs N"
      ),
      (["y", "overwrite", "replace", "yes", "clobber"], "--force"),
      (["type", "output-format", "convert", "to", "ext", "extension"], "--format png, jpeg, webp or ppm"),
      (["dpi", "density", "ppi", "resolution"], "sizes are in pixels: --max N, or --width N --height N"),
      (["interpolation", "resample", "resampling", "interpolator", "kernel"], "--filter NAME"),
      (
        ["compress", "compression", "compression-level"],
        "--quality N for jpeg and webp; PNG has no such option"
      ),
      (["png"], "--format png, or -o NAME.png"), (["jpg", "jpeg"], "--format jpeg, or -o NAME.jpg"),
      (["webp"], "--format webp, or -o NAME.webp"), (["ppm"], "--format ppm, or -o NAME.ppm"),
      (["mode"], "--fit says how a picture goes into a size, --decode how exactly it is decoded"),
      (
        ["stretch", "inside", "aspect", "keep-aspect", "aspect-ratio"],
        "--fit inside, cover, pad or stretch"
      ),
      (
        ["lanczos", "lanczos3", "bicubic", "hamming", "bilinear", "box", "nearest"],
        "--filter lanczos3, bicubic, hamming, bilinear, box or nearest"
      ),
      (["exact", "balanced", "fast"], "--decode exact, balanced or fast"),
      (["max-width", "max-height"], "--width N --height N is a box that the picture stays inside"),
      (["keep-alpha", "transparent", "transparency"], "--alpha keep"),
      (["i", "in", "input", "input-dir"], "inputs are named without an option"),
      (["stdin", "stdout", "pipe"], "- is standard input, -o - standard output"),
      (["continue", "resume"], "--skip-existing; imgprep batch goes on by itself"),
      (
        ["log", "log-file", "log-level", "logfile"],
        "--json prints a line for each input, --verbose more words"
      ),
      (["stats", "info", "identify", "inspect", "describe"], "imgprep inspect says what images are"),
      (["page", "index"], "--frame N"),
      (["divisible", "divisible-by", "modulo", "align", "round"], "--multiple N"),
      (["sandbox", "safe"], "--isolate"),
      (["timeout", "time-limit"], "--limit-seconds N"),
      (["memory", "max-memory", "memory-limit"], "--limit-memory N"),
      (["silent"], "--quiet"), (["debug"], "--verbose"), (["simulate", "dryrun"], "--dry-run"),
    ]
    let pairs = answers.flatMap { entry in entry.names.map { ($0, entry.answer) } }
    return Dictionary(pairs) { first, _ in first }
  }()

  /// Values of options.
  private static let values: [String: [String: String]] = [
    "--fit": [
      "contain": "inside (or pad, on a background)", "scale-down": "inside", "max": "inside", "crop": "cover",
      "center-crop": "cover", "letterbox": "pad",
      "fill": "cover (or stretch, where the aspect ratio may change)",
      "squash": "stretch", "force": "stretch", "exact": "stretch",
    ],
    "--filter": ["triangle": "bilinear", "area": "box", "average": "box", "antialias": "lanczos3"],
  ]

  /// For arguments that the parser does not take.
  ///
  /// - Throws: `ValidationError` for the first option or value that other programs have and this one lacks.
  static func check(_ arguments: [String]) throws(ValidationError) {
    for (word, value, _) in optionWords(arguments) {
      let name = word.drop { $0 == "-" }.lowercased()
      if let answer = options[name] { throw ValidationError("There is no option \(word): \(answer).") }
      if let value, let answer = values[word]?[value.lowercased()] {
        throw ValidationError("\(word) has no value \(value): use \(answer).")
      }
    }
  }

  /// `-q 90` is the quality in other programs. The parser takes it for `--quiet` and an input.
  static func checkQuality(_ arguments: [String]) throws(ValidationError) {
    guard !["merge", "inspect", "remap", "presets"].contains(arguments.first) else { return }
    for (word, value, following) in optionWords(arguments) where word.hasPrefix("-q") {
      let number = word == "-q" ? value : word.dropFirst(2).description
      guard let number, let quality = Int(number), (0...100).contains(quality) else { continue }
      // An input may be named like a number.
      let isInput =
        FileKind(of: RawArguments.path(number)) != .nothing
        || following.dropFirst().contains { Int($0) != nil }
      if following.first == number, isInput { continue }
      throw ValidationError("-q is --quiet here: for the quality write --quality \(quality).")
    }
  }

  /// The arguments that begin with a dash: each one up to an equals sign, its value or the next argument, and the next two
  /// arguments.
  private static func optionWords(
    _ arguments: [String]
  ) -> [(word: String, value: String?, following: ArraySlice<String>)] {
    let arguments = Array(arguments.prefix { $0 != "--" })
    return arguments.indices.filter { arguments[$0].hasPrefix("-") }.map { index in
      let argument = arguments[index]
      let word = argument.prefix { $0 != "=" }.description
      let following = arguments[(index + 1)...].prefix(2)
      let value = argument.contains("=") ? argument.dropFirst(word.count + 1).description : following.first
      return (word, value, following)
    }
  }
}
