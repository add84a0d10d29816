import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many processors this process may keep busy: no more than its affinity names (`taskset`, cpusets) and, rounded up,
/// than the quota of its control group and of those above it pays for (containers). At least 1.
///
/// A machine may have many more; a thread for each of those would only wait.
public var availableCores: Int {
  #if os(Linux)
    let affinity = Int(process_affinity_count())
    let named = affinity > 0 ? affinity : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let paid = ControlGroups(
      memberships: SystemText.read("/proc/self/cgroup") ?? "",
      mounts: SystemText.read("/proc/self/mountinfo") ?? ""
    ).cores
    return ControlGroups.whole(paid, atMost: named)
  #else
    return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  #endif
}
