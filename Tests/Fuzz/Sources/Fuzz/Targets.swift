@testable import ImagePrep

/// The targets by name. Each takes any bytes and must come to an end without a crash: what it makes of them is not looked
/// at.
@_cdecl("fuzz_one")
public func fuzzOne(_ name: UnsafePointer<CChar>, _ start: UnsafePointer<UInt8>?, _ count: Int) {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  switch String(cString: name) {
  case "jpeg": decode(bytes, as: .jpeg)
  case "png": decode(bytes, as: .png)
  case "gif": decode(bytes, as: .gif)
  case "webp": decode(bytes, as: .webp)
  case "exif":
    _ = Exif(MetadataBlock(bytes))
    _ = try? Exif.rewritten(MetadataBlock(bytes), isUpright: true, isSRGB: true)
  case "icc":
    for layout in [ColorTransform.Input.gray, .rgb, .rgba, .grayAsRGB, .grayAsRGBA, .cmyk] {
      guard case .transform(let transform) = try? ColorTransform.find(.profile(MetadataBlock(bytes)), layout)
      else { continue }
      var result: [UInt8] = [0, 0, 0, 0]
      unsafe transform.convert(Array(repeating: bytes.last ?? 0, count: 4), to: &result, pixels: 1)
    }
  case "options": options(bytes)
  case "answer": answer(bytes)
  default: pipeline(bytes)
  }
}

/// At the size it has, both grades, strict and lenient; what is larger than a megapixel is not worth the time.
private func decode(_ bytes: [UInt8], as format: Format) {
  guard Format(sniffing: bytes) == format else { return }
  for (grade, lenient) in [(DecodeGrade.exact, true), (.balanced, false)] {
    var options = Options(max: grade == .exact ? nil : 64, multiple: 1)
    options.decode = grade
    options.lenient = lenient
    options.alpha = grade == .exact ? .keep : .flatten(onto: .black)
    options.limits.pixels = 1 << 20
    options.limits.framePixels = 1 << 22
    _ = try? Normalizer(options).normalize(bytes)
  }
}

/// What people type, and every combination of options.
private func options(_ bytes: [UInt8]) {
  _ = Color(String(decoding: bytes, as: UTF8.self))
  var dice = Dice(bytes)
  let options = Options(&dice)
  let info = ImageInfo(
    format: .png, storedSize: Size(width: dice.number(1 << 30) + 1, height: dice.number(1 << 30) + 1),
    colorModel: .rgb, isLossless: true)
  guard (try? options.validate()) != nil else { return }
  _ = try? Plan(info: info, options: options)
}

/// What a worker that has been taken over may say.
private func answer(_ bytes: [UInt8]) {
  var reader = WireReader(bytes)
  guard let answer = try? reader.last(WorkerAnswer.self) else { return }
  var options = Options()
  options.alpha = .keep
  options.keepMetadata = [.icc, .exif]
  switch answer {
  case .closed: break
  case .failure(let error): _ = try? error.checked()
  case .info(let info): _ = try? info.checked()
  case .image(let image):
    guard let info = try? image.info.checked(), let plan = try? Normalizer(options).plan(for: info) else {
      return
    }
    _ = try? image.checked(options, plan)
  }
}

/// An image, whose last bytes are the options too: what follows an image's end is passed over.
private func pipeline(_ bytes: [UInt8]) {
  var dice = Dice(bytes.suffix(48).reversed())
  var options = Options(&dice)
  // More would take too long.
  options.limits.pixels = min(options.limits.pixels ?? .max, 1 << 20)
  options.limits.framePixels = min(options.limits.framePixels ?? .max, 1 << 22)
  if options.frames != nil {
    guard let image = try? Normalizer(options).open(bytes), let plan = try? image.plan(options) else {
      return
    }
    var left = 20
    _ = try? image.renderFrames(plan, count: dice.flip() ? dice.number(30) : nil) {
      (_, _) throws(ImageError) in
      left -= 1
      if left == 0 { throw ImageError(.overLimit, "enough") }
    }
    return
  }
  guard let image = try? Normalizer(options).normalize(bytes) else { return }
  _ = try? image.tiles()
  guard image.pixels.size.area < 1 << 16 else { return }
  var encoding = Encoding(dice.one(of: OutputFormat.allCases))
  encoding.lossless = dice.flip()
  encoding.subsampling = dice.one(of: Encoding.Subsampling.allCases)
  encoding.tensor.layout = dice.one(of: TensorLayout.allCases)
  encoding.tensor.channels = dice.one(of: TensorChannels.allCases)
  encoding.tensor.dtype = dice.one(of: [nil] + ScalarType.allCases)
  if dice.flip() { (encoding.tensor.mean, encoding.tensor.std) = TensorFormat.clip }
  _ = try? image.pixels.encoded(as: encoding)
  let tensor: Tensor<Float>? = try? image.pixels.tensor(encoding.tensor)
  _ = tensor?.count
}
