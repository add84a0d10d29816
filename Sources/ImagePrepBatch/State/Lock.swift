import ImagePrep

extension ConditionVariable {
  /// Runs with the lock held, and throws what the body throws.
  func guarding<Result>(_ body: () throws(ImageError) -> Result) throws(ImageError) -> Result {
    let result: Swift.Result<Result, ImageError> = locked {
      do throws(ImageError) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
