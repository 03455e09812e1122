import Foundation
import Testing

/// `ascribe frontier`.
@Suite struct FrontierTests {
  private static let line =
    "frontier single --methods grpo,c3(alternatives=2|3),exact --budgets 300,1000 --batches 6 --seed 3"

  private struct Record: Decodable {
    struct Plan: Decodable {
      let budgets: [Int]
      let prices: [Double]
      let batches: Int
    }
    struct Arm: Decodable {
      let label: String
      let isControl: Bool
    }
    struct Setting: Decodable {
      struct Point: Decodable {
        let arm, budget, episodes: Int
        let price, spent: Double
        let alignment, cosine, improvement: ResultJSON.Estimate
      }
      let value: String?
      let exactImprovement: Double
      let points: [Point]
    }
    let schema: String
    let plan: Plan
    let parameter: String?
    let arms: [Arm]
    let settings: [Setting]
  }

  @Test func jsonHoldsEveryArmAtEveryBudget() throws {
    try Workplace.use { place in
      let call = try place.ascribe(Self.line + " --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      #expect(record.schema == "ascribe.frontier/1")
      #expect(record.plan.budgets == [300, 1000] && record.plan.prices == [0, 0.1, 1])
      #expect(record.arms.map(\.label) == ["grpo", "c3(alternatives=2)", "c3(alternatives=3)", "exact"])
      #expect(record.arms.map(\.isControl) == [false, false, false, true])
      let points = record.settings[0].points
      // A group of c3(alternatives=3) costs 8 · (6 + 2 · 21) = 384 turns.
      #expect(points.count == 3 * 7)
      #expect(points.filter { $0.arm == 2 }.allSatisfy { $0.budget == 1000 })
      #expect(points.allSatisfy { $0.alignment.batches == 6 && $0.spent <= Double($0.budget) })
      // One step along the exact gradient gains the most.
      for point in points {
        let gain = try #require(point.improvement.mean.value)
        #expect(gain <= record.settings[0].exactImprovement + 1e-12)
      }
    }
  }

  /// Text, JSON and table depend on the seed alone.
  @Test func bytesDependOnTheSeedAlone() throws {
    try Workplace.use { place in
      var first: [String] = []
      for (seed, threads) in [(3, 1), (3, 2), (3, 5), (4, 1)] {
        let line =
          "frontier coupling --methods grpo,c3(alternatives=2),asymmetric --budgets 100..1000 --batches 5 --seed \(seed) "
          + "--threads \(threads) --csv table.csv"
        let text = try place.ascribe(line)
        expectSuccess(text)
        let json = try place.ascribe(line + " --json").output
        let table = try String(contentsOf: place.folder.appending(path: "table.csv"), encoding: .utf8)
        if first.isEmpty { first = [text.output, json, table] }
        #expect(([text.output, json, table] == first) == (seed == 3))
      }
    }
  }

  /// The finding stands first, and the report fits a screen.
  @Test func theReport() throws {
    try Workplace.use { place in
      let short = try place.ascribe(Self.line)
      expectSuccess(short)
      let lines = short.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 40)
      #expect(lines.first { $0.hasPrefix("> ") }?.hasPrefix("> Best for the turns") == true)
      #expect(short.output.contains("\nAlignment of a batch's gradient with the exact one"))
      let long = try place.ascribe(Self.line + " --details")
      #expect(long.output.contains("\nAll arms at all budgets") && !short.output.contains("All arms at all"))
      try place.write(try place.ascribe(Self.line + " --json").output, to: "short.json")
      #expect(try place.ascribe("show short.json").output == short.output)
      #expect(try place.ascribe("show short.json --details").output == long.output)
    }
  }

