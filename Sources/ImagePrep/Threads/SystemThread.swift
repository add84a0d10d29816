#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread that runs one closure.
///
/// The library's functions are synchronous, and Swift's own tasks must not be waited for on the threads that
/// run them: hence a plain POSIX thread.
@safe package final class SystemThread {
  #if canImport(Darwin)
    private var thread: pthread_t?
  #else
    private var thread = pthread_t()
  #endif
  private var isRunning = false

  /// Bytes of a thread's stack, the same on every system. Left to itself a system gives 128 KB (musl), 512 KB (macOS) or what
  /// `ulimit -s` says (glibc), and a codec's deepest calls, with its tables on the stack, would run out of the smallest.
  package static let stackSize = 2 << 20

  /// Nil where the system has no thread to give.
  package init?(_ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    guard unsafe pthread_attr_init(&attributes) == 0 else { return nil }
    defer { unsafe pthread_attr_destroy(&attributes) }
    guard unsafe pthread_attr_setstacksize(&attributes, Self.stackSize) == 0 else { return nil }
    let work = unsafe Unmanaged.passRetained(Work(body))
    #if canImport(Darwin)
      let status = unsafe pthread_create(&thread, &attributes, { runWork($0) }, work.toOpaque())
    #else
      let status = unsafe pthread_create(&thread, &attributes, { unsafe runWork($0) }, work.toOpaque())
    #endif
    isRunning = status == 0
    if !isRunning {
      unsafe work.release()
      return nil
    }
  }

  /// Waits until the closure has returned.
  package func join() {
    guard isRunning else { return }
    isRunning = false
    #if canImport(Darwin)
      if let thread = unsafe thread { unsafe pthread_join(thread, nil) }
    #else
      pthread_join(thread, nil)
    #endif
  }

  deinit { join() }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

#if canImport(Darwin)
  private func runWork(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
    return nil
  }
#else
  private func runWork(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let pointer = unsafe pointer {
      unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
    }
    return nil
  }
#endif
