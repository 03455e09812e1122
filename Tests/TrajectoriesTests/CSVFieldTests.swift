import Testing
import Trajectories

@Suite struct CSVFieldTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a b", "a b"), ("é日本", "é日本"),
    ("a,b", "\"a,b\""), ("a;b", "\"a;b\""), ("a\"b", "\"a\"\"b\""), ("\"\u{301}", "\"\"\"\u{301}\""),
    ("a\nb", #"a\nb"#), ("a\r\tb", #"a\r\tb"#), (#"a\nb"#, #"a\\nb"#), ("\u{1B}[31m", #"\u{1B}[31m"#),
    ("\u{202E}x", #"\u{202E}x"#), ("\u{85}\u{2028}", #"\u{85}\u{2028}"#),
    ("=1+1", "'=1+1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("'a", "''a"),
    ("\u{FF1D}1", "'\u{FF1D}1"),
    ("=A1,2", "\"'=A1,2\""), ("\t=1", #"\t=1"#), ("\r=1", #"\r=1"#), ("a=b", "a=b"),
  ])
  func aTextIsWrittenSoThatNothingRunsIt(_ text: String, _ field: String) {
    #expect(CSVField.text(text) == field)
    #expect(CSVField.bytes(text) == Array(field.utf8))
  }

  @Test(arguments: ["-1", "+1", "-0.5", "1e-9", "-1.5E+10", "0", "-inf", "nan"])
  func aNumberStaysANumber(_ text: String) { #expect(CSVField.text(text) == text) }

  /// Looks like numbers, and is none: a spreadsheet would compute it.
  @Test(arguments: ["-1-1", "+1+1", "-", "+", "-e", "--1", "-1e", "+.", "-0x10"])
  func whatOnlyLooksLikeANumberIsText(_ text: String) { #expect(CSVField.text(text) == "'" + text) }
}
