// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: unsafe constructs must be marked, and a missing mark is an error.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // Lets `PixelBuffer` lend out its rows as spans.
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "imgprep",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "ImagePrep", targets: ["ImagePrep"]),
    .library(name: "ImagePrepPresets", targets: ["ImagePrepPresets"]),
    .library(name: "ImagePrepBatch", targets: ["ImagePrepBatch"]),
    .executable(name: "imgprep", targets: ["imgprep"]),
    .executable(name: "imgprep-worker", targets: ["imgprep-worker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CLibPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CLibJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CLibWebP", pkgConfig: "libwebpdemux",
      providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    .systemLibrary(
      name: "CLibISAL", pkgConfig: "libisal",
      providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),
    .systemLibrary(
      name: "CLibLCMS", pkgConfig: "lcms2",
      providers: [.apt(["liblcms2-dev"]), .brew(["little-cms2"])]),
    .systemLibrary(
      name: "CLibSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .systemLibrary(
      name: "CLibGIF", pkgConfig: "libgif",
      providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    .target(
      name: "CImageCodecs",
      dependencies: ["CDescriptors", "CLibPNG", "CLibJPEG", "CLibGIF", "CLibISAL", "CLibLCMS"],
      // giflib has no pkg-config file on every system; zlib stands in where ISA-L is missing.
      linkerSettings: [.linkedLibrary("gif"), .linkedLibrary("z")]),
    .target(name: "CResampleKernels"),
    .target(name: "CDescriptors"),
    .target(name: "CWorkerChannel", dependencies: ["CDescriptors"]),
    .target(name: "CProcess"),
    .target(name: "CChecksums"),
    .target(name: "ImagePrepPlatform", swiftSettings: strict),
    .target(
      name: "ImagePrep",
      dependencies: [
        "CDescriptors", "CImageCodecs", "CResampleKernels", "CLibWebP", "CLibLCMS", "CWorkerChannel",
        "CProcess", "ImagePrepPlatform",
      ],
      swiftSettings: strict),
    .target(
      name: "ImagePrepWorker",
      dependencies: [
        "ImagePrep", "ImagePrepPlatform", "CProcess",
        .target(name: "CLibSeccomp", condition: .when(platforms: [.linux])),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "imgprep-worker", dependencies: ["ImagePrep", "ImagePrepWorker"], swiftSettings: strict),
    .target(name: "ImagePrepPresets", dependencies: ["ImagePrep"], swiftSettings: strict),
    .target(
      name: "ImagePrepBatch",
      dependencies: ["ImagePrep", "ImagePrepPlatform", "CImageCodecs", "CChecksums"],
      swiftSettings: strict),
    .executableTarget(
      name: "imgprep",
      dependencies: [
        "ImagePrep", "ImagePrepBatch", "ImagePrepPlatform", "ImagePrepPresets",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "misbehaving-worker", dependencies: ["ImagePrep", "ImagePrepWorker", "ImagePrepPlatform"],
      path: "Tests/MisbehavingWorker", swiftSettings: strict),
    .executableTarget(
      name: "talkative-host", dependencies: ["ImagePrep", "ImagePrepPlatform"],
      path: "Tests/TalkativeHost", swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "ImagePrepTests",
      dependencies: [
        "TestSupport",
        "ImagePrep", "CImageCodecs", "CResampleKernels", "CLibLCMS", "CProcess",
        "ImagePrepPlatform", "imgprep-worker", "misbehaving-worker",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ImagePrepBatchTests", dependencies: ["ImagePrepBatch", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ImagePrepPresetsTests", dependencies: ["ImagePrepPresets", "ImagePrep", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "imgprepTests",
      dependencies: [
        "imgprep", "ImagePrepPresets", "imgprep-worker", "talkative-host", "ImagePrep", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
