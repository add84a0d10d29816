import ImagePrepPlatform

/// A condition variable with its lock. A thread that holds the lock may wait until another thread rings.
@safe package final class ConditionVariable: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let bell = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(bell, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(bell)
    unsafe pthread_mutex_destroy(mutex)
    unsafe bell.deallocate()
    unsafe mutex.deallocate()
  }

  package func locked<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Releases the lock until the bell rings. Called with the lock held.
  package func wait() { unsafe pthread_cond_wait(bell, mutex) }

  /// Wakes one waiting thread.
  package func ring() { unsafe pthread_cond_signal(bell) }

  /// Wakes all waiting threads.
  package func ringAll() { unsafe pthread_cond_broadcast(bell) }
}
