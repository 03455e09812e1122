import AscribeTesting
import Scenarios
import Simulation
import Testing

/// Numbers that an expectation does not accept are errors that name them, and stop no test process.
@Suite struct RefusedNumberTests {
  private func experiment(_ sampling: Sampling = Sampling(mostBatches: 2)) throws -> CreditExperiment {
    try CreditExperiment(try ScenarioCatalogue.entry(named: "or").scenario(), sampling: sampling)
  }

  private func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [0, -1, -Double.infinity, .nan]) func margins(margin: Double) throws {
    let (experiment, coma) = (try experiment(), try method("coma"))
    let expected = "margin is \(margin); accepted: a positive number."
    #expect(refusal { try expectAgreement(of: coma, in: experiment, atLeast: 0, margin: margin) } == expected)
    #expect(refusal { try expectBias(of: coma, in: experiment, within: -1...1, margin: margin) } == expected)
    #expect(refusal { try expectEquivalent(coma, coma, in: experiment, margin: margin) } == expected)
  }

  @Test(arguments: [
    (Sampling(episodes: 0), "episodes is 0; accepted: a whole number in 1...2147483647."),
    (Sampling(groupSize: 0), "groupSize is 0; accepted: a whole number in 1...2147483647."),
    (Sampling(episodes: 9), "episodes is 9; accepted: a multiple of groupSize, which is 8."),
    (Sampling(fitEpisodes: -1), "fitEpisodes is -1; accepted: a whole number in 0...2147483647."),
    (Sampling(mostBatches: 1), "mostBatches is 1; accepted: a whole number in 2...2147483647."),
    (Sampling(threads: 0), "threads is 0; accepted: a whole number in 1...2147483647."),
    (Sampling(falseAlarmRate: 0.5), "falseAlarmRate is 0.5; accepted: a number between 0 and 0.5."),
    (Sampling(falseAlarmRate: .nan), "falseAlarmRate is nan; accepted: a number between 0 and 0.5."),
  ])
  func samplings(sampling: Sampling, expected: String) throws {
    let (experiment, coma) = (try experiment(sampling), try method("coma"))
    #expect(refusal { try expectAgreement(of: coma, in: experiment, atLeast: 0) } == expected)
    #expect(refusal { try expectBias(of: coma, in: experiment, within: -1...1) } == expected)
    #expect(refusal { try expectEquivalent(coma, coma, in: experiment, margin: 1) } == expected)
    #expect(refusal { _ = try experiment.sample(0) } == expected)
  }

  @Test func indicesOfBatches() throws {
    let experiment = try experiment()
    #expect(
      refusal { _ = try experiment.sample(-1) } == "index is -1; accepted: a whole number in 0...4294967295.")
    #expect(refusal { _ = try experiment.sample(3) } == "accepted")
  }

  /// Expectations that do not throw such an error record it.
  @Test func countsOfEpisodesAndThreads() throws {
    let scenario = try ScenarioCatalogue.entry(named: "or").scenario()
    #expect(issues { expectConforms(scenario, episodes: 0) } == ["episodes is 0; accepted: at least 1."])
    let batch = try simulated().batch
    let coma = try method("rloo")
    for threads in [[], [1, 0]] {
      #expect(
        try issues { try expectDeterministic(coma, on: batch, threads: threads) } == [
          "threads is \(threads); accepted: at least one number, each at least 1."
        ])
    }
  }
}
