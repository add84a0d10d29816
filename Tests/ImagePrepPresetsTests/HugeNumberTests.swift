import ImagePrep
import ImagePrepPresets
import Testing

@Suite("Huge numbers of a configuration")
struct HugeNumberTests {
  @Test(
    "They are errors, and no end of the process",
    arguments: [
      #"{"image_processor_type": "Qwen2VLImageProcessor", "patch_size": 4294967296, "merge_size": 4294967296}"#,
      #"{"image_processor_type": "Gemma4ImageProcessor", "max_soft_tokens": 9000000000000000000}"#,
      #"{"image_processor_type": "Gemma4ImageProcessor", "patch_size": 4000000000}"#,
      #"{"image_processor_type": "LevitImageProcessor", "size": {"shortest_edge": 9000000000000000000}}"#,
      #"{"image_processor_type": "ViltImageProcessor", "size": {"shortest_edge": 900000000000}}"#,
      #"{"pretrained_cfg": {"input_size": [3, 900000000000, 900000000000], "crop_pct": 0.02}}"#,
      #"{"image_processor_type": "GotOcr2ImageProcessor", "crop_to_patches": true, "size": 900000000000}"#,
    ])
  func refused(_ config: String) {
    let error = #expect(throws: ImageError.self) { try Preset(config: config, name: "huge") }
    #expect(error?.code == .invalidOptions)
  }
}
