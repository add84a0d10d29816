import ImagePrep

extension Job {
  /// True if a view has a file for each frame or tile, `name-0000.png` and on. Otherwise all are one tensor.
  func isNumbered(_ view: Int) -> Bool {
    let encoding = view == 0 ? encoding : otherViews[view - 1].encoding
    let isCut = view == 0 && normalizer.options.tiles != nil
    return (normalizer.options.frames != nil || isCut) && !encoding.format.isTensor
  }

  /// Writes the frames of an animation.
  ///
  /// - Parameter kept: The views whose outputs stay as they are.
  func runFrames(
    _ input: Input, _ outputs: [OutputTarget], except kept: Set<Int>, _ normalizer: Normalizer,
    _ outcome: inout Outcome
  ) throws(ImageError) {
    let files = files(outputs, except: kept)
    try prepareFolders(for: files)
    let count = try countedFrames(input, normalizer)
    let image =
      input.isStandardInput
      ? try normalizer.open(descriptor: 0) : try normalizer.open(contentsOf: input.path)
    outcome.info = image.info
    let plan = try image.plan(normalizer.options)
    outcome.plan = plan
    outcome.memory = plan.memory(writing: files)
    let numbered = files.filter { isNumbered($0.view) }
    let tensors = files.filter { !isNumbered($0.view) }
    var pictures: [[PixelBuffer]] = tensors.map { _ in [] }
    var (frames, warnings, fraction, held): ([Outcome.Frame], [Warning], Double, Int) = ([], [], 1, 0)
    let most = normalizer.options.limits.memory ?? .max
    let ending = try image.renderFrames(plan, count: count) { number in
      numbered.map { file in
        var file = file
        file.path = file.path.numbered(number)
        return file
      }
    } take: { (number, image) throws(ImageError) in
      for (index, file) in tensors.enumerated() {
        let picture = image.views[file.view]
        pictures[index].append(picture)
        held += picture.bytesPerRow * picture.height
      }
      if held > most - plan.memory {
        throw ImageError(
          .overLimit,
          "frames 0 to \(number) in one tensor need more bytes of memory than the limit of \(most)",
          advice: "ask for fewer \(.frames) or a smaller size, or raise \(.limitMemory)")
      }
      frames.append(
        Outcome.Frame(
          number: number, output: numbered.first { $0.view == 0 }?.path.numbered(number),
          milliseconds: image.report.frameMilliseconds))
      warnings += image.warnings.filter { !warnings.contains($0) }
      fraction = min(fraction, image.fractionDecoded)
    }
    if ending == .cut {
      let end = frames.last?.number ?? 0
      warnings.append(
        Warning(.truncated, "its data end after frame \(end) without an end mark; frames may be missing"))
    }
    for (file, pictures) in zip(tensors, pictures) {
      try PixelBuffer.write(pictures, to: file, receipt: plan.views[file.view].receipt)
    }
    (outcome.frames, outcome.warnings, outcome.fractionDecoded) = (frames, warnings, fraction)
  }

  /// The frames of an animation whose header does not tell, if they must be known before the first.
  private func countedFrames(_ input: Input, _ normalizer: Normalizer) throws(ImageError) -> Int? {
    guard case .count = normalizer.options.frames, !input.isStandardInput else { return nil }
    return try normalizer.readInfo(contentsOf: input.path, countingFrames: true).frameCount
  }
}

extension SystemPath {
  /// The path of a frame: `out.png` becomes `out-0007.png`.
  func numbered(_ frame: Int) -> SystemPath {
    let digits = "\(frame)"
    let number = "-" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    guard let last = fileExtension else { return adding(number) }
    return stem.adding("\(number).\(last)")
  }
}
