// swift-tools-version: 6.2
import PackageDescription

// Built and linked by `make fuzz`: libFuzzer brings its own `main`.
let package = Package(
  name: "imgprep-fuzz",
  platforms: [.macOS(.v15)],
  products: [.library(name: "Fuzz", type: .static, targets: ["Fuzz"])],
  dependencies: [.package(name: "imgprep", path: "../..")],
  targets: [
    .target(name: "Fuzz", dependencies: [.product(name: "ImagePrep", package: "imgprep")])
  ],
  swiftLanguageModes: [.v6]
)
