import Foundation
import ImagePrep
import Synchronization

/// Normalizes uploads for async code, as many at once as there are cores.
final class Uploads: Sendable {
  private let normalizer: Normalizer
  private let threads = OperationQueue()

  init(_ options: Options) {
    normalizer = Normalizer(options)
    threads.maxConcurrentOperationCount = availableCores
  }

  func normalize(_ upload: [UInt8]) async throws -> NormalizedImage {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        threads.addOperation { [normalizer] in
          continuation.resume(
            with: Result {
              if cancellation.isAsked { throw CancellationError() }
              return try normalizer.normalize(upload)
            })
        }
      }
    } onCancel: {
      cancellation.ask()
    }
  }
}

private final class Cancellation: Sendable {
  private let flag = Atomic(false)

  var isAsked: Bool { flag.load(ordering: .relaxed) }

  func ask() { flag.store(true, ordering: .relaxed) }
}
