import ImagePrepPlatform

/// The bytes of memory that this process may use: those of the machine, or fewer if its control group, or a group above,
/// has a limit (containers).
public var availableMemory: Int {
  let machine = max(1 << 20, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
  #if os(Linux)
    let groups = ControlGroups(
      memberships: SystemText.read("/proc/self/cgroup") ?? "",
      mounts: SystemText.read("/proc/self/mountinfo") ?? "", controller: "memory")
    return min(machine, max(1 << 20, groups.memory ?? .max))
  #else
    return machine
  #endif
}
