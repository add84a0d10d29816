// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library never resolve a server.
let package = Package(
  name: "predictor",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "imgprep", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
  ],
  targets: [
    // The model.
    .executableTarget(
      name: "predictor",
      dependencies: [
        "Cog",
        .product(name: "ImagePrep", package: "imgprep"),
        .product(name: "ImagePrepPresets", package: "imgprep"),
        // Built beside the predictor, where the library looks for it.
        .product(name: "imgprep-worker", package: "imgprep"),
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      path: "Sources/Predictor", resources: [.embedInCode("openapi.json")]),
    // The HTTP interface of Cog, for any model.
    .target(
      name: "Cog", dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
      resources: [.embedInCode("root.json")]),
    .testTarget(name: "PredictorTests", dependencies: ["predictor"]),
  ],
  swiftLanguageModes: [.v6]
)
