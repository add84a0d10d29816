// The C library of the system, under one name. The target's name starts with the package's, since names of targets are
// unique in a whole graph of packages.
#if canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#else
  @_exported import Darwin
#endif
