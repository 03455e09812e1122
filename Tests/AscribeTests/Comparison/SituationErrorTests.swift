@testable import Ascribe
import CreditMethods
import Ground
import Simulation
import Testing
import TestSupport
import Trajectories

/// Where errors come from, against a second implementation that goes through all pairs of batches.
@Suite struct SituationErrorTests {
  private func plan(
    _ methods: String, _ scenario: String, batches: Int, episodes: Int = 32, scale: CreditScale = .best,
    situations: SituationKind = .knowledge
  ) throws -> ComparisonPlan {
    let mdp = try compiled(scenario)
    let study = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list(methods).map { try MethodRequest($0, defaults: mdp.rewardSettings) },
      episodes: episodes, groupSize: 8, batches: batches, seed: 11, threads: 1)
    var plan = try ComparisonPlan(study, scale: scale)
    plan.situations = situations
    return plan
  }

  /// One decision: where, what, and by how much it is off.
  private struct Decision {
    let situation, group: String
    let agent: Int
    let credit, exact: Double
  }

  /// The decisions of every batch, from the batches themselves.
  private func decisions(_ plan: ComparisonPlan, method: Int) throws -> [[Decision]] {
    let solution = try ExactSolution(
      of: #require(plan.study.tables).mdp, under: #require(plan.study.tables).policy)
    let kind = plan.study.methods[method].heldTo
    let table = ExactCreditTable(solution, kind)
    var batches: [[Decision]] = []
    _ = try Study(plan.study).run(consume: { judged in
      let rollouts = judged.rollouts
      let exact = table.credits(of: rollouts)
      var decisions: [Decision] = []
      for episode in 0..<rollouts.batch.episodeCount {
        for (turn, index) in rollouts.batch.turns(of: episode).enumerated() {
          for decision in rollouts.batch.decisions(of: index) {
            let choice = Int(rollouts.choice[decision])
            let state = Int(rollouts.mdp.information.choiceInformation[choice])
            let agent = Int(rollouts.mdp.information.agent[state])
            let place = plan.situations == .cell ? "\(rollouts.node[index])/\(agent)" : "\(state)"
            decisions.append(
              Decision(
                situation: "\(turn)|\(place)", group: "\(turn)|\(place)|\(choice)", agent: agent,
                credit: judged.attributions[method].credits[decision], exact: exact[decision]))
          }
        }
      }
      batches.append(decisions)
    })
    return batches
  }

  /// The expectation of the squared mean of groups of decisions, by pairs of different batches.
  private func square(
    _ batches: [[Decision]], by key: (Decision) -> String, _ error: (Decision) -> Double
  ) -> Double {
    var total = 0.0
    for group in Set(batches.joined().map(key)).sorted() {
      let sums = batches.map { batch in batch.filter { key($0) == group }.map(error).reduce(0, +) }
      let counts = batches.map { batch in Double(batch.count { key($0) == group }) }
      var (product, weight) = (0.0, 0.0)
      for one in sums.indices {
        for other in sums.indices where one != other {
          product += sums[one] * sums[other]
          weight += counts[one] * counts[other]
        }
      }
      if weight > 0 { total += counts.reduce(0, +) * product / weight }
    }
    return total
  }

  @Test(arguments: [
    ("grpo,leave_one_out", "coupling", SituationKind.knowledge),
    ("graphgpo,c3(alternatives=2)", "repair", .cell),
    ("grpo,gigpo", "or", .knowledge),
  ])
  func partsByPairsOfBatches(methods: String, scenario: String, kind: SituationKind) throws {
    let plan = try plan(methods, scenario, batches: 3, episodes: 16, situations: kind)
    let result = try Comparison(plan).run()
    for (index, method) in result.methods.enumerated() {
      let all = try decisions(plan, method: index)
      let groups = Set(all.joined().map(\.group))
      let covered = groups.filter { group in all.count { $0.contains { $0.group == group } } > 1 }
      let known = all.map { $0.filter { covered.contains($0.group) } }
      // What is left of squares and products of expectations beyond the situation's: (c + r)² - (c - r)² is 4 c r.
      let beyond = { (number: @escaping (Decision) -> Double) in
        square(known, by: \.group, number) - square(known, by: \.situation, number)
      }
      let product = (beyond { $0.credit + $0.exact } - beyond { $0.credit - $0.exact }) / 4
      let scale = product / beyond(\.credit)
      let error = { (decision: Decision) in scale * decision.credit - decision.exact }
      for (place, part) in method.situations.enumerated() {
        let agent = part.agent.flatMap { plan.study.simulator.agents.firstIndex(of: $0) }
        #expect((place == 0) == (agent == nil))
        let own = all.map { $0.filter { agent == nil || $0.agent == agent } }
        let kept = own.map { $0.filter { covered.contains($0.group) } }
        let reference = kept.joined().reduce(0) { $0 + $1.exact * $1.exact }
        guard reference > 0 else {
          #expect(part.meanSquare.mean.optional == nil)
          continue
        }
        let meanSquare = kept.joined().reduce(0) { $0 + error($1) * error($1) } / reference
        let expected = self.square(kept, by: \.group, error) / reference
        let baseline = self.square(kept, by: \.situation, error) / reference
        let share = Double(kept.joined().count) / Double(own.joined().count)
        #expect(near([try #require(part.scale.optional)], [scale], 1e-9))
        let found = [
          part.coveredShare, part.meanSquare.mean, part.bias.mean, part.baseline.mean, part.noise.mean,
        ]
        let wanted = [
          share, meanSquare, max(0, expected - baseline), max(0, baseline), max(0, meanSquare - expected),
        ]
        #expect(near(try found.map { try #require($0.optional) }, wanted, 1e-9))
      }
    }
  }

  /// Sums without a batch are those of the others, counted anew: groups that one of them alone comes to are no longer covered.
  @Test func sumsWithoutABatchAreThoseOfTheOthers() {
    var random = SplitMix64(seed: 4)
    // Twelve groups in four situations; a batch comes to half of them, to the last one in two batches only.
    let situationOf = (0..<12).map { $0 / 3 }
    let entries = (0..<6).map { batch in
      (0..<12).filter { $0 == 11 ? batch < 2 : random.numbers(1, in: 0..<1)[0] < 0.4 }.map { group in
        let numbers = random.numbers(5, in: -1..<1)
        return SituationEntry(
          group: group,
          sums: SituationVector(
            Double(1 + group % 3), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], 0, 0))
      }
    }
    let all = CoveredSums(entries, situationOf: situationOf, situations: 4)
    var uncovered = 0
    for left in entries.indices {
      let found = all.without(left)
      let rest = entries.indices.filter { $0 != left }.map { entries[$0] }
      let wanted = CoveredSums(rest, situationOf: situationOf, situations: 4)
      for (found, wanted) in [(found.groups, wanted.groups), (found.places, wanted.places)] {
        for (found, wanted) in zip(found, wanted) {
          #expect(found.isCovered == wanted.isCovered)
          guard wanted.isCovered else { continue }
          #expect(near((0..<6).map { found.totals[$0] }, (0..<6).map { wanted.totals[$0] }, 1e-12))
          #expect(near([found.square(0.7)], [wanted.square(0.7)], 1e-12))
        }
      }
      uncovered += zip(all.groups, found.groups).count { $0.isCovered && !$1.isCovered }
    }
    #expect(uncovered >= 2)
  }

  /// A method that is unbiased but for scale has no bias, however noisy: `c3` with few alternatives. Its bias over 60 batches is below
  /// 0.05 of the exact credit's mean square, where the best scale of the whole error made it above 0.2.
  @Test func noiseIsNoBias() throws {
    let found = try Comparison(plan("c3(alternatives=2)", "coupling", batches: 60, episodes: 32)).run()
      .methods[0]
    let parts = try #require(found.situations.first)
    #expect(try #require(parts.bias.mean.optional) < 0.05)
    #expect(try #require(parts.noise.mean.optional) > 0.5)
    #expect(try #require(parts.scale.optional) > 2 * #require(found.scale.optional))
  }

  /// The exact credit has no error; a credit that is off by a function of the situation has a baseline alone.
  @Test func theReferenceHasNoErrorAndAShiftIsABaseline() throws {
    let exact = try Comparison(plan("coma", "coupling", batches: 4, scale: .raw)).run().methods[0]
    let parts = try #require(exact.situations.first)
    #expect(exact.isReference)
    for part in [parts.meanSquare, parts.bias, parts.baseline, parts.noise] {
      #expect(try #require(part.mean.optional) < 1e-20)
    }
    let groups = SituationSums(
      shifted: [(situation: 0, choice: 0, credit: 1.5, exact: 1), (0, 1, -0.5, -1), (1, 2, 3, 0)])
    let totals = SituationTotals(
      [groups, groups, groups], try plan("coma", "single", batches: 3).study, fixedScale: 1)
    let found = try #require(totals.errors().first)
    // Errors 1/2, 1/2 and 3: all a function of the situation. The exact credits' squares sum to 2.
    #expect(near([try #require(found.baseline.mean.optional)], [(0.25 + 0.25 + 9) / 2]))
    #expect(near([try #require(found.bias.mean.optional), try #require(found.noise.mean.optional)], [0, 0]))
  }
}

extension SituationSums {
  /// One decision a row, all of the first agent.
  fileprivate init(shifted rows: [(situation: Int32, choice: Int32, credit: Double, exact: Double)]) {
    self.init(
      situation: rows.map(\.situation), agent: rows.map { _ in 0 }, choice: rows.map(\.choice),
      count: rows.map { _ in 1 }, credit: rows.map(\.credit), reference: rows.map(\.exact),
      creditSquare: rows.map { $0.credit * $0.credit }, product: rows.map { $0.credit * $0.exact },
      referenceSquare: rows.map { $0.exact * $0.exact })
  }
}
