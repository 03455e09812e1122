import Foundation
import Testing
import Trajectories

/// `ascribe run`.
@Suite struct RunTests {
  private typealias Number = ResultJSON.Number

  private struct Record: Decodable {
    let schema, version: String
    let scenario: ResultJSON.Scenario<Parameters>
    let plan: ResultJSON.Plan
    let sampled: ResultJSON.Sampled
    let exact: Exact
    let successShare, meanReturn: ResultJSON.Estimate
    let quantities: [Quantity]
    let methods: [Method]
    let pairs: [Pair]
    let cells: [Cell]
    let example: Example
  }

  private struct Parameters: Decodable {
    let turns, fork: Int?
    let hidden: Bool?
  }

  private struct Exact: Decodable {
    let value, successProbability: Double
    let units: [Unit]
  }

  private struct Unit: Decodable {
    let agent: String
    let turn: Int
    let probability, rootMeanSquare: Double
  }

  private struct Quantity: Decodable { let key, name, better: String }

  private struct Method: Decodable {
    let method: ResultJSON.Method
    let estimates: [String: ResultJSON.Estimate]
    let replays, extraTurns: Int
  }

  private struct Pair: Decodable {
    let first, second: String
    let difference, adjustedPValue: Number
  }

  private struct Cell: Decodable {
    let slice: ResultJSON.Slice
    let decisions: Int
    let exact: ResultJSON.Mean
    let methods: [ResultJSON.Mean]
  }

  private struct Example: Decodable {
    let name, status: String
    let decisions: [Decision]
  }

  private struct Decision: Decodable {
    let turn: Int
    let agent, action: String
    let exact: Double
    let credits: [Double]
  }

