extension Plan {
  /// - Throws: `ImageError` with the code `invalidOptions`, or `outOfMemory` for a size that no machine can hold.
  public init(info: ImageInfo, options: Options) throws(ImageError) {
    try options.validate()
    try info.validate()
    try self.init(geometryOf: info, options)
    let bound = try MemoryBound(info: info, plan: self, options: options)
    (startingMemory, streamingMemory) = (bound.starting, bound.streaming)
  }

  /// The plan for an image that is within the limits, has the frame asked for, and whose result can be written.
  ///
  /// - Parameter encoding: How the result is written; nil if it is not written.
  static func checked(
    _ info: ImageInfo, _ options: Options, writing encoding: Encoding? = nil
  ) throws(ImageError) -> Plan {
    try options.limits.check(info)
    var options = options
    if let encoding { try options.keepDepth(in: encoding) }
    let plan = try Plan(info: info, options: options)
    try options.limits.check(plan, writing: encoding)
    if let count = info.frameCount, options.frame >= count {
      throw .missing(frame: options.frame, of: count, info.frameEnding)
    }
    // Of several frames, each is checked once it is there.
    if info.frameCount != 1, options.frames == nil {
      try options.limits.check(frame: options.frame, of: info.storedSize)
    }
    try (encoding?.format ?? options.outputFormat)?.check(plan.output)
    if let encoding, encoding.format.isTensor, options.tiles == nil {
      try encoding.tensor.patches?.check(plan.output)
    }
    return plan
  }
}

extension Limits {
  /// Checks the memory for rendering a plan's first view as a tensor.
  ///
  /// - Parameter bytes: Those of the tensor, unless its memory is the caller's.
  func check(_ plan: Plan, _ info: ImageInfo, packing format: TensorFormat, _ bytes: Int) throws(ImageError) {
    let bound = try MemoryBound(info: info, plan: plan, options: plan.options, packing: format)
    var plan = plan
    (plan.startingMemory, plan.streamingMemory) = (bound.starting + bytes, bound.streaming + bytes)
    try check(plan)
  }
}
