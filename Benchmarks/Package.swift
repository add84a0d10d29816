// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library never resolve the harness.
let package = Package(
  name: "imgprep-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "imgprep", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    // Each stage by itself, and the whole pipeline.
    .executableTarget(
      name: "Stages",
      dependencies: [
        .product(name: "ImagePrep", package: "imgprep"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Stages",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    // imgprep, and the least that decoding a JPEG costs, as the comparison with other libraries runs them.
    .target(name: "Floor", path: "Floor", linkerSettings: [.linkedLibrary("jpeg")]),
    .executableTarget(
      name: "worker",
      dependencies: ["Floor", .product(name: "ImagePrep", package: "imgprep")],
      path: "Worker"),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
