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
    if let pixels, plan.output.area > pixels {
      throw ImageError(
        .overLimit,
        "the result, \(plan.output), is \(plan.output.area) pixels, over the limit of \(limit: pixels)",
        advice: "ask for a smaller size, or raise \(.limitPixels)")
    }
    // If one side grows and the other shrinks, the picture between the passes can be larger than source and result.
    let between = max(
      plan.region.size.width * plan.scaled.height, plan.scaled.width * plan.region.size.height)
    if let pixels, between > pixels {
      throw ImageError(
        .overLimit,
        "scaling \(plan.region.size) to \(plan.scaled) takes \(between) pixels between its passes, over the limit of \(limit: pixels)",
        advice: "ask for another size, or raise \(.limitPixels)")
    }
    let needed = encoding.map { plan.memory(writing: $0) } ?? plan.memory
    if let memory, needed > memory {
      throw ImageError(
        .overLimit, "it may need \(needed) bytes of memory, over the limit of \(limit: memory)",
        // The decoder needs its memory whatever the size of the result.
        advice: plan.startingMemory > memory
          ? "raise \(.limitMemory)" : "raise \(.limitMemory), or ask for a smaller size")
    }
    try check(workerHas: needed)
  }
}
