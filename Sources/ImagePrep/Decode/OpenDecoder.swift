extension Format {
  /// The decoder for the data's format, which the first bytes tell. It has read the header.
  static func openDecoder(_ source: ByteSource) throws(ImageError) -> any Decoder {
    let start = source.peek(signatureLength)
    if let failure = source.failure { throw failure }
    guard !start.isEmpty else {
      throw ImageError(.corrupt, "it is empty", advice: "fetch or export it again")
    }
    guard let format = Format(sniffing: start) else {
      let longerStart = source.peek(ForeignFormat.lookLength)
      if let failure = source.failure { throw failure }
      if let foreign = ForeignFormat(sniffing: longerStart) { throw foreign.error }
      throw ImageError(
        .unsupportedFormat, "it is none of the formats JPEG, PNG, GIF and WebP",
        advice: "convert it with another program first")
    }
    do {
      switch format {
      case .jpeg: return try JPEGDecoder(source)
      case .png: return try PNGDecoder(source)
      case .gif: return try GIFDecoder(source)
      case .webp: return try WebPDecoder(source)
      }
    } catch {
      throw source.failure ?? error.withoutRemedy
    }
  }
}
