/// How a service shrinks a picture before its model counts tokens, as the service has published it. A smaller picture keeps
/// its size.
public enum ServiceRule: String, Sendable, CaseIterable {
  /// Claude: begun patches of 28 pixels a side, at most 1568 of them, and 1568 pixels a side.
  case anthropic
  /// Claude from 4.7 on: at most 4784 patches, and 2576 pixels a side.
  case anthropicHigh = "anthropic-high"
  /// GPT models that count patches of 32 pixels a side: at most 1536 of them, and 2048 pixels a side.
  case openai
  /// GPT models that count tiles of 512 pixels a side: at most 2048 pixels a side, and 768 for the shorter one.
  case openaiTiles = "openai-tiles"
}
