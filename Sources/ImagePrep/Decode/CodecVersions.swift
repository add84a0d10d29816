import CImageCodecs
import CLibLCMS
import CLibWebP

/// The libraries that decode, encode and convert, each with its version, as in `libpng 1.6.39`.
public var codecVersions: [String] {
  let webp = WebPGetDecoderVersion()
  let lcms = cmsGetEncodedCMMversion()
  return unsafe [
    codec_version_libjpeg(), codec_version_libpng(), codec_version_giflib(), codec_version_inflater(),
  ].compactMap { unsafe $0.map { unsafe String(cString: $0) } } + [
    "libwebp \(webp >> 16).\(webp >> 8 & 255).\(webp & 255)",
    "Little CMS \(lcms / 1000).\(lcms % 1000 / 10)",
  ]
}
