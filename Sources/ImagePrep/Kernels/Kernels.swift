import CResampleKernels
import ImagePrepPlatform

/// The kernels in use: those that `IMGPREP_SIMD` names if this processor runs them, otherwise the fastest that it runs.
/// All give the same bytes.
@safe struct Kernels: @unchecked Sendable {
  let table: UnsafePointer<resample_kernels>

  /// Chosen once a process.
  static let current = chosen()

  static let scalar = unsafe Kernels(table: resample_kernels_scalar())

  /// The kernels of an instruction set; nil if this processor does not run it.
  init?(named name: String) {
    guard let table = unsafe resample_kernels_named(name) else { return nil }
    unsafe self.table = table
  }

  private init(table: UnsafePointer<resample_kernels>) { unsafe self.table = table }

  var name: String { unsafe String(cString: table.pointee.name) }

  private static func chosen() -> Kernels {
    if let name = InstructionSets.wanted, let named = Kernels(named: name) { return named }
    return unsafe Kernels(table: resample_kernels_best())
  }
}

/// The instruction set that resampling uses in this process, for example `avx2`.
public var instructionSet: String { Kernels.current.name }

/// The instruction sets that resampling can use.
package enum InstructionSets {
  private static let all = ["baseline", "avx2", "avx512", "neon"]

  /// The value of the environment variable `IMGPREP_SIMD`; nil if it is not set or empty.
  fileprivate static var wanted: String? {
    unsafe getenv("IMGPREP_SIMD").map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The instruction sets that this processor runs.
  package static var available: [String] { all.filter { Kernels(named: $0) != nil } }

  /// - Throws: `ImageError` with the code `invalidOptions` if the wanted name is unknown.
  package static func checkChoice() throws(ImageError) {
    guard let wanted, !all.contains(wanted) else { return }
    throw ImageError(
      .invalidOptions, "IMGPREP_SIMD=\(wanted): there is no instruction set of that name",
      advice: "unset it, or name one of \(available.joined(separator: ", "))")
  }

  /// A warning if this processor does not run the wanted instruction set. It names the one that is used instead.
  package static var warning: String? {
    guard let wanted, wanted != instructionSet else { return nil }
    return "IMGPREP_SIMD=\(wanted): this processor does not run it, so \(instructionSet) is used"
  }
}
