/// A text without the fingerprints that tell of which episode credits are.
func withoutFingerprints(_ text: some StringProtocol) -> String {
  String(text).replacing(/,"trace":"[0-9a-f]{16}"/, with: "")
}
