import ImagePrep

/// The transforms of torchvision, timm and OpenCLIP: a resize, a crop about the middle, and numbers for each channel.
struct CenteredRecipe {
  /// What the picture is resized to.
  var resized: Size
  /// What is cropped from its middle; nil for all of it.
  var cropped: Size?
  var mode = Mode.center
  var filter = Filter.bilinear
  var mean: [Double]
  var std: [Double]
  /// The color of padding, where a picture is smaller than what is cropped.
  var padding = Color.black

  enum Mode: String {
    /// The picture covers the size.
    case center
    /// The picture is stretched to the size.
    case squash
    /// The picture fits into the size.
    case border
  }

  func recipe(like arithmetic: Arithmetic) -> Recipe {
    var options = Options(geometry: geometry)
    options.filter = filter
    options.decode = .exact
    options.arithmetic = arithmetic
    // `center_crop` of torchvision rounds half a pixel to the even side, and pads less at the left and the top.
    if mode == .center || cropped != resized { options.geometry.offsetRounding = .halfEven }
    if let cropped, options.geometry.outputSize != cropped {
      options.geometry.canvas = cropped
      if mode == .border || resized.width < cropped.width || resized.height < cropped.height {
        options.geometry.paddingRounding = .down
        options.background = padding
      }
    }
    var tensor = TensorFormat()
    if Set(mean) == [0], Set(std) == [1] {
      tensor.dtype = .float32
    } else {
      (tensor.mean, tensor.std) = (mean, std)
    }
    return Recipe(options: options, tensor: tensor)
  }

  private var geometry: Geometry {
    let (width, height) = (resized.width, resized.height)
    switch mode {
    case .center where width == height: return .fit(.shortest(width))
    case .center:
      var geometry = Geometry.fit(.cover(width: width, height: height))
      (geometry.sideRounding, geometry.sideFormula) = (.halfEven, .quotient)
      return geometry
    case .squash: return .fit(.stretch(width: width, height: height))
    case .border:
      var geometry = Geometry.fit(.inside(width: width, height: height), upscale: .allow)
      (geometry.sideRounding, geometry.sideFormula) = (.halfEven, .quotient)
      return geometry
    }
  }
}
