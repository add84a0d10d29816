import CLibLCMS

/// A colour profile as Little CMS holds it.
@safe struct ICCProfile: ~Copyable {
  enum Model: String {
    case gray
    case rgb = "RGB"
    case cmyk = "CMYK"
    case other = "another kind"
  }

  let handle: cmsHPROFILE
  /// Must outlive the handle.
  let context: ColourContext

  /// Nil where it is broken, or of a kind that describes no image.
  ///
  /// - Parameter context: That of another profile, which there is to be a transform with; nil for a new one.
  /// - Throws: `ImageError` with the code `outOfMemory`.
  init?(_ space: ColourSpace, in context: ColourContext? = nil) throws(ImageError) {
    let context = if let context { context } else { try ColourContext() }
    let opened = unsafe Self.open(space, context.handle)
    do throws(ImageError) {
      try context.check()
    } catch {
      if let opened = unsafe opened { unsafe cmsCloseProfile(opened) }
      throw error
    }
    guard let handle = unsafe opened else { return nil }
    unsafe self.handle = handle
    self.context = context
  }

  deinit { unsafe cmsCloseProfile(handle) }

  private static func open(_ space: ColourSpace, _ context: cmsContext) -> cmsHPROFILE? {
    switch space {
    case .sRGB: return unsafe cmsCreate_sRGBProfileTHR(context)
    case .profile(let bytes):
      let opened = unsafe bytes.withBytes { bytes in
        unsafe cmsOpenProfileFromMemTHR(context, bytes.baseAddress, UInt32(bytes.count))
      }
      if let handle = unsafe opened { unsafe removeFloatingPoint(handle) }
      return unsafe opened
    case .primaries(let primaries, let curve): return unsafe create(primaries, curve, context)
    case .oversized, .unsupported: return nil
    }
  }

  /// Takes out the tags of multiProcessElements (ICC.1:2010, 10.14), which stand beside those of 8 and 16 bits. Little
  /// CMS would prefer them, and a few bytes each name one more matrix for every colour to pass through: a profile of 4
  /// MB, within the limit, would take minutes.
  private static func removeFloatingPoint(_ handle: cmsHPROFILE) {
    for tag in [
      cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag, cmsSigDToB3Tag,
      cmsSigBToD0Tag, cmsSigBToD1Tag, cmsSigBToD2Tag, cmsSigBToD3Tag,
    ] { unsafe cmsWriteTag(handle, tag, nil) }
  }

  private static func create(
    _ primaries: ColourSpace.Primaries, _ curve: ColourSpace.Curve, _ context: cmsContext
  ) -> cmsHPROFILE? {
    func point(_ chromaticity: ColourSpace.Chromaticity) -> cmsCIExyY {
      cmsCIExyY(x: chromaticity.x, y: chromaticity.y, Y: 1)
    }
    let tone: OpaquePointer?
    switch curve {
    case .power(let gamma): unsafe tone = cmsBuildGamma(context, gamma)
    // a, b, c and d of the curve that is linear below d: IEC 61966-2-1, and ITU-R BT.709.
    case .sRGB: unsafe tone = parametric(context, [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
    case .video: unsafe tone = parametric(context, [1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081])
    }
    guard let tone = unsafe tone else { return nil }
    defer { unsafe cmsFreeToneCurve(tone) }
    var white = point(primaries.white)
    var colours = cmsCIExyYTRIPLE(
      Red: point(primaries.red), Green: point(primaries.green), Blue: point(primaries.blue))
    var tones: [OpaquePointer?] = unsafe [tone, tone, tone]
    return unsafe cmsCreateRGBProfileTHR(context, &white, &colours, &tones)
  }

  private static func parametric(_ context: cmsContext, _ parameters: [Double]) -> OpaquePointer? {
    unsafe cmsBuildParametricToneCurve(context, 4, parameters)
  }

  var model: Model {
    let deviceClass = unsafe cmsGetDeviceClass(handle)
    guard
      [cmsSigInputClass, cmsSigDisplayClass, cmsSigOutputClass, cmsSigColorSpaceClass].contains(deviceClass)
    else { return .other }
    switch unsafe cmsGetColorSpace(handle) {
    case cmsSigGrayData: return .gray
    case cmsSigRgbData: return .rgb
    case cmsSigCmykData: return .cmyk
    default: return .other
    }
  }

  /// Whether values are of scenes brighter than any screen (PQ or HLG), by the code points that such a profile has
  /// (ICC.1:2022, 9.2.17). What its tables make of them is not for a picture of 8 bits.
  var isHighDynamicRange: Bool {
    // A signature and four bytes of nothing before the code points: primaries and transfer first.
    var tag = [UInt8](repeating: 0, count: 12)
    let signature = cmsTagSignature(rawValue: 0x6369_6370)  // cicp
    let count = unsafe cmsReadRawTag(handle, signature, &tag, UInt32(tag.count))
    return count == tag.count && ColourSpace.isHighDynamicRange(transfer: tag[9])
  }

  /// From this profile to sRGB; nil where it cannot be used.
  func transform(_ from: cmsUInt32Number, _ to: cmsUInt32Number) throws(ImageError) -> ICCTransform? {
    guard let target = try ICCProfile(.sRGB, in: context) else { return nil }
    return try ICCTransform(from: self, from, to: target, to)
  }

  /// A colour of sRGB in this profile, which must be of RGB or CMYK (as a JPEG has it: 255 is no ink); nil where the
  /// profile has no way back.
  func encode(_ colour: Color) throws(ImageError) -> [UInt8]? {
    let isCMYK = model == .cmyk
    guard let source = try ICCProfile(.sRGB, in: context),
      let transform = try ICCTransform(
        from: source, lcms_rgb_8, to: self, isCMYK ? lcms_cmyk_8 : lcms_rgb_8)
    else { return nil }
    var result = [UInt8](repeating: 0, count: isCMYK ? 4 : 3)
    unsafe transform.run([colour.red, colour.green, colour.blue], to: &result, pixels: 1)
    return result
  }

  /// The RGB of each of 256 grays; nil where the profile cannot be used.
  func grayTable() throws(ImageError) -> [UInt8]? {
    guard let transform = try transform(lcms_gray_8, lcms_rgb_8) else { return nil }
    return Self.table(transform, (0..<256).map { UInt8($0) })
  }

  /// - Parameter samples: 256 pixels of what the transform takes.
  static func table(_ transform: ICCTransform, _ samples: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 3 * 256)
    unsafe transform.run(samples, to: &result, pixels: 256)
    return result
  }
}
