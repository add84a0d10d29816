import Testing

@testable import ImagePrep

@Suite("Cropping and padding")
struct CropTests {
  @Test("A crop is a part of the whole picture resampled", arguments: DecodeGrade.allCases)
  func crop(_ grade: DecodeGrade) throws {
    let image = try PixelBuffer.noise(Size(width: 160, height: 100), .rgb8, seed: 12)
    var options = Options(
      geometry: .fit(.cover(width: 20, height: 20)), multiple: Multiple(width: 1, height: 1))
    options.decode = grade
    let cropped = try Normalizer(options).normalize(image)
    #expect(cropped.plan.scaled == Size(width: 32, height: 20))
    options.geometry = .fit(.stretch(width: 32, height: 20))
    let whole = try Normalizer(options).normalize(image).pixels
    for y in 0..<20 { for x in 0..<20 { #expect(cropped.pixels[x, y] == whole[x + 6, y]) } }
  }

  @Test("Padding is the background, all around")
  func padding() throws {
    let image = try PixelBuffer.noise(Size(width: 10, height: 4), .rgb8, seed: 13)
    var options = Options(
      geometry: .fit(.pad(width: 16, height: 16)), multiple: Multiple(width: 1, height: 1))
    options.alpha = .flatten(onto: Color(red: 1, green: 2, blue: 3))
    let result = try Normalizer(options).normalize(image).pixels
    for y in 0..<16 {
      for x in 0..<16 {
        let isPicture = (3..<13).contains(x) && (6..<10).contains(y)
        #expect(result[x, y] == (isPicture ? image[x - 3, y - 6] : [1, 2, 3]))
      }
    }
  }
}
