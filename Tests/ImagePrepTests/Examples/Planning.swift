import ImagePrep

/// Normalizes a picture to a size that its own size decides.
func normalize(_ path: String, _ normalizer: Normalizer) throws -> PixelBuffer {
  let image = try normalizer.open(contentsOf: path)  // reads the header alone
  var options = normalizer.options
  options.geometry = .fit(.max(image.info.uprightSize.width > 4000 ? 2048 : 1024))
  let plan = try image.plan(options)  // decodes nothing
  return try image.render(plan).pixels  // or into memory of your own
}
