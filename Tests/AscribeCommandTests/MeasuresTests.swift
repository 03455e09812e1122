import Foundation
import Testing

/// `ascribe measures`.
@Suite struct MeasuresTests {
  private static let little =
    "--starts 3 --seeds 1 --updates 3 --episodes 16 --batches 3 --methods grpo,exact,exact(noise=2),shuffled"

  @Test func measuresAreRankedAndShownAgain() throws {
    try Workplace.use { place in
      let printed = try place.ascribe("measures single coupling \(Self.little)")
      expectSuccess(printed)
      #expect(
        printed.output.hasPrefix(
          "Which measure of credit predicts learning?\n2 scenarios, 4 arms, 3 starting policies"))
      #expect(printed.output.contains("\nbatch gradient "))
      #expect(printed.output.split(separator: "\n").count <= 40)
      let json = try place.ascribe("measures single coupling \(Self.little) --json --threads 3")
      expectSuccess(json)
      try place.write(json.output, to: "measures.json")
      #expect(try place.ascribe("show measures.json").output == printed.output)
      let markdown = try place.ascribe("show measures.json --markdown --details")
      expectSuccess(markdown)
      #expect(markdown.output.hasPrefix("# Which measure of credit predicts learning?\n"))
      #expect(markdown.output.contains("\n| measure | tau | behind the first | p | scenarios |\n"))
    }
  }

  @Test(arguments: [
    (
      "measures single --methods grpo,exact-gradient,exact",
      "--methods: exact-gradient has no credits that could be measured."
    ),
    ("measures single single", "Scenario \"single\" is named twice."),
    ("measures --memory history", "--memory is for scenarios that are named."),
    ("measures single --memory all", "--memory is \"all\"; accepted: last, last:K or history."),
    ("measures single --batches 1", "--batches is 1; accepted: a whole number in 2...1000000."),
    (
      "measures single --methods grpo,exact",
      "--methods is 2; accepted: a whole number in 3...10000, so that there is an order to predict."
    ),
    ("measures single --updates 0", "--updates is 0; accepted: a whole number in 1...10000."),
    ("measures single --starts 0", "--starts is 0; accepted: a whole number in 1...10000."),
  ])
  func badInputIsRefused(line: String, sentence: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe(line)
      #expect(call.code == 2)
      #expect(call.output.isEmpty)
      #expect(call.complaints == "ascribe: error: \(sentence)\n")
    }
  }
}
