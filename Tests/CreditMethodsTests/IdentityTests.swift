import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Identities within and between methods, on random batches.
@Suite struct IdentityTests {
  private let seeds: Range<UInt64> = 9000..<9030

  /// The paper counts the edge itself: every value, and so every deviation, is omega times the reference's.
  @Test(arguments: ["0.1", "0.5"]) func paperEdgesAreWorthOmegaTimesTheReference(omega: String) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let settings = "norm=mean omega=\(omega)"
      let reference = try credits(GraphDistance.self, batch, settings)
      let factor = try #require(Double(omega))
      try expectEqual(
        credits(GraphDistance.self, batch, "\(settings) convention=paper"), reference.map { factor * $0 },
        within: 1e-12, "seed \(seed)")
    }
  }

  @Test func drgrpoIsGRPOWithoutDivision() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      for settings in ["", "weighting=cross_steps penalty=row", "singleton=raw reward=score"] {
        #expect(
          try credits(DrGRPO.self, batch, settings) == credits(GRPO.self, batch, "\(settings) norm=mean"))
      }
    }
  }

  /// Where only the last turn is rewarded, the return to go is the episode's, and redistributing it is one-step.
  @Test func rudderIsOneStepForOutcomes() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      try expectEqual(
        credits(RUDDER.self, batch, "penalty=none"),
        credits(TemporalDifference.self, batch, "penalty=none truncated=failure"), within: 1e-12,
        "seed \(seed)"
      )
    }
  }

  /// An agent alone has no teammates to compare by.
  @Test func ccaOfOneAgentIsMonteCarlo() throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed).map { draft in
        var draft = draft
        for turn in draft.turns.indices {
          draft.turns[turn].decisions = [DecisionDraft(isValid: !draft.turns[turn].isInvalid)]
        }
        return draft
      }
      try expectEqual(
        credits(CCA.self, makeBatch(drafts), "gamma=0.9"),
        credits(MonteCarlo.self, makeBatch(drafts), "gamma=0.9"), within: 1e-12, "seed \(seed)")
    }
  }

  /// The trace's mean holds the judged return: among n visits of a state the advantage is (n - 1) / n of the return less
  /// the mean of the others.
  @Test func monteCarloShrinksByOneVisit() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let returns = TurnRewards(of: batch, by: ReturnRules()).returnsToGo(discount: 1)
      let visits = StateNodes(of: batch, by: .state).turnsByNode
      let expected = (0..<batch.turnCount).map { turn in
        let all = visits[Int(visits.group[turn])].map { returns[Int($0)] }
        guard all.count > 1 else { return 0.0 }
        let others = (all.reduce(0, +) - returns[turn]) / Double(all.count - 1)
        return (1 - 1 / Double(all.count)) * (returns[turn] - others)
      }
      try expectEqual(
        credits(MonteCarlo.self, batch), batch.copiedToActingAgents(expected), within: 1e-11, "seed \(seed)")
    }
  }

  /// From one visit of a state to the next in an episode, predictions and potentials cancel: what is left are the rewards
  /// in between. A turn that stays in its state is such a way.
  @Test func cyclesCancel() throws {
    var cycles = 0
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let rudder = try credits(RUDDER.self, batch, "penalty=none")
      let shaped = try credits(PotentialShaping.self, batch, "reward=trace penalty=none")
      for (episode, draft) in drafts.enumerated() {
        let states = draft.turns.map(\.state)
        for (first, state) in states.enumerated() {
          guard let next = states[(first + 1)...].firstIndex(of: state) else { continue }
          cycles += 1
          let sum = { (values: [Double]) in
            batch.turns(of: episode).dropFirst(first).prefix(next - first).reduce(0) {
              $0 + values[batch.decisions(of: $1).lowerBound]
            }
          }
          #expect(abs(sum(rudder)) <= 1e-12, "seed \(seed)")
          let rewards = draft.turns[first..<next].map(\.reward).reduce(0, +)
          #expect(abs(sum(shaped) - rewards) <= 1e-12, "seed \(seed)")
        }
      }
    }
    #expect(cycles > 100)
  }

  /// A failure has nothing to share out: whatever was done in it, all decisions of all failures of a task are equal.
  @Test func hcapoTellsNoDecisionsOfFailuresApart() throws {
    for seed in seeds {
      let drafts = hindsightDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let found = try credits(HCAPO.self, batch, "penalty=none")
      for task in ["t0", "t1"] {
        let failures = drafts.indices.filter { drafts[$0].task == task && drafts[$0].status != .success }
        let values = Set(failures.flatMap { found[batch.decisions(ofEpisode: $0)] })
        #expect(values.count <= 1, "seed \(seed)")
      }
    }
  }

  /// The last turn of a lone success carries one discount already: values 2.5, 5 and 10 at the end gain 2.5 and 5, which
  /// are compared with each other.
  @Test func g2poGainsOnALoneSuccess() throws {
    let batch = makeBatch([walk("a", ["A", "B"], .success)])
    try expectEqual(credits(G2PO.self, batch, "norm=mean gamma=0.5"), [-1.25, 1.25], within: 1e-14)
  }
}
