import Testing

@testable import ImagePrep

/// What OpenCV made of a picture.
struct OpenCVResult: CustomTestStringConvertible, Sendable {
  var filter: Filter
  var channels: Int
  var from: Size
  var to: Size
  var samples: [Int]

  var testDescription: String { "\(filter), \(channels) channels, \(from) to \(to)" }

  /// The picture: the sample of channel k at (x, y) is (83x + 47y + 29xy + 101k) mod 256.
  func picture() throws -> PixelBuffer {
    var picture: [UInt8] = []
    for y in 0..<from.height {
      for x in 0..<from.width {
        for channel in 0..<channels {
          picture.append(UInt8((x * 83 + y * 47 + x * y * 29 + channel * 101) % 256))
        }
      }
    }
    return try PixelBuffer(size: from, format: channels == 1 ? .gray8 : .rgb8, samples: picture)
  }

  /// Made by opencv-python-headless 4.14.0.94, and alike by 5.0.0.93, on x86-64:
  ///
  ///     y, x, k = np.meshgrid(np.arange(h), np.arange(w), np.arange(channels), indexing="ij")
  ///     picture = ((x * 83 + y * 47 + x * y * 29 + k * 101) % 256).astype(np.uint8)
  ///     cv2.resize(picture, to, interpolation=cv2.INTER_LINEAR)  # INTER_CUBIC, INTER_AREA, INTER_NEAREST
  static let all = [
    OpenCVResult(
      filter: .bilinear, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 5, height: 4),
      samples: [
        30, 118, 219, 127, 215, 109, 142, 36, 120, 154, 137, 142, 109, 139, 144, 216, 167, 118, 132, 83,
      ]),
    OpenCVResult(
      filter: .bilinear, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 9, height: 7),
      samples: [
        0, 55, 120, 184, 249, 114, 122, 187, 242, 37, 107, 100, 71, 153, 193, 151, 144, 214, 77, 164,
        152, 75, 48, 150, 109, 97, 184, 118, 136, 157, 150, 72, 93, 115, 136, 155, 158, 107, 121, 154,
        95, 108, 161, 175, 124, 198, 164, 125, 85, 46, 162, 168, 128, 94, 235, 216, 194, 173, 151, 129,
        107, 86, 67,
      ]),
    OpenCVResult(
      filter: .bilinear, channels: 3, from: Size(width: 6, height: 8), to: Size(width: 3, height: 4),
      samples: [
        72, 109, 146, 139, 112, 149, 142, 115, 88, 131, 168, 77, 122, 159, 132, 113, 150, 187, 190, 99,
        136, 105, 142, 115, 148, 121, 94, 57, 158, 131, 88, 125, 162, 119, 92, 193,
      ]),
    OpenCVResult(
      filter: .bilinear, channels: 3, from: Size(width: 5, height: 9), to: Size(width: 4, height: 2),
      samples: [
        99, 168, 101, 170, 111, 140, 57, 158, 147, 153, 198, 123, 39, 140, 177, 49, 150, 187, 59, 120,
        197, 70, 107, 208,
      ]),
    OpenCVResult(
      filter: .bicubic, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 5, height: 4),
      samples: [
        24, 112, 226, 110, 220, 112, 160, 14, 127, 151, 133, 142, 121, 144, 149, 221, 168, 116, 139, 79,
      ]),
    OpenCVResult(
      filter: .bicubic, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 9, height: 7),
      samples: [
        0, 43, 122, 204, 255, 98, 97, 198, 249, 27, 116, 92, 47, 162, 221, 153, 135, 224, 65, 203,
        179, 33, 24, 180, 100, 58, 196, 116, 131, 181, 177, 72, 66, 102, 141, 156, 166, 75, 105, 176,
        104, 89, 183, 208, 117, 205, 177, 120, 57, 30, 184, 193, 117, 89, 239, 222, 198, 177, 157, 128,
        103, 81, 64,
      ]),
    OpenCVResult(
      filter: .bicubic, channels: 3, from: Size(width: 6, height: 8), to: Size(width: 3, height: 4),
      samples: [
        70, 107, 141, 140, 115, 162, 146, 105, 83, 126, 178, 63, 139, 157, 132, 102, 167, 202, 220, 91,
        142, 89, 142, 103, 171, 117, 64, 37, 162, 135, 75, 124, 173, 114, 87, 212,
      ]),
    OpenCVResult(
      filter: .bicubic, channels: 3, from: Size(width: 5, height: 9), to: Size(width: 4, height: 2),
      samples: [
        98, 165, 96, 204, 101, 157, 9, 159, 155, 164, 206, 111, 14, 143, 185, 26, 171, 197, 44, 115,
        208, 60, 93, 230,
      ]),
    OpenCVResult(
      filter: .box, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 5, height: 4),
      samples: [
        42, 113, 184, 133, 204, 116, 138, 70, 124, 146, 135, 134, 111, 148, 147, 209, 160, 119, 138, 89,
      ]),
    OpenCVResult(
      filter: .box, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 9, height: 7),
      samples: [
        0, 59, 119, 178, 249, 101, 123, 183, 242, 39, 116, 101, 55, 147, 203, 151, 136, 213, 78, 172,
        156, 79, 46, 158, 106, 90, 184, 118, 137, 157, 158, 72, 95, 115, 135, 155, 156, 102, 121, 164,
        98, 106, 161, 180, 125, 196, 159, 121, 84, 39, 177, 171, 133, 96, 235, 215, 195, 175, 151, 127,
        107, 87, 67,
      ]),
    OpenCVResult(
      filter: .box, channels: 3, from: Size(width: 6, height: 8), to: Size(width: 3, height: 4),
      samples: [
        72, 109, 146, 139, 112, 149, 142, 115, 88, 131, 168, 77, 122, 159, 132, 113, 150, 187, 190, 99,
        136, 105, 142, 115, 148, 121, 94, 57, 158, 131, 88, 125, 162, 119, 92, 193,
      ]),
    OpenCVResult(
      filter: .box, channels: 3, from: Size(width: 5, height: 9), to: Size(width: 4, height: 2),
      samples: [
        93, 149, 130, 130, 117, 98, 121, 142, 140, 134, 155, 143, 123, 133, 126, 132, 119, 135, 107, 128,
        161, 116, 137, 136,
      ]),
    OpenCVResult(
      filter: .nearest, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 5, height: 4),
      samples: [
        0, 83, 166, 76, 159, 47, 159, 15, 239, 95, 141, 55, 225, 53, 223, 188, 131, 74, 216, 159,
      ]),
    OpenCVResult(
      filter: .nearest, channels: 1, from: Size(width: 7, height: 6), to: Size(width: 9, height: 7),
      samples: [
        0, 0, 83, 166, 249, 249, 76, 159, 242, 0, 0, 83, 166, 249, 249, 76, 159, 242, 47, 47,
        159, 15, 127, 127, 239, 95, 207, 94, 94, 235, 120, 5, 5, 146, 31, 172, 141, 141, 55, 225,
        139, 139, 53, 223, 137, 188, 188, 131, 74, 17, 17, 216, 159, 102, 235, 235, 207, 179, 151, 151,
        123, 95, 67,
      ]),
    OpenCVResult(
      filter: .nearest, channels: 3, from: Size(width: 6, height: 8), to: Size(width: 3, height: 4),
      samples: [
        0, 101, 202, 166, 11, 112, 76, 177, 22, 94, 195, 40, 120, 221, 66, 146, 247, 92, 188, 33,
        134, 74, 175, 20, 216, 61, 162, 26, 127, 228, 28, 129, 230, 30, 131, 232,
      ]),
    OpenCVResult(
      filter: .nearest, channels: 3, from: Size(width: 5, height: 9), to: Size(width: 4, height: 2),
      samples: [
        0, 101, 202, 83, 184, 29, 166, 11, 112, 249, 94, 195, 188, 33, 134, 131, 232, 77, 74, 175,
        20, 17, 118, 219,
      ]),
  ]
}
