import CImageCodecs
import CLibLCMS
import CLibWebP

/// The libraries that decode, encode and convert, each with its version, such as `libpng 1.6.39`.
public var codecVersions: [String] {
  let webp = WebPGetDecoderVersion()
  let lcms = cmsGetEncodedCMMversion()
  return unsafe [
    ("libjpeg-turbo", text(unsafe codec_version_libjpeg())), ("libpng", text(unsafe codec_version_libpng())),
    ("giflib", text(unsafe codec_version_giflib())),
    ("libwebp", "\(webp >> 16).\(webp >> 8 & 255).\(webp & 255)"),
    ("Little CMS", "\(lcms / 1000).\(lcms % 1000 / 10)"), unsafe ("ISA-L", text(unsafe codec_version_isal())),
    unsafe ("zlib", text(unsafe codec_version_zlib())),
  ].compactMap { name, version in version.map { "\(name) \($0)" } }
}

private func text(_ constant: UnsafePointer<CChar>?) -> String? {
  unsafe constant.map { unsafe String(cString: $0) }
}
