extension NamedPreset {
  private static let half = #""image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]"#
  private static let imagenet = #""image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]"#

  private static func processor(_ name: String, _ fields: String = "") -> String {
    #"{"image_processor_type": "\#(name)ImageProcessor"\#(fields.isEmpty ? "" : ", " + fields)}"#
  }

  /// The class takes one number for the shorter side.
  private static func square(_ side: Int) -> String { #"{"height": \#(side), "width": \#(side)}"# }

  private static func fitted(_ longest: Int, _ tile: Int) -> String {
    #""size": {"longest_edge": \#(longest)}, "max_image_size": {"longest_edge": \#(tile)}"#
  }

  /// Encoders of language models.
  static let language = [
    NamedPreset("kimi-vl", processor("Kimi_K25"), ["moonshotai/Kimi-K2.5"], tokens: .squares(side: 28)),
    NamedPreset(
      "idefics3", processor("Idefics3", fitted(1456, 364)), ["HuggingFaceM4/Idefics3-8B-Llama3"],
      tokens: .tiles(each: 169)),
    NamedPreset(
      "smolvlm", processor("Idefics3", fitted(1536, 384)), ["HuggingFaceTB/SmolVLM-Instruct"],
      tokens: .tiles(each: 81)),
    NamedPreset(
      "smolvlm-256m", processor("Idefics3", fitted(2048, 512)),
      ["HuggingFaceTB/SmolVLM-256M-Instruct", "HuggingFaceTB/SmolVLM-500M-Instruct"],
      tokens: .tiles(each: 64)),
    NamedPreset("anthropic-vision", #"{"service": "anthropic"}"#, tokens: .squares(side: 28)),
    NamedPreset("anthropic-vision-high", #"{"service": "anthropic-high"}"#, tokens: .squares(side: 28)),
    NamedPreset("openai-vision", #"{"service": "openai"}"#, tokens: .squares(side: 32)),
    NamedPreset(
      "openai-vision-tiles", #"{"service": "openai-tiles"}"#,
      tokens: .squares(side: 512, each: 170, base: 85)),
    NamedPreset(
      "qwen2-vl", processor("Qwen2VL", #""min_pixels": 3136, "max_pixels": 12845056"#),
      ["Qwen/Qwen2-VL-2B-Instruct", "Qwen/Qwen2-VL-7B-Instruct", "Qwen/Qwen2-VL-72B-Instruct"]),
    NamedPreset(
      "qwen2.5-vl", processor("Qwen2VL", #""min_pixels": 3136, "max_pixels": 12845056"#),
      ["Qwen/Qwen2.5-VL-3B-Instruct", "Qwen/Qwen2.5-VL-7B-Instruct", "Qwen/Qwen2.5-VL-72B-Instruct"]),
    NamedPreset(
      "qwen3-vl",
      processor(
        "Qwen2VL", #""patch_size": 16, "size": {"shortest_edge": 65536, "longest_edge": 16777216}, \#(half)"#),
      ["Qwen/Qwen3-VL-2B-Instruct", "Qwen/Qwen3-VL-4B-Instruct", "Qwen/Qwen3-VL-8B-Instruct"]),
    NamedPreset("glm-4v", processor("Glm4v"), ["zai-org/GLM-4.1V-9B-Thinking"]),
    NamedPreset("glm-4.6v", processor("Glm46V"), ["zai-org/GLM-4.6V-Flash"]),
    NamedPreset("hunyuan-vl", processor("HunYuanVL")),
    NamedPreset("paddleocr-vl", processor("PaddleOCRVL")),
    NamedPreset("ernie-4.5-vl", processor("Ernie4_5_VLMoe")),
    NamedPreset("siglip2-naflex", processor("Siglip2"), ["google/siglip2-base-patch16-naflex"]),
    NamedPreset("gemma-4", processor("Gemma4")),
    NamedPreset(
      "internvl-3.5", processor("GotOcr2", #""size": 448, "crop_to_patches": true, \#(imagenet)"#),
      ["OpenGVLab/InternVL3_5-1B-HF", "OpenGVLab/InternVL3_5-8B-HF", "OpenGVLab/InternVL3-1B-hf"],
      tokens: .tiles(each: 256)),
    NamedPreset(
      "gemma-3", processor("Gemma3", #""size": 896, \#(half)"#),
      [
        "google/gemma-3-4b-it", "google/gemma-3-12b-it", "google/gemma-3-27b-it", "google/gemma-3-4b-pt",
        "google/gemma-3-12b-pt", "google/gemma-3-27b-pt",
      ], tokens: .squares(side: 56)),
    NamedPreset(
      "paligemma", processor("Siglip"),
      ["google/paligemma-3b-pt-224", "google/paligemma-3b-mix-224", "google/paligemma2-3b-pt-224"],
      tokens: .squares(side: 14)),
    NamedPreset(
      "paligemma-448", processor("Siglip", #""size": \#(square(448))"#),
      ["google/paligemma-3b-pt-448", "google/paligemma-3b-mix-448", "google/paligemma2-3b-pt-448"],
      tokens: .squares(side: 14)),
    NamedPreset(
      "paligemma-896", processor("Siglip", #""size": \#(square(896))"#),
      ["google/paligemma-3b-pt-896", "google/paligemma2-3b-pt-896"], tokens: .squares(side: 14)),
    NamedPreset(
      "llava-1.5", processor("CLIP", #""size": {"shortest_edge": 336}, "crop_size": 336"#),
      ["llava-hf/llava-1.5-7b-hf", "llava-hf/llava-1.5-13b-hf"], tokens: .squares(side: 14)),
    NamedPreset("command-a-vision", processor("Cohere2Vision")),
    NamedPreset("granite-docling", processor("GraniteDocling")),
    NamedPreset(
      "llava-next", processor("LlavaNext", #""size": {"shortest_edge": 336}, "crop_size": 336"#),
      ["llava-hf/llava-v1.6-mistral-7b-hf", "llava-hf/llava-v1.6-vicuna-7b-hf"]),
    NamedPreset(
      "llava-onevision", processor("LlavaOnevision", half),
      ["llava-hf/llava-onevision-qwen2-0.5b-ov-hf", "llava-hf/llava-onevision-qwen2-7b-ov-hf"]),
    NamedPreset(
      "pixtral", processor("Pixtral"), ["mistral-community/pixtral-12b"], tokens: .rows(side: 16)),
    NamedPreset(
      "mistral-small-3", processor("Pixtral", #""size": {"longest_edge": 1540}, "patch_size": 28"#),
      [
        "mistralai/Mistral-Small-3.1-24B-Instruct-2503", "mistralai/Mistral-Small-3.2-24B-Instruct-2506",
      ], tokens: .rows(side: 28)),
  ]
}
