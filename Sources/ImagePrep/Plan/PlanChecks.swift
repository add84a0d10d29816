extension Limits {
  func check(_ info: ImageInfo) throws(ImageError) {
    try check(sidesOf: info.storedSize)
    if let count = info.frameCount { try check(frames: count) }
    guard let pixels, info.storedSize.area > pixels else { return }
    throw ImageError(
      .overLimit,
      "\(info.storedSize) is \(info.storedSize.area) pixels, over the limit of \(limit: pixels)",
      advice: "raise \(.limitPixels) if you trust the file")
  }

  func check(_ plan: Plan, writing encoding: Encoding? = nil) throws(ImageError) {
    for view in plan.views { try check(view) }
    try check(plan, memory: encoding.map { plan.memory(writing: $0) } ?? plan.memory)
  }

  func check(_ plan: Plan, writing files: [OutputFile]) throws(ImageError) {
    try check(plan, memory: plan.memory(writing: files))
  }

  private func check(_ plan: Plan, memory needed: Int) throws(ImageError) {
    if let memory, needed > memory {
      throw ImageError(
        .overLimit, "it may need \(needed) bytes of memory, over the limit of \(limit: memory)",
        // The decoder needs its memory whatever the size of the result.
        advice: plan.startingMemory > memory
          ? "raise \(.limitMemory)" : "raise \(.limitMemory), or ask for a smaller size")
    }
    try check(workerHas: needed)
  }
  private func check(_ view: Plan.View) throws(ImageError) {
    if let pixels, view.output.area > pixels {
      throw ImageError(
        .overLimit,
        "the result, \(view.output), is \(view.output.area) pixels, over the limit of \(limit: pixels)",
        advice: "ask for a smaller size, or raise \(.limitPixels)")
    }
    // If one side grows and the other shrinks, the picture between the passes can be larger than source and result.
    for (from, to) in zip([view.region.size] + view.before, view.before + [view.scaled]) {
      let between = max(from.width * to.height, to.width * from.height, to.area)
      guard let pixels, between > pixels else { continue }
      throw ImageError(
        .overLimit,
        "scaling \(from) to \(to) takes \(between) pixels between its passes, over the limit of \(limit: pixels)",
        advice: "ask for another size, or raise \(.limitPixels)")
    }
  }
}
