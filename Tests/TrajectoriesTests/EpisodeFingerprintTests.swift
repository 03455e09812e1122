import Foundation
import Ground
import TestSupport
import Testing

@testable import Trajectories

/// What tells episodes apart that have the same names.
@Suite struct EpisodeFingerprintTests {
  private static let decisions = #"[{"agent":"p","action":"x"},{"agent":"q","action":"y"}]"#

  /// A trace of one episode, changed in some places.
  private static func trace(_ changes: (String, String)...) -> String {
    let text =
      #"{"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"success","score":1},"#
      + #""turns":[{"state":"s","reward":0,"decisions":[{"agent":"p","action":"x"},{"agent":"q","action":"y"}]},"#
      + #"{"state":"u","reward":0.5,"decisions":[{"agent":"p","action":"y"}]}],"final":"w"}"#
    return changes.reduce(text) { text, change in
      precondition(text.contains(change.0), "the change meets nothing")
      return text.replacing(change.0, with: change.1)
    }
  }

  private func fingerprint(_ text: String) throws -> String {
    let batch = try TraceReader.read(Array(text.utf8), named: "t")
    var fingerprints = EpisodeFingerprints(batch)
    return fingerprints.value(of: 0).hexadecimal
  }

  /// The same on every machine and in every version, since files are compared by it: computed by a script of its own.
  @Test func itStays() throws { #expect(try fingerprint(Self.trace()) == "82324a6a83f3770e") }

  @Test func whatWasDoneAndCameOfItTells() throws {
    let own = try fingerprint(Self.trace())
    let others = [
      Self.trace(("success", "failure")), Self.trace((#""score":1"#, #""score":2"#)),
      Self.trace((#""reward":0.5"#, #""reward":0.25"#)),
      Self.trace((#""action":"y"}]}],"#, #""action":"z"}]}],"#)),
      Self.trace((#""agent":"q""#, #""agent":"r""#)),
      Self.trace(
        (
          #"{"agent":"p","action":"x"},{"agent":"q","action":"y"}"#,
          #"{"agent":"p","action":"y"},{"agent":"q","action":"x"}"#
        )),
    ]
    let found = try others.map(fingerprint)
    #expect(Set(found + [own]).count == others.count + 1)
  }

  /// What may be written differently for the same episode does not tell, nor does what stands beside it.
  @Test func whatMayBeWrittenDifferentlyDoesNot() throws {
    let own = try fingerprint(Self.trace())
    for other in [
      Self.trace((#""state":"s""#, #""state":"other""#)), Self.trace((#""reward":0,"#, #""reward":-0.0,"#)),
      Self.trace((#""score":1"#, #""score":1.0"#)),
      Self.trace() + "\n" + Self.trace((#""episode":"e""#, #""episode":"f""#), ("success", "failure")),
    ] {
      #expect(try fingerprint(other) == own)
    }
  }

  /// Credits say which episodes they are of, and are refused for others of the same names.
  @Test func creditsOfAnotherTraceAreRefused() throws {
    let batch = try TraceReader.read(Array(Self.trace().utf8), named: "t")
    let other = try TraceReader.read(Array(Self.trace(("success", "failure")).utf8), named: "t")
    let credits = Credits(method: "m", parameters: ParameterValues(), values: [1, 2, 3])
    try withTemporaryFolder { folder in
      let path = "\(folder)/c.jsonl"
      try CreditsWriter.write(credits, of: batch, to: path)
      #expect(try CreditsReader.read(path, for: batch).credits.values == [1, 2, 3])
      #expect(try CreditsReader.read(path).records.map { $0.fingerprint != nil } == [true, false, false])
      let refusal = #expect(throws: TraceError.self) { try CreditsReader.read(path, for: other) }
      #expect(refusal?.description.contains("the trace has another episode of that name") == true)
      // Files of before do not say.
      let old = withoutFingerprints(try String(contentsOfFile: path, encoding: .utf8))
      #expect(try CreditsReader.read(Array(old.utf8), named: "c", for: other).credits.values == [1, 2, 3])
      for bad in ["713472B16F166C4", "+13472b16f166c4f0", "713472b16f166c4g"] {
        let text = old.replacing(#""credit":1.0"#, with: #""credit":1.0,"trace":"\#(bad)""#)
        let refusal = #expect(throws: TraceError.self) {
          try CreditsReader.read(Array(text.utf8), named: "c")
        }
        #expect(refusal?.description.contains("a fingerprint of 16 hexadecimal digits") == true)
      }
    }
  }
}
