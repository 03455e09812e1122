import CreditMethods
import Ground
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

@Suite struct StateKeyStudyTests {
  private static let stream = PhiloxStream(seed: 3, resample: .permutation)

  private func check(_ rows: [MarkovCheck.Row], resamples: Int = 999) -> MarkovCheck {
    MarkovCheck(rows, resamples: resamples, stream: Self.stream, threads: 1)
  }

  private func rows(_ text: String) -> [MarkovCheck.Row] {
    text.split(separator: " ").map { word in
      let digits = word.compactMap { $0.wholeNumberValue.map(UInt32.init) }
      return MarkovCheck.Row(kind: digits[0], before: digits[1], after: digits[2])
    }
  }

  /// Two orders of six put the successors as the turns before have them: p is 1/3, up to the random orders (4.9 standard
  /// errors, 1e-6). The turn before tells all: one bit, less what orders tell by chance, by hand.
  @Test func smallTablesByHand() throws {
    let found = check(rows("000 000 011 011"))
    let pValue = try #require(found.pValue.optional)
    let error: Double = (2.0 / 9.0 / 999.0).squareRoot()
    #expect(abs(pValue - 1.0 / 3.0) <= 4.9 * error + 0.001)
    #expect(found.rows == 4)
    // One third of the orders tells a whole bit a row, the others nothing.
    let excess = try #require(found.excess.optional)
    #expect(abs(excess - 2.0 / 3.0) <= 4.9 * error)
  }

  /// What is always followed by the same is told by nothing: p is 1.
  @Test func oneSuccessorIsNoDependence() {
    let found = check(rows("000 010 020"))
    #expect(found.rows == 3 && found.pValue == .value(1) && found.excess == .value(0))
  }

  /// Classes that can show nothing are left out: one way to get there, or two rows alone.
  @Test(arguments: ["000 001 000", "000 011"])
  func nothingToSee(text: String) {
    let found = check(rows(text))
    #expect(found.rows == 0 && found.pValue.optional == nil && found.excess.optional == nil)
  }

  /// Chains of two states whose next state depends on the state, and for order 2 also on the one before.
  private func chain(order: Int, seed: UInt64, episodes: Int = 30, turns: Int = 12) throws -> TrajectoryBatch
  {
    var random = SplitMix64(seed: seed)
    return try trace(
      (0..<episodes).map { episode in
        var (before, state) = (0, 0)
        let visited = (0..<turns).map { _ in
          let now = state
          let base = order == 2 && before == 1 ? 0.85 : 0.3
          let chance = state == 0 ? base : 1 - base
          state = random.numbers(1, in: 0..<1)[0] < chance ? 1 : 0
          before = now
          return (state: "\(now)", agents: ["a"])
        }
        return traceLine("e\(episode)", state == 1 ? "success" : "failure", visited)
      })
  }

  private func next(_ batch: TrajectoryBatch) throws -> Double {
    let states = AttributionContext().states(of: batch, by: .state)
    return try #require(check(MarkovCheck.transitions(of: batch, states), resamples: 99).pValue.optional)
  }

  /// Of 200 traces of Markov chains no more are rejected at 5% than 27, which has a probability below 1e-6 if each is with
  /// probability 0.05; chains of order 2 are all found.
  @Test func markovChainsPass() throws {
    let falseAlarms = try (0..<200).count { try next(chain(order: 1, seed: UInt64($0))) <= 0.05 }
    #expect(falseAlarms <= 27)
    #expect(falseAlarms > 0)
    for seed in 0..<10 { #expect(try next(chain(order: 2, seed: UInt64(1000 + seed))) <= 0.05) }
  }

  /// Returns that depend on what came before the state are found, and returns that do not are not, too often: at most 27
  /// of 200 (1e-6).
  @Test func hiddenCausesOfTheReturnAreFound() throws {
    func outcome(_ isHidden: Bool, _ seed: UInt64) throws -> Double {
      var random = SplitMix64(seed: seed)
      let batch = try trace(
        (0..<40).map { episode in
          let first = random.numbers(2, in: 0..<1)
          let isLeft = first[0] < 0.5
          let wins = isHidden ? isLeft == (first[1] < 0.8) : first[1] < 0.5
          return traceLine(
            "e\(episode)", wins ? "success" : "failure",
            [(isLeft ? "L" : "R", ["a"]), ("M", ["a"]), ("N", ["a"])])
        })
      let states = AttributionContext().states(of: batch, by: .state)
      let returns = batch.episodes.score
      return try #require(
        check(MarkovCheck.outcomes(of: batch, states, returns: returns), resamples: 99).pValue.optional)
    }
    #expect(try (0..<200).count { try outcome(false, UInt64($0)) <= 0.05 } <= 27)
    #expect(try (0..<10).allSatisfy { try outcome(true, UInt64(500 + $0)) <= 0.05 })
  }

  /// Two successes and two failures of one task: X is met by all, F by the failures, whose chance is 1/6.
  @Test func statesOfFailuresByHand() throws {
    let batch = try trace([
      traceLine("a", "success", [("X", ["p"]), ("G", ["p"])]), traceLine("b", "success", [("X", ["p"])]),
      traceLine("c", "failure", [("X", ["p"]), ("F", ["p"]), ("F", ["p"])]),
      traceLine("d", "failure", [("X", ["p"]), ("F", ["p"])]),
    ])
    let found = FailureOnlyStates(of: batch, AttributionContext().states(of: batch, by: .state))
    #expect(found.sharedTurns == 7 && found.turns == 3)
    #expect(abs(found.expectedTurns - 3.0 / 6) <= 1e-15)
  }

