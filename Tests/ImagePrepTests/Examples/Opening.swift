import ImagePrep

/// Fills memory of the caller's with the pixels of an image: red, green and blue of each.
func fill(_ samples: inout [UInt8], from path: String, _ normalizer: Normalizer) throws -> Plan {
  let image = try normalizer.open(contentsOf: path)
  let plan = try image.plan(normalizer.options)
  samples = Array(repeating: 0, count: 3 * plan.output.width * plan.output.height)
  var memory = samples.mutableSpan
  _ = try image.render(plan, into: &memory)
  return plan
}
