import Ground
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Ascribe

/// Agreement with the exact credit on batches small enough to rank by hand.
@Suite struct AgreementTests {
  /// Simulated episodes of a scenario with their exact credits.
  private struct Sample {
    let rollouts: Rollouts
    let solution: ExactSolution
    let exact: [Double]

    /// The first seed whose episodes satisfy a condition.
    init(
      _ name: String, _ settings: String = "", episodes: Int,
      where condition: (TrajectoryBatch) -> Bool = { _ in true }
    ) throws {
      let solution = try solved(name, settings)
      var rollouts: Rollouts?
      for seed in 0..<UInt64(1000) where rollouts == nil {
        let plan = Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed)
        let played = try Rollouts.simulate(plan, on: solution.mdp, policy: solution.policy)
        if condition(played.batch) { rollouts = played }
      }
      self.rollouts = try #require(rollouts)
      self.solution = solution
      exact = ExactCreditTable(solution).credits(of: self.rollouts)
    }

    var batch: TrajectoryBatch { rollouts.batch }

    func agreement(of credits: [Double]) throws -> Agreement {
      let scale = solution.cells.actionValue.reduce(0) { max($0, abs($1)) }
      return try AgreementReference(rollouts, exact: exact, scale: scale).agreement(of: credits)
    }
  }

  /// The actions of every turn of a batch, in order.
  private static func actions(_ batch: TrajectoryBatch) -> [[String]] {
    (0..<batch.turnCount).map { turn in
      batch.decisions(of: turn).map { batch.symbols.actions[batch.decisions.action[$0]] }
    }
  }

  private func expect(
    _ found: Measured<Double>, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      found.optional.map { abs($0 - expected) < 1e-12 } == true, "\(found), expected \(expected)",
      sourceLocation: sourceLocation)
  }

  /// Each joint action of `or` once. The exact credits are 0 four times, .5 twice (who did alone) and -.5 twice; the
  /// outcome is 1 six times and 0 where both skip.
  ///
  /// Pearson: covariance sum .5 + .5 = 1, squares 1.5 and 1. Spearman: ranks 4.5, 7.5, 1.5 against 5.5 and 1.5, so
  /// 24 / sqrt(24 · 36). Best scale 1/6, which leaves 5/6 of the squares.
  @Test func theOutcomeAgainstTheExactCredit() throws {
    let sample = try Sample("or", episodes: 4) { Set(Self.actions($0)).count == 4 }
    let outcome = (0..<4).flatMap { episode -> [Double] in
      let score = sample.batch.episodes.score[episode]
      return [score, score]
    }
    let agreement = try sample.agreement(of: outcome)
    expect(agreement.spearman, 24 / 864.0.squareRoot())
    expect(agreement.pearson, 1 / 1.5.squareRoot())
    expect(agreement.signAgreement, 0.5)
    expect(agreement.relativeError, (5.0 / 6).squareRoot())
    expect(agreement.pivotalTurnRecall, 1)
    #expect(agreement.decisionVariance == .undefined(.noUnits))
  }

  @Test(arguments: ["or", "coupling", "chain", "dec-tiger"])
  func theExactCreditAgreesWithItself(name: String) throws {
    let sample = try Sample(name, episodes: 40)
    for scale in [1, 1e-6, 1e9] {
      let agreement = try sample.agreement(of: sample.exact.map { $0 * scale })
      expect(agreement.spearman, 1)
      expect(agreement.pearson, 1)
      expect(agreement.signAgreement, 1)
      #expect(try #require(agreement.relativeError.optional) < 1e-9)
      expect(agreement.pivotalTurnRecall, 1)
      expect(agreement.decisionVariance, 0)
    }
    let opposite = try sample.agreement(of: sample.exact.map { -2 * $0 })
    expect(opposite.spearman, -1)
    expect(opposite.pearson, -1)
    expect(opposite.signAgreement, 0)
    #expect(try #require(opposite.relativeError.optional) < 1e-9)
  }

  /// A constant says nothing: nothing to correlate, half of the signs, and no scale that helps, for .5 and -.5 cancel.
  @Test func constantCreditsHaveNoCorrelation() throws {
    let sample = try Sample("or", episodes: 4) { Set(Self.actions($0)).count == 4 }
    // As close to constant as sums of tenths come.
    for constant in [[Double](repeating: 3, count: 8), [0.3, 0.1 + 0.2, 0.3, 0.3, 0.3, 0.1 + 0.2, 0.3, 0.3]] {
      let agreement = try sample.agreement(of: constant)
      #expect(agreement.spearman == .undefined(.noVariance))
      #expect(agreement.pearson == .undefined(.noVariance))
      expect(agreement.signAgreement, 0.5)
      expect(agreement.relativeError, 1)
    }
    let none = try sample.agreement(of: [Double](repeating: 0, count: 8))
    expect(none.signAgreement, 0)
    expect(none.relativeError, 1)
  }

  /// `coupling`: the message matters more than a right answer to a good message (.35 against .1) and than a wrong one to
  /// a bad one (.35 against .2); otherwise the answer does (.9, .8).
  @Test func thePivotalTurnByHand() throws {
    let sample = try Sample("coupling", episodes: 50)
    let actions = Self.actions(sample.batch)
    let pivots = (0..<50).map { episode -> Int in
      let pair = [actions[2 * episode][0], actions[2 * episode + 1][0]]
      return pair == ["good", "right"] || pair == ["bad", "wrong"] ? 0 : 1
    }
    let share = Double(pivots.count { $0 == 0 }) / 50
    #expect(share > 0 && share < 1)
    let recall = { (credits: [Double]) in
      try sample.agreement(of: (0..<50).flatMap { _ in credits }).pivotalTurnRecall
    }
    expect(try recall([1, 0]), share)
    expect(try recall([0, -1]), 1 - share)
    // Two turns of the same size share the choice, also where they are 0.
    expect(try recall([1, -1]), 0.5)
    expect(try recall([0, 0]), 0.5)
  }

  /// Two equal decisions and two others: 1, 3 and 5, 7. Within 4 / (4 - 2) = 2, in all 20 / 3.
  @Test func noiseIsVarianceBetweenIdenticalDecisions() throws {
    let sample = try Sample("or", "agents=1", episodes: 4) { batch in
      Self.actions(batch).count { $0 == ["do"] } == 2
    }
    var next = ["do": 1.0, "skip": 5]
    let credits = Self.actions(sample.batch).map { actions in
      defer { next[actions[0], default: 0] += 2 }
      return next[actions[0], default: 0]
    }
    expect(try sample.agreement(of: credits).decisionVariance, 0.3)
  }

  /// What is met once cannot tell noise: three equal decisions alone are all noise.
  @Test func decisionsMetOnceAreLeftOut() throws {
    let sample = try Sample("or", "agents=1", episodes: 4) { batch in
      Self.actions(batch).count { $0 == ["do"] } == 3
    }
    var next = 0.0
    let credits = Self.actions(sample.batch).map { actions in
      if actions == ["skip"] { return 100.0 }
      next += 1
      return next
    }
    expect(try sample.agreement(of: credits).decisionVariance, 1)
  }

  /// In `luck` no decision matters; what tenths leave in the last place is no credit.
  @Test func nothingMattersInLuck() throws {
    for probability in ["0.1", "0.3", "0.7"] {
      let sample = try Sample("luck", "decoyActions=3 luckProbability=\(probability)", episodes: 20)
      let credits = sample.exact.indices.map { Double($0 % 3) }
      let agreement = try sample.agreement(of: credits)
      #expect(agreement.spearman == .undefined(.noVariance))
      #expect(agreement.signAgreement == .undefined(.noUnits))
      #expect(agreement.relativeError == .undefined(.allZero))
      #expect(agreement.pivotalTurnRecall == .undefined(.noUnits))
      let itself = try sample.agreement(of: sample.exact)
      #expect(itself.decisionVariance == .undefined(.noVariance))
    }
  }

  /// Rounding in the credits of decisions that do not matter changes no rank and no sign.
  @Test func roundingChangesNothing() throws {
    let sample = try Sample("decoy", "decoyActions=3", episodes: 60)
    let shaken = sample.exact.enumerated().map { $1 + ($0.isMultiple(of: 2) ? 1e-16 : -1e-16) }
    expect(try sample.agreement(of: shaken).spearman, 1)
    expect(try sample.agreement(of: shaken).decisionVariance, 0)
    let shakenReference = try AgreementReference(sample.rollouts, exact: shaken, scale: 1)
      .agreement(of: sample.exact)
    expect(shakenReference.spearman, 1)
    expect(shakenReference.signAgreement, 1)
  }
}