  /// What the study says of a key that hides the first turn, of one that keeps all, and of the recorded one.
  @Test func keysAreJudged() throws {
    var random = SplitMix64(seed: 1)
    let lines = (0..<60).map { episode in
      let draws = random.numbers(3, in: 0..<1)
      let isLeft = draws[0] < 0.5
      let wins = isLeft == (draws[1] < 0.9)
      let turns = [
        (state: "\(isLeft)|\(episode)", agents: ["a"]), (state: "M|\(isLeft)|\(episode)", agents: ["a"]),
      ]
      return traceLine("e\(episode)", wins ? "success" : "failure", turns)
    }
    let batch = try trace(lines)
    var study = StateKeyStudy(
      try ["state", "state|until(|)", "state|numbers"].map { try StateKeyRule($0) },
      method: try MethodRequest("graphgpo"))
    study.resamples = 199
    let result = try study.run(batch)
    #expect(result.keys.map(\.verdict) == [.tooFine, .tooCoarse, .untested])
    #expect(result.keys.map(\.states) == [120, 3, 4])
    #expect(result.keys.map(\.sharedTurns) == [0, 120, 120])
    #expect(result.keys.map(\.informedGroups) == [0, 1, 1])
    #expect(result.keys[0].withoutPeers == result.keys[0].zeros && result.keys[0].credits == 120)
    #expect(result.pairs.count == 3 && result.flaw == nil)
    // The same on two threads.
    study.threads = 2
    #expect(try study.run(batch) == result)
  }
}

@Suite struct ReturnPredictionTests {
  /// Two episodes of one return, one of another, in states by hand: see the comments.
  @Test func skillByHand() throws {
    // All meet in X; a and b also in Y; c alone in Z.
    let batch = try trace([
      traceLine("a", "success", [("X", ["p"]), ("Y", ["p"])]),
      traceLine("b", "success", [("X", ["p"]), ("Y", ["p"])]),
      traceLine("c", "failure", [("X", ["p"]), ("Z", ["p"])]),
    ])
    let states = AttributionContext().states(of: batch, by: .state)
    let found = ReturnPrediction(of: batch, states, returns: batch.episodes.score, confidence: 0.95)
    // For a (and b alike): others' mean 1/2. In X the others give (1 + 0 + 1/2) / 3 = 1/2, in Y (1 + 1/2) / 2 = 3/4.
    let ofA = (0.25 + 0.0625) / 2
    // For c: others' mean 1; in X (1 + 1 + 1) / 3 = 1, in Z the mean.
    let error = 2 * ofA + 1
    let task = 2 * 0.25 + 1
    #expect(abs(try #require(found.skill.optional) - (1 - error / task)) <= 1e-14)
    #expect(found.tasks == 1 && found.interval.reason == .tooFew(found: 1, needed: 10))
  }

  /// Where all episodes of a task are in one state, nothing is told, and rounding is not taken for something.
  @Test func aStateThatAllAreInTellsNothing() throws {
    let turns = [("X", ["p"]), ("X", ["p"]), ("X", ["p"])]
    let batch = try trace((0..<7).map { traceLine("e\($0)", "failure", Array(turns.prefix($0 % 3 + 1))) })
    let states = AttributionContext().states(of: batch, by: .state)
    let returns = [0.1, 0.7, 0.3, 0.2, 1.0 / 3, 0.9, 0.6]
    let found = ReturnPrediction(of: batch, states, returns: returns, confidence: 0.95)
    #expect(found.skill.optional == 0)
  }

  /// Episodes of one return leave nothing to be told.
  @Test func flatTasksAreLeftOut() throws {
    let batch = try trace(["a", "b"].map { traceLine($0, "success", [("X", ["p"])]) })
    let states = AttributionContext().states(of: batch, by: .state)
    let found = ReturnPrediction(of: batch, states, returns: [1, 1], confidence: 0.95)
    #expect(found.tasks == 0 && found.skill.optional == nil)
  }

  private func sample(_ seed: UInt64, tells: Double) throws -> ReturnPrediction {
    var random = SplitMix64(seed: seed)
    let lines = (0..<20).flatMap { task in
      (0..<6).map { episode in
        let draws = random.numbers(3, in: 0..<1)
        let state = draws[0] < 0.5 ? "L" : "R"
        let wins = draws[1] < tells ? state == "L" : draws[2] < 0.5
        return traceLine(
          task: "t\(task)", "\(task)-\(episode)", wins ? "success" : "failure", [(state, ["p"])])
      }
    }
    let batch = try trace(lines)
    let states = AttributionContext().states(of: batch, by: .state)
    return ReturnPrediction(of: batch, states, returns: batch.episodes.score, confidence: 0.95)
  }

  /// Intervals over 20 tasks hold the mean of 300 samples in at least 89% of them: with a coverage of 0.95, fewer have a
  /// probability below 1e-6.
  @Test(arguments: [0.0, 0.4, 0.8]) func intervalsCover(tells: Double) throws {
    let samples = try (0..<300).map { try sample(UInt64($0), tells: tells) }
    let mean = try samples.map { try #require($0.skill.optional) }.reduce(0, +) / 300
    let covered = try samples.count {
      let interval = try #require($0.interval.optional)
      return interval.lower <= mean && mean <= interval.upper
    }
    #expect(Double(covered) / 300 >= 0.887, "\(covered) of 300, mean \(mean)")
    #expect(tells == 0 ? mean <= 0 : mean > 0)
  }
}
