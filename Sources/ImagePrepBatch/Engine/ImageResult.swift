import ImagePrep

/// What became of one image.
struct ImageResult: Sendable {
  var status: RowStatus
  var info: ImageInfo?
  var plan: Plan?
  var warnings: [Warning] = []
  var error: ImageError?
  /// Why a filter left it out.
  var skipped: SkipReason?
  var inputBytes: Int?
  /// Nil if there is no output.
  var output: FinishedFile?
  var milliseconds = 0.0
}

extension ImageResult {
  /// A failure. The message names the input only where a row does not: in another row, it may have another name.
  init(_ error: ImageError, of input: BatchInput) {
    self.init(status: .failed)
    var error = error
    info = error.info
    if case .file(let path, _) = input.content, error.path == path { error.path = nil }
    if error.path == input.name { error.path = nil }
    self.error = error
    inputBytes = input.identity?.size
  }
}

extension ImageError {
  /// True if the error is about the bytes, so that another try would end in it too.
  var isVerdict: Bool {
    [
      .unsupportedFormat, .unsupportedVariant, .corrupt, .truncated, .overLimit, .noSuchFrame, .noSuchRegion,
      .unencodable, .invalidOptions,
    ].contains(code)
  }
}