  @Test func theTableHasALineAnArmBudgetPriceAndQuantity() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe(Self.line + " --csv t.csv"))
      let lines = try String(contentsOf: place.folder.appending(path: "t.csv"), encoding: .utf8)
        .split(separator: "\n")
      #expect(
        lines[0]
          == "scenario,setting,arm,restore_price,budget,episodes,fit_episodes,spent,efficient,quantity,value,lower,upper,batches,undefined"
      )
      #expect(lines.count == 1 + 3 * 21)
      #expect(lines[1].hasPrefix("single,,grpo,0.0,300,48,0,288.0,true,alignment,0."))
    }
  }

  /// The number of turns is called horizon, whatever the scenario calls it.
  @Test func aSweepIsAFrontierOfEachValue() throws {
    try Workplace.use { place in
      let line =
        "frontier single(fork=0) --sweep horizon=1,2,5 --methods grpo,c3(alternatives=2) --budgets 300,1000 --batches 5"
      let record = try decode(Record.self, from: try place.ascribe(line + " --json").output)
      #expect(record.parameter == "horizon")
      #expect(record.settings.map(\.value) == ["1", "2", "5"])
      // One turn an episode: 296 episodes; two turns: 148 less 4, which are no whole group.
      #expect(record.settings[0].points[0].episodes == 296)
      #expect(record.settings[1].points[0].episodes == 144)
      let text = try place.ascribe(line)
      expectSuccess(text)
      #expect(text.output.contains("\n> Best for 1,000 turns"))
      let alone = try decode(
        Record.self,
        from: try place.ascribe(
          "frontier single(fork=0,turns=5) --methods grpo,c3(alternatives=2) --budgets 300,1000 --batches 5 --json"
        ).output)
      #expect(
        alone.settings[0].points.map(\.alignment.mean) == record.settings[2].points.map(\.alignment.mean))
    }
  }

  /// Without a gradient there is nothing to be best at.
  @Test func aScenarioWithoutAnyGradient() throws {
    try Workplace.use { place in
      let call = try place.ascribe("frontier luck --methods grpo,exact --budgets 300 --batches 3")
      expectSuccess(call)
      #expect(call.output.contains("\n> The exact gradient is 0: no credit can point anywhere.\n"))
    }
  }

  @Test(arguments: [
    (
      "single --budgets 40,1000",
      "--budgets has 40; accepted: at least 48 turns, which one group of episodes costs grpo, the cheapest arm on single."
    ),
    (
      "single --budgets 1000,300",
      "--budgets has 300 after 1000; accepted: ascending numbers, each once."
    ),
    (
      "single --budgets 1000,3x",
      "--budgets has \"3x\"; accepted: numbers parted by commas, such as 1000 or 1e3."
    ),
    ("single --budgets 10.5", "--budgets has 10.5; accepted: whole numbers."),
    (
      "single --budgets 1e4..1e3",
      "--budgets is \"1e4..1e3\"; accepted: A..B with 1 <= A < B, such as 1e3..1e6."
    ),
    ("single --batches 1", "--batches is 1; accepted: a whole number in 2...1000000, which intervals need."),
    ("single --step 0", "--step is 0.0; accepted: a number in 1e-09...100."),
    (
      "single --restore-prices 1,0",
      "--restore-prices has 0.0 after 1.0; accepted: ascending numbers, each once."
    ),
    ("single --fit-episodes 5,2", "--fit-episodes has 2 after 5; accepted: ascending numbers, each once."),
    (
      "single --sweep lock=1,2",
      "--sweep: scenario \"single\" has no parameter \"lock\"; it has: turns, fork, rightProbability, decoyActions, high, low, "
        + "hidden. Did you mean \"fork\"?"
    ),
    ("single --sweep fork", "--sweep is \"fork\"; accepted: NAME=V1,V2,..., such as horizon=1,2,5,10."),
    ("single --sweep fork=1,1", "--sweep has fork=1 twice."),
    ("single --sweep fork=1,,2", "--sweep: value 2 of fork is empty."),
    (
      "relay --memory history --state-limit 1000",
      "Scenario \"relay\" has more than 1000 states under --memory history. Shorten its horizon, use a shorter memory, or raise "
        + "--state-limit."
    ),
  ])
  func whatIsNotAccepted(arguments: String, message: String) throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["frontier"] + arguments.split(separator: " ").map(String.init) + ["--methods", "grpo,c3"],
        in: place, message)
    }
  }
}
