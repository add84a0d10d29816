import ImagePrepPlatform

/// A thread that runs one closure.
///
/// It is a plain POSIX thread, because the library's functions are synchronous: they must not wait for Swift's tasks on
/// the threads that run those tasks.
@safe package final class SystemThread {
  #if canImport(Darwin)
    private var thread: pthread_t?
  #else
    private var thread = pthread_t()
  #endif
  private var isRunning = false

  /// Bytes of a thread's stack, the same on every system. The defaults are 128 KB (musl), 512 KB (macOS) and the value
  /// of `ulimit -s` (glibc). The smallest is too little for a codec's deepest calls with tables on the stack.
  package static let stackSize = 2 << 20

  /// Nil if the system cannot start a thread.
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
