extension Options {
  /// Throws the error of a truncated image of which too little is there.
  func accept(_ truncation: ImageError) throws(ImageError) {
    guard (truncation.fractionDecoded ?? 0) < minComplete else { return }
    var error = truncation
    error.advice = "fetch it again, or lower --min-complete (options.minComplete)"
    throw error
  }
}
