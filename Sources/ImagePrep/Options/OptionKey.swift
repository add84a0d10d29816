/// The name of an option. Most are paths in ``Options``, ``Encoding`` or ``Isolation``, as `limits.pixels`; the others are
/// parameters of functions, as `replacing`, and parts of a path, as `isolation.memory`.
public enum OptionKey: String, Sendable, CaseIterable {
  case max = "geometry.fit.max"
  case width = "geometry.fit.width"
  case height = "geometry.fit.height"
  case fit = "geometry.fit"
  case shortest = "geometry.fit.shortest"
  case leastArea = "geometry.fit.area.least"
  case mostArea = "geometry.fit.area.most"
  case areaOrder = "geometry.fit.area.order"
  case buckets = "geometry.fit.bucket"
  case bucketMetric = "geometry.fit.bucket.metric"
  case mostPatches = "geometry.fit.patches"
  case line = "geometry.fit.line"
  case before = "geometry.before"
  case leastSide = "geometry.leastSide"
  case serviceRule = "geometry.fit.service"
  case crop = "geometry.crop"
  case canvas = "geometry.canvas"
  case gravity = "geometry.gravity"
  case focus = "geometry.gravity.focus"
  case sideRounding = "geometry.sideRounding"
  case sideFormula = "geometry.sideFormula"
  case offsetRounding = "geometry.offsetRounding"
  case paddingRounding = "geometry.paddingRounding"
  case upscale = "geometry.upscale"
  case multiple
  case rounding = "multiple.rounding"
  case method = "multiple.method"
  case filter
  case otherViews
  case tiles
  case wholeTile
  case decode
  case arithmetic
  case antialiasing
  case alpha
  case background
  case padding = "background.padding"
  case orientation
  case color
  case keepMetadata
  case frame
  case frames
  case lenient
  case minComplete
  case outputFormat
  case keepsDepth
  case threads
  case limitPixels = "limits.pixels"
  case limitWidth = "limits.width"
  case limitHeight = "limits.height"
  case limitScans = "limits.scans"
  case limitFrames = "limits.frames"
  case limitFramePixels = "limits.framePixels"
  case limitChunkBytes = "limits.chunkBytes"
  case limitProfileBytes = "limits.profileBytes"
  case limitBytes = "limits.bytes"
  case limitMemory = "limits.memory"
  case limitSeconds = "limits.seconds"
  case format = "encoding.format"
  case quality = "encoding.quality"
  case subsampling = "encoding.subsampling"
  case lossless = "encoding.lossless"
  case dtype = "encoding.tensor.dtype"
  case layout = "encoding.tensor.layout"
  case channels = "encoding.tensor.channels"
  case rescale = "encoding.tensor.rescale"
  case mean = "encoding.tensor.mean"
  case std = "encoding.tensor.std"
  case padValue = "encoding.tensor.padValue"
  case patches = "encoding.tensor.patches"
  case tensorName = "encoding.tensorName"
  case extraTensors = "encoding.extraTensors"
  case compressionLevel = "encoding.compressionLevel"
  case output
  case names
  case replacing
  case sync
  case isolation
  case requiresSandbox = "isolation.requiresSandbox"
  case isolationMemory = "isolation.memory"
  case isolationSeconds = "isolation.seconds"
  case idleSeconds = "isolation.idleSeconds"
  case idleWorkers = "isolation.idleWorkers"
}
