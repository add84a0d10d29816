import ImagePrep

extension Job {
  /// Writes the tiles of the first view, and the other views.
  ///
  /// - Parameter kept: The views whose outputs stay as they are.
  func runTiles(
    _ input: Input, _ outputs: [OutputTarget], except kept: Set<Int>, _ normalizer: Normalizer,
    _ outcome: inout Outcome
  ) throws(ImageError) {
    let files = files(outputs, except: kept)
    try prepareFolders(for: files)
    let image = try normalizer.open(input)
    outcome.info = image.info
    let plan = try image.plan(normalizer.options)
    outcome.plan = plan
    outcome.memory = plan.memory(writing: files)
    let result = try image.render(plan, to: files.filter { $0.view != 0 })
    let tiles = try result.tiles()
    for file in files where file.view == 0 {
      guard isNumbered(0) else {
        try PixelBuffer.write(
          tiles, to: file.describing(plan), seconds: normalizer.options.limits.seconds)
        continue
      }
      var encoding = encoding
      encoding.metadata = result.metadata
      for (number, tile) in tiles.enumerated() {
        let path = file.path.numbered(number)
        try tile.write(
          to: path, as: encoding, replacing: file.replacing, followingLinks: file.followingLinks,
          sync: file.sync)
        outcome.tileOutputs.append(path)
      }
    }
    outcome.tileCount = tiles.count
    (outcome.warnings, outcome.fractionDecoded) = (result.warnings, result.fractionDecoded)
  }
}
