import CResampleKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The kernels in use: the fastest this processor runs, or those that `IMGPREP_SIMD` names (`baseline`,
/// `avx2`, `avx512`, `neon`) where it runs them. All give the same bytes.
@safe struct Kernels: @unchecked Sendable {
  let table: UnsafePointer<resample_kernels>

  /// Chosen once a process.
  static let current = chosen()

  static let scalar = unsafe Kernels(table: resample_kernels_scalar())

  /// Those of an instruction set; nil where this processor does not run it.
  init?(named name: String) {
    guard let table = unsafe resample_kernels_named(name) else { return nil }
    unsafe self.table = table
  }

  private init(table: UnsafePointer<resample_kernels>) { unsafe self.table = table }

  var name: String { unsafe String(cString: table.pointee.name) }

  private static func chosen() -> Kernels {
    if let name = unsafe getenv("IMGPREP_SIMD"), let named = Kernels(named: unsafe String(cString: name)) {
      return named
    }
    return unsafe Kernels(table: resample_kernels_best())
  }
}

/// The instruction set that resampling uses in this process, for example `avx2`.
public var instructionSet: String { Kernels.current.name }
