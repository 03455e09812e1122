import CreditMethods
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

@Suite struct CreditTrustTests {
  private func trust(_ method: String, _ lines: [String]) throws -> TraceResult.Trust {
    let request = try MethodRequest(method)
    let batch = try trace(lines)
    let context = AttributionContext(isPart: true)
    let attribution = try request.attribute(batch, in: context)
    var trust = CreditTrust(in: [request])
    trust.add(batch, attributions: [attribution], in: context)
    var collector = TraceCollector(on: [request])
    try collector.add(batch, attributions: [attribution], in: context)
    return trust.summed(collector, seed: 0, threads: 1)[0]
  }

  /// The mean of the others is what a return is compared with: without one of three other episodes of returns 0, 0 and 1, the
  /// leave-one-out credit of a return of 1 is 1, 1/2 or 1/2, and its jackknife error by hand.
  @Test func errorsByHand() throws {
    let found = try trust(
      "rloo",
      ["success", "failure", "failure", "success"].enumerated().map {
        traceLine("e\($0)", $1, [("X", ["p"])])
      })
    // A success: 1 - 1/3 = 2/3; without another episode 1 - 1/2, 1 - 1/2, 1. Deviations from their mean 2/3: -1/6, -1/6, 1/3;
    // squares 1/6; times 2/3: the error is 1/3, so that |2/3| > 1.96/3: certain. A failure is its mirror.
    #expect(found.judged == 4 && found.signed == 4 && found.turning == 0)
    #expect(found.certain == [4, 4, 4])
    #expect(found.withoutEvidence == 0 && found.obstacle == nil && found.decisions == 4)
  }

  /// One success among three failures: without it, the failures are told from nothing.
  @Test func signsThatHangOnOneEpisode() throws {
    let found = try trust(
      "grpo",
      ["success", "failure", "failure", "failure"].enumerated().map {
        traceLine("e\($0)", $1, [("X", ["p"])])
      })
    #expect(found.signed == 4 && found.turning == 3)
    // The success stays above the others whoever is left out.
    #expect(found.certain[0] == 1)
  }

  /// Flat groups and small tasks.
  @Test func whatNothingCanBeSaidOf() throws {
    let flat = try trust("grpo", (0..<4).map { traceLine("e\($0)", "failure", [("X", ["p"])]) })
    #expect(flat.withoutEvidence == 4 && flat.judged == 4 && flat.signed == 0 && flat.certain == [0, 0, 0])
    let small = try trust(
      "grpo", (0..<3).map { traceLine("e\($0)", $0 == 0 ? "success" : "failure", [("X", ["p"])]) })
    #expect(small.judged == 0 && small.decisions == 3)
    let spanning = try trust(
      "a3", (0..<4).map { traceLine("e\($0)", $0 == 0 ? "success" : "failure", [("X", ["p"])]) })
    #expect(spanning.obstacle == "it fits all tasks at once")
  }

  /// Signs that are called certain are those of the credit that the decision has on average over who else is sampled: of the
  /// certain ones of 400 samples at most 5% are not, in groups of 8.
  @Test(arguments: ["grpo(norm=mean)", "rloo"])
  func certainSignsAreRight(method: String) throws {
    let request = try MethodRequest(method)
    var certain = 0
    var wrong = 0
    for seed in 0..<400 {
      var random = SplitMix64(seed: UInt64(seed))
      // Success has a probability of 0.55: a success deserves more than 0, a failure less.
      let wins = random.numbers(8, in: 0..<1).map { $0 < 0.55 }
      let batch = try trace(
        wins.enumerated().map { traceLine("e\($0)", $1 ? "success" : "failure", [("X", ["p"])]) })
      let context = AttributionContext(isPart: true)
      let attribution = try request.attribute(batch, in: context)
      var trust = CreditTrust(in: [request])
      trust.add(batch, attributions: [attribution], in: context)
      certain += trust.methods[0].certain[0]
      wrong += zip(wins, attribution.credits).count { $0 ? $1 < 0 : $1 > 0 }
    }
    #expect(wrong == 0 && certain > 400)
  }

  /// Means of agents over all their decisions, with the jackknife over tasks.
  @Test func meansOfAgents() throws {
    let lines = (0..<20).flatMap { task in
      (0..<4).map { episode in
        traceLine(
          task: "t\(task)", "\(task)-\(episode)", (task + episode) % 3 == 0 ? "success" : "failure",
          [("X", ["p", "q"])] + (episode == 0 ? [("Y", ["p"])] : []))
      }
    }
    let request = try MethodRequest("rloo")
    let batch = try trace(lines)
    let credits = try request.attribute(batch, in: AttributionContext()).credits
    let found = try trust("rloo", lines)
    let own = (0..<batch.decisionCount).filter { batch.symbols.agents[batch.decisions.agent[$0]] == "p" }
    let tasks = batch.repeatedPerDecision(batch.repeatedPerTurn(batch.episodes.task))
    let mean = own.reduce(0) { $0 + credits[$1] } / Double(own.count)
    let without = (0..<UInt32(20)).map { task in
      let rest = own.filter { tasks[$0] != task }
      return rest.reduce(0) { $0 + credits[$1] } / Double(rest.count)
    }
    let center = without.reduce(0, +) / 20
    let error = (without.reduce(0) { $0 + ($1 - center) * ($1 - center) } * 19 / 20).squareRoot()
    #expect(found.agents.map(\.agent.name) == ["p", "q"] && found.agents[0].decisions == 100)
    let interval = try #require(found.agents[0].mean.interval.optional)
    #expect(abs(try #require(found.agents[0].mean.mean.optional) - mean) <= 1e-14)
    // Student's t with 19 degrees of freedom at 97.5%.
    #expect(abs(interval.upper - mean - 2.093024054408263 * error) <= 1e-10)
  }

  /// The same for batches of tasks as for the whole trace.
  @Test func batchesDoNotShow() throws {
    let lines = (0..<6).map { task in
      (0..<5).map { episode in
        traceLine(
          task: "t\(task)", "\(task)-\(episode)", (task * episode) % 3 == 1 ? "success" : "failure",
          [("X", ["p"]), (episode % 2 == 0 ? "Y" : "Z", ["q"]), ("W", ["p"]), ("V", ["p"])])
      }
    }
    let request = try MethodRequest("gigpo")
    func summed(_ batches: [[String]]) throws -> TraceResult.Trust {
      var trust = CreditTrust(in: [request])
      var collector = TraceCollector(on: [request])
      for lines in batches {
        let batch = try trace(lines)
        let context = AttributionContext(isPart: true)
        let attributions = [try request.attribute(batch, in: context)]
        trust.add(batch, attributions: attributions, in: context)
        try collector.add(batch, attributions: attributions, in: context)
      }
      return trust.summed(collector, seed: 0, threads: 2)[0]
    }
    let whole = try summed([lines.flatMap(\.self)])
    let parts = try summed(lines)
    #expect(whole.certain == parts.certain && whole.turning == parts.turning && whole.judged == parts.judged)
    #expect(
      whole.markov.pValue == parts.markov.pValue && whole.markov.rows == parts.markov.rows
        && whole.markov.rows > 0)
    #expect(whole.agents.map(\.mean.mean) == parts.agents.map(\.mean.mean))
  }
}
