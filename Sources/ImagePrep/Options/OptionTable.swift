/// All options in one table. Validation, the worker's wire and its version, and the command's help come from it; tests hold
/// the page about the command and the defaults in comments to it. An option's default is the initial value of its property.
package enum OptionTable {
  package static let rows: [OptionRow] = [
    OptionRow(
      .max, in: .from(1, to: Options.largestSide), default: "1024",
      "Longest side allowed, in pixels, or none: 1 to 1000000; models like 224 to 2048."),
    OptionRow(
      .multiple, \.multiple, in: .from(1, to: Options.largestSide), default: "8; 1 if you ask for a size",
      "Make both sides multiples of this: 1 (leave them) to 1000000; 8 to 64 is usual."),
    OptionRow(
      .width, in: .from(1, to: Options.largestSide),
      "Width of the result, 1 to 1000000; replaces the default \(.max) and \(.multiple)."),
    OptionRow(.height, in: .from(1, to: Options.largestSide), "Height of the result, likewise."),
    OptionRow(
      .fit, \.geometry.fit, default: "inside",
      """
      How the picture goes into \(.width) and \(.height) (or \(.max), square): inside (keeps its shape, no side longer), \
      cover (cropped), pad (letterbox), stretch, or closest (one side, the one that takes less scaling).
      """),
    OptionRow(
      .shortest, in: .from(1, to: Options.largestSide),
      """
      Length of the shorter side; the longer one follows, rounded down. Enlarges. \(.max) beside it limits the longer side.
      """),
    OptionRow(
      .mostArea, in: .from(1, to: Options.largestArea),
      """
      Most pixels of the result. A larger product of the sides, as multiples, is scaled down, to the multiples below.
      """),
    OptionRow(
      .leastArea, in: .from(1, to: Options.largestArea),
      "Fewest pixels of the result; smaller ones are enlarged."),
    OptionRow(
      .areaOrder, default: "multiple-first",
      "Whether sides become multiples before their product is looked at, or after scaling: multiple-first, area-first, or halved-sides (GLM-Image)."
    ),
    OptionRow(
      .buckets,
      """
      Sizes, as 1024x1024,1152x896, or sdxl, kontext, novelai, kohya:WIDTHxHEIGHT, diffusers:SIDE or grid:TILE:LEAST-MOST: the one of the \
      nearest shape is covered and cropped, unless \(.fit) says stretch or pad.
      """),
    OptionRow(
      .bucketMetric,
      "The nearest shape: log-aspect (of the ratio), aspect, cross-product (the last of equals), grid-aspect, effective-area (of the picture in it), or least-scale (enlarging least). Default: that of the list."
    ),
    OptionRow(
      .mostPatches, in: .from(1, to: Options.largestSide),
      """
      Scale to at most so many patches of \(.multiple) pixels a side, by a model's rule: rule=search (up too), shrink, shape, \
      range or align, with least=N, side=N and merge=N, as "4096 rule=shape".
      """),
    OptionRow(
      .line, in: .from(1, to: Options.largestSide),
      """
      Scale a line of text to a height, and pad it to a width if it is shorter: HEIGHTxWIDTH, and widest=N, as \
      "48x320 widest=3200".
      """),
    OptionRow(
      .before, \.geometry.before, default: "none",
      "A size that the picture is scaled to first, in \(.decode) exact: options in quotes, as \"shortest=1920\"."
    ),
    OptionRow(
      .leastSide, \.geometry.leastSide, in: .from(1, to: Options.largestSide),
      "Shortest side of the scaled picture; shorter ones become this long."),
    OptionRow(
      .serviceRule,
      "Scale down as a service does before its model counts tokens: anthropic, anthropic-high, openai or openai-tiles."
    ),
    OptionRow(
      .crop, \.geometry.crop, default: "none",
      """
      The part of the upright source to use: X,Y,WIDTH,HEIGHT in pixels, or in parts with %, as 25%,0%,50%,100%. Before \
      all else.
      """),
    OptionRow(
      .canvas, \.geometry.canvas, in: .from(1, to: Options.largestSide),
      "Size of the result, as 224x224: crops what is larger and pads what is smaller, after scaling."),
    OptionRow(
      .gravity, \.geometry.gravity, default: "center",
      "What cropping keeps and where padding puts the picture: center, or a compass point as north or southeast."
    ),
    OptionRow(
      .focus, "What cropping keeps: a point X,Y of the source, each from 0 to 1."),
    OptionRow(
      .sideRounding, \.geometry.sideRounding, default: "none; down for shortest",
      "How a side that follows from the other becomes whole, before it becomes a multiple: nearest, half-even, down, up."
    ),
    OptionRow(
      .sideFormula, \.geometry.sideFormula,
      """
      How such a side is computed: product (limit · side / other side), scale (side · (limit / other side)), aspect (limit · \
      (side / other side)), quotient (side / (other side / limit)) or ratio (as aspect, with width / height).
      """
    ),
    OptionRow(
      .offsetRounding, \.geometry.offsetRounding,
      "Where half a pixel goes if the middle is kept or padded: down is to the left and top; half-even as torchvision."
    ),
    OptionRow(
      .paddingRounding, \.geometry.paddingRounding,
      "The same for the place of the picture in its padding alone."),
    OptionRow(
      .upscale, \.geometry.upscale,
      "Whether small images are enlarged. By default, cover and stretch enlarge them; inside and pad do not."),
    OptionRow(
      .rounding, default: "nearest; down to crop, up to pad", "Which multiple a side becomes."),
    OptionRow(
      .method, default: "scale", "How sides become multiples: the picture is scaled, cropped or padded."),
    OptionRow(
      .background, \.background, default: "white",
      """
      Color behind transparent pixels and in padding: a CSS color name, #rgb, #rrggbb, or numbers as 114,114,114.
      """),
    OptionRow(.padding, "Color of padding alone, and not behind transparent pixels."),
    OptionRow(
      .alpha, \.alpha, default: "flatten",
      "Transparency: flatten it onto the background, or keep it (PNG and WebP)."),
    OptionRow(.filter, \.filter, "Resampling filter, the sharpest first."),
    OptionRow(
      .otherViews, \.otherViews, in: .from(0, to: Options.mostOtherViews), default: "none",
      "One more result of each image, from the same decode: a size and options in quotes, as \"256x256 filter=box -o small.png\"."
    ),
    OptionRow(
      .tiles, \.tiles, in: .from(1, to: Options.largestSide), default: "none",
      "Cut the result into tiles, as 336x336, row by row: numbered files, or one tensor with a tile for each batch."
    ),
    OptionRow(
      .wholeTile, \.wholeTile, default: "none",
      "Add the whole picture, stretched to a tile, to the tiles: first or last, or first-unless-one or last-unless-one (if there are several)."
    ),
    OptionRow(
      .decode, \.decode,
      """
      How an image is decoded: exact (the same bytes as Pillow), balanced (as good and faster) or fast (for thumbnails).
      """),
    OptionRow(
      .arithmetic, \.arithmetic,
      """
      Whose resizing \(.decode) exact reproduces: pillow (13), pillow12 (and before), torchvision (8-bit), opencv (\(.filter) \
      bilinear, bicubic, box or nearest), float (torchvision's, not rounded in tensors of floats) or float-clipped.
      """
    ),
    OptionRow(
      .antialiasing, \.antialiasing,
      """
      Whether shrinking looks at all samples of the source: on, or as torchvision without antialiasing: off, or \
      off-align-corners (\(.arithmetic) float only).
      """
    ),
    OptionRow(.orientation, \.orientation, "Turn the picture upright as EXIF says, or not."),
    OptionRow(
      .color, \.color,
      "Convert colors to sRGB, by the embedded profile or other color data of the file; or keep values as stored."
    ),
    OptionRow(
      .keepMetadata, \.keepMetadata, default: "none",
      "Metadata that go into the output: icc (with \(.color) keep), exif, or both with a comma."),
    OptionRow(.frame, \.frame, in: .from(0, to: Int(Int32.max)), "Frame of an animation, counted from 0."),
    OptionRow(
      .frames, \.frames, in: .from(1, to: Int(Int32.max)), default: "none",
      "Frames of an animation: all, every:N or count:N (evenly spread). Numbered files, or one tensor with a frame axis."
    ),
    OptionRow(
      .lenient, \.lenient,
      """
      Accept, with a warning, truncated images (missing rows become background) and PNGs with a wrong checksum of \
      their image data.
      """),
    OptionRow(
      .minComplete, \.minComplete, in: .from(0, to: 1),
      "Refuse an image of which less than this fraction of the rows is there."),
    OptionRow(.outputFormat, \.outputFormat, "The format that the result will be written in."),
    OptionRow(.keepsDepth, \.keepsDepth, "Whether samples of 16 bits keep them."),
    OptionRow(
      .threads, \.threads, in: .from(1), "How many threads one image may use; more than 2 change nothing."),
    OptionRow(
      .limitPixels, \.limits.pixels, in: .from(1), "Refuse an image whose frame, or result, has more pixels."),
    OptionRow(.limitWidth, \.limits.width, in: .from(1), "Refuse a wider image."),
    OptionRow(.limitHeight, \.limits.height, in: .from(1), "Refuse a higher image."),
    OptionRow(.limitScans, \.limits.scans, in: .from(1), "Refuse a progressive JPEG with more scans."),
    OptionRow(
      .limitFrames, \.limits.frames, in: .from(1),
      """
      Refuse an animation with more frames; of a GIF those count that are needed for \(.frame), or counted by inspect.
      """),
    OptionRow(
      .limitFramePixels, \.limits.framePixels, in: .from(1),
      "Refuse a \(.frame) for which frames with more pixels must be composed."),
    OptionRow(
      .limitChunkBytes, \.limits.chunkBytes, in: .from(1),
      "Pass over a larger chunk of a PNG, besides its image data, or Exif of a WebP, with a warning."),
    OptionRow(
      .limitProfileBytes, \.limits.profileBytes, in: .from(1),
      "Pass over a larger color profile, with a warning."),
    OptionRow(.limitBytes, \.limits.bytes, in: .from(1), "Refuse a larger file, in bytes."),
    OptionRow(
      .limitMemory, \.limits.memory, in: .from(1), "Refuse an image that may need more bytes of memory."),
    OptionRow(
      .limitSeconds, \.limits.seconds, in: .above(0, to: 1_000_000_000),
      "Give an image up after so many seconds."),
  ]

  package static subscript(key: OptionKey) -> OptionRow? { rows.first { $0.key == key } }

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the option, its value and its range.
  static func check(_ value: Int, _ key: OptionKey) throws(ImageError) {
    try Self[key]?.check(Double(value), "\(value)")
  }

  /// Changes with every row: a hash (FNV-1a) of their texts.
  static let version = Int(
    rows.flatMap { "\($0.key.rawValue) \($0.type) \($0.sentence)\n".utf8 }
      .reduce(UInt32(0x811C_9DC5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
}
