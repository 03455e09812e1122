import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What must add up, on random batches with random parameters.
@Suite struct HindsightPropertyTests {
  private let seeds: Range<UInt64> = 5000..<5030

  /// Episodes of tasks of their own, each through states of its own: nothing to compare with.
  @Test(arguments: [HCAReturn.self, HCAState.self, COCOA.self, CCA.self] as [any CreditMethod.Type])
  func whatIsSeenOnceEarnsExactlyNothing(method: any CreditMethod.Type) throws {
    let drafts = (0..<3).map { episode in
      EpisodeDraft(
        task: "t\(episode)", name: "e\(episode)", status: .success,
        turns: ["A", "B", "C"].map { TurnDraft(state: $0, reward: 0.7) }, final: "end")
    }
    #expect(try credits(method, makeBatch(drafts), "reward=trace").allSatisfy { $0 == 0 })
  }

  // MARK: Identities

  /// Over the decisions that share a context and a return z, the mean credit is z (1 - sum of pi over the actions
  /// that were seen with z).
  @Test func hcaReturnIdentity() throws {
    for seed in seeds {
      let naive = try self.naive(HCAReturn.self, seed: seed)
      let found = try credits(HCAReturn.self, makeBatch(naive.episodes), settings(HCAReturn.self, seed))
      for (context, rows) in naive.alike {
        for (z, met) in Dictionary(grouping: rows, by: \.roundedReturn) {
          let seen = Set(met.map(\.action))
          let pi = Double(rows.count { seen.contains($0.action) }) / Double(rows.count)
          let mean = met.map { found[$0.index] }.reduce(0, +) / Double(met.count)
          #expect(abs(mean - met[0].returnToGo * (1 - pi)) <= 1e-9, "seed \(seed), \(context), return \(z)")
        }
      }
    }
  }

  /// Where an action was seen with every return other than 0 of its context, its mean credit is its mean return less
  /// the mean return of the context: Q - V of the tables.
  @Test func hcaReturnIsTheAdvantageOfTheTables() throws {
    var covered = 0
    for seed in seeds {
      let naive = try self.naive(HCAReturn.self, seed: seed)
      let found = try credits(HCAReturn.self, makeBatch(naive.episodes), settings(HCAReturn.self, seed))
      for rows in naive.alike.values {
        let returns = Set(rows.filter { $0.returnToGo != 0 }.map(\.roundedReturn))
        for own in Dictionary(grouping: rows, by: \.action).values
        where returns.isSubset(of: own.map(\.roundedReturn)) {
          covered += 1
          let credit = own.map { found[$0.index] }.reduce(0, +) / Double(own.count)
          #expect(abs(credit - (mean(own) - mean(rows))) <= 1e-9, "seed \(seed)")
        }
      }
    }
    #expect(covered > 100)
  }

  /// Ten go right and nine of them succeed, ten go wrong and one succeeds: Q - V is 9 - 5 and 1 - 5. Given success, right
  /// has .9 and wrong .1, given the state after the turn it has 1. With hindsight on the return the mean credits are
  /// (1 - 5/9) 9 and (1 - 5) 1: Q - V. With hindsight on outcomes they are (.9/.5 - 1) 9 and (.1/.5 - 1) 1, on states
  /// (1/.5 - 1) 9 and (1/.5 - 1) 1: above Q - V by P(u) (P(u | a) / P(u) - 1)² r(u), here .5 · .8² · 10 and
  /// .5 · (9 + 1).
  @Test(
    arguments: [
      (HCAReturn.self, 4, -4), (COCOA.self, 7.2, -0.8), (HCAState.self, 9, 1),
    ] as [(any CreditMethod.Type, Double, Double)])
  func takenActionsMeetTheirOwnOutcomes(method: any CreditMethod.Type, right: Double, wrong: Double) throws {
    let drafts = (0..<20).map { index in
      let way = index < 10 ? "right" : "wrong"
      return EpisodeDraft(
        name: "e\(index)", status: index < 9 || index == 19 ? .success : .failure,
        turns: [TurnDraft(state: "S", decisions: [DecisionDraft(action: way)]), TurnDraft(state: way)],
        final: "end")
    }
    let found = try credits(method, makeBatch(drafts))
    let first = (0..<20).map { found[2 * $0] }
    let means = [first[..<10], first[10...]].map { $0.reduce(0.0, +) / 10 }
    expectEqual(means, [right, wrong], within: 1e-12)
  }

