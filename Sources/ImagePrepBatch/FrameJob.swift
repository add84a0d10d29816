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
    let image = try normalizer.open(input)
    outcome.info = image.info
    let plan = try image.plan(normalizer.options)
    outcome.plan = plan
    let memory = plan.memory(writing: files)
    outcome.memory = memory
    let numbered = files.filter { isNumbered($0.view) }
    let tensors = files.filter { !isNumbered($0.view) }
    if let count = count ?? image.info.frameCount { try checkPlaces(numbered, count) }
    var pictures: [[PixelBuffer]] = tensors.map { _ in [] }
    var (warnings, fraction, held): ([Warning], Double, Int) = ([], 1, 0)
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
      outcome.memory = memory + held
      if held > most - memory {
        throw ImageError(
          .overLimit,
          "frames 0 to \(number) in one tensor need more bytes of memory than the limit of \(most)",
          advice: "ask for fewer \(.frames) or a smaller size, or raise \(.limitMemory)")
      }
      outcome.frames.append(
        Outcome.Frame(
          number: number, outputs: numbered.map { $0.path.numbered(number) },
          milliseconds: image.report.frameMilliseconds))
      warnings += image.warnings.filter { !warnings.contains($0) }
      fraction = min(fraction, image.fractionDecoded)
    }
    if case .count(let wanted) = normalizer.options.frames, outcome.frames.count < wanted {
      warnings.append(
        Warning(
          .fewerFrames, "it has \(outcome.frames.count) frames, fewer than the \(wanted) of \(.frames) count")
      )
    }
    if ending == .cut {
      let end = outcome.frames.last?.number ?? 0
      warnings.append(
        Warning(.truncated, "its data end after frame \(end) without an end mark; frames may be missing"))
    }
    for (file, pictures) in zip(tensors, pictures) {
      try PixelBuffer.write(
        pictures, to: file.describing(plan), seconds: normalizer.options.limits.seconds)
    }
    (outcome.warnings, outcome.fractionDecoded) = (warnings, fraction)
  }

  /// Throws if an output of a frame exists, before any frame is decoded.
  private func checkPlaces(_ files: [OutputFile], _ count: Int) throws(ImageError) {
    guard existing != .replace else { return }
    for number in normalizer.options.frames?.numbers(of: count) ?? [] {
      for file in files {
        let path = file.path.numbered(number)
        if try isTaken(path) { throw ImageError.outputExists.at(path) }
      }
    }
  }

  /// Lists the frames that would be written, and finds those that exist.
  func planFrames(_ outputs: [OutputTarget], _ outcome: inout Outcome) throws(ImageError) {
    guard let count = outcome.info?.frameCount, let frames = normalizer.options.frames else { return }
    let numbered = files(outputs, except: []).filter { isNumbered($0.view) }
    try checkPlaces(numbered, count)
    outcome.frames = frames.numbers(of: count).map { number in
      Outcome.Frame(number: number, outputs: numbered.map { $0.path.numbered(number) }, milliseconds: nil)
    }
  }

  /// The frames of an animation whose header does not tell, if they must be known before the first.
  private func countedFrames(_ input: Input, _ normalizer: Normalizer) throws(ImageError) -> Int? {
    // A pipe can be read only once.
    guard case .count = normalizer.options.frames, !input.isStandardInput, FileKind(of: input.path) == .file
    else {
      return nil
    }
    return try normalizer.readInfo(contentsOf: input.path, countingFrames: true).frameCount
  }
}

extension SystemPath {
  /// The stem of a numbered path without its number; nil if it has none.
  var withoutNumber: SystemPath? {
    let digits = bytes.reversed().prefix { (0x30...0x39).contains($0) }.count
    guard digits >= 4, bytes.dropLast(digits).last == UInt8(ascii: "-") else { return nil }
    return SystemPath(bytes: bytes.dropLast(digits + 1))
  }

  /// The path of a frame: `out.png` becomes `out-0007.png`.
  func numbered(_ frame: Int) -> SystemPath {
    let digits = "\(frame)"
    let number = "-" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    guard let last = fileExtension else { return adding(number) }
    return stem.adding("\(number).\(last)")
  }
}