  @Test func theTextNamesWhatWasDoneAndFound() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "run single(turns=4,fork=1) --methods grpo,c3(alternatives=4) --episodes 16 --batches 3 --seed 5")
      expectSuccess(call)
      for line in [
        "single(turns=4,fork=1): one fork among routine turns, success by lottery",
        "8 states, 6 information states, horizon 4; policy default, memory last, seed 5",
        "3 batches of 16 episodes in groups of 8: 192 turns, 192 decisions",
      ] {
        #expect(call.output.contains("\(line)\n"), "\(line)")
      }
      #expect(
        call.output.contains(
          "\n> 36.0% of the return's variance is luck, 64.0% is what agents decide, 0.0% lies in the start. (return exact "
            + "0.5000, sampled 0."))
      #expect(call.output.contains("\n> Turn 1 decides most: 100.0% of the squared exact credit. ("))
      #expect(call.output.contains("\ngrpo "))
      #expect(call.output.contains("\nc3(alternatives=4) "))
      #expect(!call.output.contains("Mean credit by agent and turn"))
    }
  }

  /// What a screen cannot hold is there on request, and the folder of the run remembers what was asked for.
  @Test func detailsAndCellsAreShownOnRequest() throws {
    try Workplace.use { place in
      let line = "run relay --episodes 8 --batches 2 --fit-episodes 32"
      let short = try place.ascribe(line)
      expectSuccess(short)
      #expect(short.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
      let parts: [(option: String, titles: [String])] = [
        (
          "--details",
          [
            "Further numbers; ", "What each credit compares, ", "Differences of the batch gradient ",
            "Episode b0-e",
            "Fits of critics\n", "Mean exact credit by agent and turn, in episodes that succeed\n",
          ]
        ), ("--cells", ["Mean credit by agent and turn ± standard error "]),
      ]
      for (option, titles) in parts {
        let long = try place.ascribe("\(line) \(option)")
        expectSuccess(long)
        for title in titles {
          #expect(long.output.contains("\n\(title)"), "\(title)")
          #expect(!short.output.contains("\n\(title)"), "\(title)")
        }
        #expect(long.output.contains("--details also shows") == (option == "--cells"))
      }
    }
  }

  @Test func theRecordHoldsEverything() throws {
    let record = try Workplace.use { place in
      let call = try place.ascribe(
        "run single(turns=4,fork=1) --methods grpo,pinto,c3(alternatives=4) --episodes 16 --group-size 4 --batches 3 "
          + "--fit-episodes 32 --seed 5 --json")
      expectSuccess(call)
      return try decode(Record.self, from: call.output)
    }
    #expect(record.schema == "ascribe.run/2")
    #expect(record.version == AscribeVersion.current)
    #expect(
      [record.scenario.names.label, record.scenario.names.policy, record.scenario.memory] == [
        "single(turns=4,fork=1)", "default", "last",
      ])
    #expect(record.scenario.names.parameters.turns == 4)
    #expect(record.scenario.names.parameters.fork == 1)
    #expect(record.scenario.names.parameters.hidden == false)
    #expect(record.plan.seed == 5)
    #expect(record.plan.batches == 3)
    #expect(record.plan.episodesPerBatch == 16)
    #expect(record.plan.groupSize == 4)
    #expect(record.plan.fitEpisodes == 32)
    #expect(record.plan.confidence == 0.95)
    #expect(record.sampled == ResultJSON.Sampled(batches: 3, episodes: 48, turns: 192, decisions: 192))
    // The fork is right or wrong with probability 1/2, and success has the probability 0.9 or 0.1.
    expectEqual(record.exact.value, 0.5, within: 1e-15)
    #expect(record.exact.units.map(\.turn) == [0, 1, 2, 3])
    for unit in record.exact.units {
      expectEqual(unit.rootMeanSquare, unit.turn == 1 ? 0.4 : 0, within: 1e-15)
    }
    #expect(record.methods.map(\.method.label) == ["grpo", "pinto", "c3(alternatives=4)"])
    #expect(record.methods.map(\.method.id) == ["grpo", "pinto", "c3"])
    // 3 of 4 candidates are replayed for each decision; a critic is fitted to 32 episodes a batch.
    #expect(record.methods.map(\.replays) == [0, 0, 192 * 3])
    #expect(record.methods[1].extraTurns == 3 * 32 * 4)
    for method in record.methods {
      #expect(method.estimates.keys.sorted() == record.quantities.map(\.key).sorted())
      for quantity in [
        "spearman", "pearson", "signAgreement", "relativeError", "pivotalTurnRecall", "decisionVariance",
      ] {
        let estimate = try #require(method.estimates[quantity])
        let mean = try #require(estimate.mean.value)
        #expect(estimate.batches == 3)
        guard let lower = estimate.lower.value, let upper = estimate.upper.value else {
          // What is the same in every batch, and what intervals over so few batches would not cover.
          let needsMore = ["signAgreement", "decisionVariance", "relativeError"].contains(quantity)
          let reason = Number.undefined(needsMore ? "tooFew" : "noVariance")
          #expect([estimate.lower, estimate.upper] == [reason, reason])
          continue
        }
        #expect(lower < mean && mean < upper || upper == 1 && mean == 1)
      }
    }
    #expect(
      record.pairs.map { [$0.first, $0.second] } == [
        ["grpo", "pinto"], ["grpo", "c3(alternatives=4)"], ["pinto", "c3(alternatives=4)"],
      ])
    #expect(record.pairs.allSatisfy { $0.adjustedPValue.value != nil })
    #expect(record.cells.map(\.decisions) == [48, 48, 48, 48])
    #expect(record.cells.allSatisfy { $0.methods.count == 3 })
    #expect(record.example.decisions.map(\.turn) == [0, 1, 2, 3])
  }

  @Test func oneBatchHasNoIntervals() throws {
    try Workplace.use { place in
      let line = "run and --methods grpo,c3 --episodes 16 --batches 1"
      let note =
        "ascribe: note: one batch only, so there are no intervals and no tests: they need two or more.\n"
      let text = try place.ascribe(line + " --cells")
      #expect(text.code == 0)
      #expect(text.complaints == note)
      #expect(text.output.contains("\n1 batch of 16 episodes in groups of 8: 16 turns, 32 decisions\n"))
      #expect(!text.output.contains("["))
      let json = try place.ascribe(line + " --json")
      #expect(json.code == 0)
      #expect(json.complaints == note)
      let record = try decode(Record.self, from: json.output)
      let tooFew = Number.undefined("tooFew")
      for estimate in record.methods.compactMap({ $0.estimates["spearman"] }) + [
        record.successShare, record.meanReturn,
      ] {
        #expect(estimate.mean.value != nil)
        #expect([estimate.lower, estimate.upper] == [tooFew, tooFew])
      }
      for pair in record.pairs {
        #expect(pair.difference.value != nil)
        #expect(pair.adjustedPValue == tooFew)
      }
      for cell in record.cells {
        #expect(cell.exact.mean.value != nil)
        #expect([cell.exact.standardError, cell.exact.lower, cell.exact.upper] == [tooFew, tooFew, tooFew])
      }
    }
  }

  /// Without a credit that matters nothing can be correlated: the reason stands where the number would.
  @Test func whatIsUndefinedSaysWhy() throws {
    try Workplace.use { place in
      let line = "run luck --methods grpo,gigpo --episodes 16 --batches 2"
      let text = try place.ascribe(line + " --details")
      expectSuccess(text)
      let rows = text.output.split(separator: "\n").filter { $0.hasPrefix("grpo ") }
      #expect(rows.contains { $0.contains("undefined (1)") })
      #expect(text.output.contains("\nundefined (1): all values are zero\n"))
      #expect(
        text.output.contains(
          ": all values are equal, so there is no variation to compare with\n"))
      let json = try place.ascribe(line + " --json")
      expectSuccess(json)
      let record = try decode(Record.self, from: json.output)
      for method in record.methods {
        let spearman = try #require(method.estimates["spearman"])
        #expect(spearman.mean == .undefined("noVariance"))
        #expect(spearman.batches == 0)
        #expect(spearman.lower.value == nil)
      }
    }
  }
}
