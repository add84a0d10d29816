import CLibLCMS

/// A colour profile as Little CMS holds it.
@safe struct ICCProfile: ~Copyable {
  enum Model: String {
    case gray
    case rgb = "RGB"
    case cmyk = "CMYK"
    case other = "another kind"
  }

  private let handle: cmsHPROFILE

  /// Nil where it is broken, or of a kind that describes no image.
  init?(_ space: ColourSpace) {
    switch space {
    case .sRGB:
      guard let handle = unsafe cmsCreate_sRGBProfile() else { return nil }
      unsafe self.handle = handle
    case .profile(let bytes):
      let opened = unsafe bytes.withBytes { bytes in
        unsafe cmsOpenProfileFromMem(bytes.baseAddress, UInt32(bytes.count))
      }
      guard let handle = unsafe opened else { return nil }
      unsafe self.handle = handle
      unsafe Self.removeFloatingPoint(handle)
    case .primaries(let primaries, let curve):
      guard let handle = unsafe Self.create(primaries, curve) else { return nil }
      unsafe self.handle = handle
    case .oversized, .unsupported: return nil
    }
  }

  deinit { unsafe cmsCloseProfile(handle) }

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
    _ primaries: ColourSpace.Primaries, _ curve: ColourSpace.Curve
  ) -> cmsHPROFILE? {
    func point(_ chromaticity: ColourSpace.Chromaticity) -> cmsCIExyY {
      cmsCIExyY(x: chromaticity.x, y: chromaticity.y, Y: 1)
    }
    let tone: OpaquePointer?
    switch curve {
    case .power(let gamma): unsafe tone = cmsBuildGamma(nil, gamma)
    // a, b, c and d of the curve that is linear below d: IEC 61966-2-1, and ITU-R BT.709.
    case .sRGB: unsafe tone = parametric([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
    case .video: unsafe tone = parametric([1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081])
    }
    guard let tone = unsafe tone else { return nil }
    defer { unsafe cmsFreeToneCurve(tone) }
    var white = point(primaries.white)
    var colours = cmsCIExyYTRIPLE(
      Red: point(primaries.red), Green: point(primaries.green), Blue: point(primaries.blue))
    var tones: [OpaquePointer?] = unsafe [tone, tone, tone]
    return unsafe cmsCreateRGBProfile(&white, &colours, &tones)
  }

  private static func parametric(_ parameters: [Double]) -> OpaquePointer? {
    unsafe cmsBuildParametricToneCurve(nil, 4, parameters)
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

  /// From this profile to sRGB.
  func transform(_ from: cmsUInt32Number, _ to: cmsUInt32Number) -> cmsHTRANSFORM? {
    guard let target = ICCProfile(.sRGB) else { return nil }
    return unsafe cmsCreateTransform(handle, from, target.handle, to, Self.intent, Self.flags)
  }

  /// A colour of sRGB in this profile, which must be of RGB or CMYK (as a JPEG has it: 255 is no ink); nil where the
  /// profile has no way back.
  func encode(_ colour: Color) -> [UInt8]? {
    let isCMYK = model == .cmyk
    guard let source = ICCProfile(.sRGB),
      let transform = unsafe cmsCreateTransform(
        source.handle, lcms_rgb_8, handle, isCMYK ? lcms_cmyk_8 : lcms_rgb_8, Self.intent, Self.flags)
    else { return nil }
    defer { unsafe cmsDeleteTransform(transform) }
    var result = [UInt8](repeating: 0, count: isCMYK ? 4 : 3)
    unsafe cmsDoTransform(transform, [colour.red, colour.green, colour.blue], &result, 1)
    return result
  }

  private static let intent = cmsUInt32Number(INTENT_PERCEPTUAL)
  private static let flags = cmsUInt32Number(cmsFLAGS_NOCACHE) | cmsUInt32Number(cmsFLAGS_COPY_ALPHA)

  /// The RGB of each of 256 grays.
  func grayTable() -> [UInt8]? {
    guard let transform = unsafe transform(lcms_gray_8, lcms_rgb_8) else { return nil }
    defer { unsafe cmsDeleteTransform(transform) }
    return unsafe Self.run(transform, (0..<256).map { UInt8($0) }, resultCount: 768)
  }

  /// - Parameter samples: Whole pixels of what the transform takes: three channels, or one for every three of the result.
  static func run(_ transform: cmsHTRANSFORM, _ samples: [UInt8], resultCount: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: resultCount)
    unsafe cmsDoTransform(transform, samples, &result, UInt32(resultCount / 3))
    return result
  }
}