  /// Averaged over the outcomes seen from a state, the contributions of an action are Q - V of what follows the turn,
  /// where the outcome tells the reward. The tables are those of the plain transcription, which the method agrees with.
  @Test(arguments: ["reward", "both"])
  func cocoaIsTheAdvantageOfTheTables(outcome: String) throws {
    for seed in seeds.prefix(10) {
      let naive = try NaiveHindsight(
        episodes: hindsightDrafts(seed: seed),
        parameters: ParameterValues(
          [("outcome", outcome), ("reward", "trace")], for: COCOA.fullCard.parameters, of: "cocoa"))
      for (context, rows) in naive.alike {
        for (action, own) in Dictionary(grouping: rows, by: \.action) {
          let followed = { (row: NaiveHindsight.Row) in
            naive.later(row).map { naive.reward(row.episode, $0) }.reduce(0, +)
          }
          let expected = rows.map { row in
            naive.later(row).reduce(0) { sum, turn in
              sum + naive.contribution(of: action, in: context, to: row.outcomes[turn])
                * naive.reward(row.episode, turn)
            }
          }.reduce(0, +)
          let advantage =
            own.map(followed).reduce(0, +) / Double(own.count)
            - rows.map(followed).reduce(0, +) / Double(rows.count)
          #expect(
            abs(expected / Double(rows.count) - advantage) <= 1e-9, "seed \(seed), \(context) \(action)")
        }
      }
    }
  }

  /// The credits of decisions with equal baselines sum to 0.
  @Test func ccaSumsToZero() throws {
    for seed in seeds {
      let batch = makeBatch(hindsightDrafts(seed: seed))
      let found = try credits(CCA.self, batch, "penalty=row")
      let alike = BatchStates(of: batch, by: .state).decisionContexts.split(byTeammatesIn: batch)
      for group in 0..<alike.count {
        #expect(abs(alike[group].reduce(0) { $0 + found[Int($1)] }) <= 1e-9, "seed \(seed)")
      }
    }
  }

  /// The credits of an episode sum to its return less the prediction at its first state.
  @Test func rudderTelescopes() throws {
    for seed in seeds {
      let naive = try self.naive(RUDDER.self, seed: seed)
      let batch = makeBatch(naive.episodes)
      let found = try credits(RUDDER.self, batch, settings(RUDDER.self, seed))
      for episode in 0..<batch.episodeCount {
        let turns = batch.turns(of: episode)
        let sum = turns.reduce(0) { $0 + found[batch.decisions(of: $1).lowerBound] }
        let first = naive.key(episode, 0)
        let visits = (0..<batch.episodeCount).flatMap { other in
          naive.episodes[other].turns.indices
            .filter {
              naive.episodes[other].task == naive.episodes[episode].task && naive.key(other, $0) == first
            }
            .map { _ in naive.episodeReturn(other) }
        }
        let lost = turns.indices.reduce(0) { $0 + naive.rowPenalty(episode, $1 - turns.lowerBound) }
        let expected = naive.episodeReturn(episode) - lost - visits.reduce(0, +) / Double(visits.count)
        #expect(abs(sum - expected) <= 1e-9, "seed \(seed), episode \(episode)")
      }
    }
  }

  // MARK: Support

  /// Random settings without log-probabilities, which the drafts lack.
  private func settings(_ method: any CreditMethod.Type, _ seed: UInt64) -> [(name: String, value: String)] {
    hindsightSettings(for: method, seed: seed).filter { $0.name != "policy" }
  }

  private func naive(_ method: any CreditMethod.Type, seed: UInt64) throws -> NaiveHindsight {
    NaiveHindsight(
      episodes: hindsightDrafts(seed: seed),
      parameters: try ParameterValues(
        settings(method, seed), for: method.fullCard.parameters, of: method.card.id))
  }

  private func mean(_ rows: [NaiveHindsight.Row]) -> Double {
    rows.map(\.returnToGo).reduce(0, +) / Double(rows.count)
  }
}
