import CProcess
import ImagePrepPlatform

/// The number of processors that this process may keep busy, at least 1. It is bounded by the process's affinity
/// (`taskset`, cpusets) and, rounded up, by the quotas of its control group and the groups above (containers).
///
/// The machine may have more processors, but further threads would only wait.
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
