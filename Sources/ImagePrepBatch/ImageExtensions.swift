import ImagePrep

/// The extensions of image files, in small letters, including formats that are not read. (A file's format is recognized
/// by its bytes, whatever its name.)
enum ImageExtensions {
  static let all: Set<String> = {
    let read = Format.allCases.flatMap(\.fileExtensions)
    let others = [
      "avif", "avifs", "bmp", "cr2", "cr3", "dib", "dng", "exr", "hdr", "heic", "heif", "hif", "ico", "j2k",
      "jif",
      "jp2", "jpf", "jpx", "jxl", "jxr", "nef", "orf", "pbm", "pgm", "pjp", "pjpeg", "pnm", "ppm", "psd",
      "qoi", "raf",
      "rw2", "svg", "tga", "tif", "tiff", "wbmp",
    ]
    return Set(read + others)
  }()
}
