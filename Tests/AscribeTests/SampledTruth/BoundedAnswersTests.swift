import CreditMethods
import Ground
import Scenarios
import TestSupport
import Testing
import Trajectories

@testable import Ascribe
@testable import Simulation

/// What critics, replays and training are held against where it is known between bounds.
@Suite struct BoundedAnswersTests {
  // MARK: Critics

  @Test(arguments: ["relay", "coupling", "dec-tiger"]) func exactValuesLieInside(name: String) throws {
    let played = try BoundedTruthTests.Played(name)
    let cells = played.solution.cells
    var widths: [Double] = []
    for limit in [1, 200, 2000, 1_000_000_000] {
      let plan = BoundedTruthPlan(decisions: 20, cells: limit, ranges: played.ranges)
      let found = try SampledValues(bounding: played.lazy, plan, withActions: true, seed: 3)
      var width = 0.0
      for (place, index) in found.turns.enumerated() {
        let episode = try #require(
          (0..<played.lazy.batch.episodeCount).first { played.lazy.batch.turns(of: $0).contains(Int(index)) })
        let turn = Int(index) - played.lazy.batch.turns(of: episode).lowerBound
        let cell = cells.index(turn: turn, node: Int(played.tables.node[Int(index)]))
        let action = cells.actionValue[cells.rowStart[cell] + played.tables.row(ofTurn: Int(index))]
        let misses = [
          abs(cells.value[cell] - found.first[place]) - found.reach[place],
          abs(action - found.actionFirst[place]) - found.actionReach[place],
        ]
        for miss in misses { #expect(miss <= 1e-11, "turn \(turn) with \(limit) cells: off by \(miss)") }
        width += found.reach[place] + found.actionReach[place]
      }
      widths.append(width)
    }
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 >= $1 - 1e-9 })
    #expect(widths[0] > 0 && widths[3] <= 1e-11)
  }

  /// Whatever the truth is in its box, the error of values lies between the least and the most.
  @Test func errorsOfAnyTruthLieInside() throws {
    var generator = SplitMix64(seed: 4)
    for size in [0.1, 0.5, 2] {
      let values = (0..<30).map { _ in Double.random(in: -1...1, using: &generator) }
      let middles = values.map { $0 + Double.random(in: -1...1, using: &generator) }
      let reach = values.map { _ in size * Double.random(in: 0...1, using: &generator) }
      let bounded = SampledErrorSums(values, middles: middles, reach: reach)
      #expect(bounded.isBounded && bounded + bounded - bounded == bounded)
      for _ in 0..<100 {
        let truth = zip(middles, reach).map { $0 + Double.random(in: -1...1, using: &generator) * $1 }
        let exact = SampledErrorSums(values, (truth, truth))
        let measures: [(SampledErrorSums, BoundSide) -> Measured<Double>] = [
          { $0.meanError($1) }, { $0.meanSquare($1) }, { $0.rootMeanSquare($1) }, { $0.truthDeviation($1) },
          { $0.explained($1) },
        ]
        for measure in measures {
          guard let least = measure(bounded, .lowest).optional, let most = measure(bounded, .highest).optional
          else {
            // A truth that may be the same everywhere leaves no share of its variance.
            #expect(measure(bounded, .lowest) == .undefined(.withinBounds))
            continue
          }
          let value = try #require(measure(exact, .middle).optional)
          #expect(least - 1e-12 <= value && value <= most + 1e-12)
        }
      }
    }
  }

  @Test func criticsAreStudied() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let study = { (cells: Int, threads: Int) in
      let mdp = try TurnMDP(compiling: scenario)
      let plan = try StudyPlan(
        simulator: LazySimulator(scenario, policy: BehaviourPolicy()),
        methods: ["symmetric", "archer"].map { try MethodRequest(critic: Call($0), on: mdp) }, episodes: 24,
        groupSize: 1, batches: 3, fitEpisodes: 64, seed: 5, threads: threads)
      return try SampledCriticStudy(
        plan,
        truth: .bounded(
          BoundedTruthPlan(of: scenario, decisions: 20, cells: cells),
          reason: "It was asked for.")
      ).run()
    }
    let (whole, part) = (try study(1_000_000_000, 1), try study(2000, 1))
    #expect(try study(2000, 3) == part)
    #expect(whole.truth.kind == .bounded && whole.flaw == nil && part.flaw == nil && whole.points == 60)
    #expect(whole.critics.allSatisfy { $0.squaredErrorBounds == nil })
    for (one, other) in zip(whole.critics, part.critics) {
      for (exact, bounded) in [
        (one.error, other.error), (one.meanError, other.meanError),
      ] {
        let (narrow, wide) = (try #require(exact.interval.optional), try #require(bounded.interval.optional))
        #expect(wide.lower <= narrow.estimate && narrow.estimate <= wide.upper && wide.width > narrow.width)
      }
      let bounds = try #require(other.squaredErrorBounds)
      for place in 0..<3 {
        let exact = try #require(one.squaredErrorByBatch[place].optional)
        let (least, most) = (
          try #require(bounds.lowest[place].optional), try #require(bounds.highest[place].optional)
        )
        #expect(least <= exact + 1e-12 && exact <= most + 1e-12)
      }
    }
  }

  // MARK: Replays

  @Test(arguments: ["relay", "coupling", "or"]) func exactAnswersLieInside(name: String) throws {
    let played = try BoundedTruthTests.Played(name)
    for episode in 0..<6 {
      let first = played.lazy.batch.turns(of: episode).lowerBound
      let node = Int(played.tables.node[first])
      let agent = played.tables.mdp.agents[played.tables.mdp.actingAgents(of: node)[0]]
      let action = played.tables.mdp.legalActions(
        ofSlot: played.tables.mdp.nodes.slots(of: node).lowerBound
      ).last
      for action in [nil, action] {
        let plan = { (rollouts: Rollouts) in
          try ReplayPlan(
            of: rollouts, episode: episode, turn: 0, agent: agent, action: action, continuations: 4, seed: 1)
        }
        let exact = try ReplayStudy(plan(played.tables), played.solution).run()
        for cells in [1, 100, 1000, 1_000_000_000] {
          var lazy = try plan(played.lazy)
          lazy.bounding = BoundedTruthPlan(cells: cells, ranges: played.ranges)
          let result = try ReplayStudy(lazy, nil).run()
          let bounds = try #require(result.bounds)
          #expect(result.flaw == nil && result.factual.exact == nil)
          let pairs =
            [(exact.factual.exact, bounds.factual), (exact.counterfactual.exact, bounds.counterfactual)]
            + zip(exact.alternatives.map(\.exact), bounds.alternatives)
          for (known, found) in pairs {
            let known = try #require(known)
            expect(known.return, in: found.return)
            expect(known.success, in: found.success)
            if cells > 1000 { #expect(found.return.upper - found.return.lower <= 1e-11) }
          }
          expect(try #require(exact.difference.exact), in: bounds.difference)
        }
      }
    }
  }

  private func expect(_ value: Double, in bounds: Bounds) {
    #expect(bounds.lower - 1e-11 <= value && value <= bounds.upper + 1e-11)
  }

  @Test func otherGradesAreRefused() throws {
    let played = try BoundedTruthTests.Played("relay")
    let agent = played.tables.mdp.agents[played.tables.mdp.actingAgents(of: Int(played.tables.node[0]))[0]]
    var plan = try ReplayPlan(
      of: played.lazy, episode: 0, turn: 0, agent: agent, continuations: 4, grade: .actions, seed: 1)
    plan.bounding = BoundedTruthPlan(ranges: played.ranges)
    #expect(throws: ReplayError.notBounded) { try ReplayStudy(plan, nil).run() }
    plan.grade = .privileged
    plan.bounding?.cells = 0
    #expect(throws: StudyError.self) { try ReplayStudy(plan, nil).run() }
  }

  // MARK: Training

  /// Evaluations move no policy, so that all runs below go the same way: what few cells leave open, all cells close, and samples
  /// agree (each interval misses with 1e-9).
  @Test(arguments: ["single", "coupling", "relay"]) func returnsLieInside(name: String) throws {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario([])
    let mdp = try TurnMDP(compiling: scenario)
    let runs = { (bounding: TrainingEvaluation.Bounding?) in
      var study = try StudyPlan(
        simulator: LazySimulator(scenario, policy: BehaviourPolicy()), methods: [], episodes: 16,
        groupSize: 4,
        batches: 1, fitEpisodes: 0, seed: 5, threads: 1)
      study.confidence = 1 - 1e-9
      let arms = [
        TrainingArm(.method(try MethodRequest(Call("grpo"), defaults: mdp.rewardSettings))),
        TrainingArm(.method(try MethodRequest(Call("c3(alternatives=1)"), defaults: mdp.rewardSettings))),
      ]
      let plan = try TrainingPlan(study, arms: arms, budget: 8 * study.turns(ofEpisodes: 16)) {
        $0.starts = 3
        $0.seeds = 1
        var evaluation = TrainingEvaluation(of: scenario, reason: "It was asked for.")
        evaluation.every = 4
        evaluation.bounding = bounding
        $0.evaluation = evaluation
      }
      var curves: [TrainingCurve] = []
      let result = try Training(plan).run(keep: { curves.append($0) })
      return (result, curves)
    }
    let ranges = try scenario.returnBoundsByTurn()
    let whole = try runs(.init(cells: 1_000_000_000, ranges: ranges))
    let part = try runs(.init(cells: 12, ranges: ranges))
    let sampled = try runs(nil)
    #expect(whole.0.truth?.kind == .bounded && whole.0.flaw == nil && sampled.0.truth?.kind == .sampled)
    for (run, (few, drawn)) in zip(whole.1, zip(part.1, sampled.1)) {
      #expect(
        run.value.count == few.value.count && run.value.count == drawn.value.count && run.value.count > 1)
      for place in run.value.indices {
        let (ends, wide, interval) = (
          try #require(run.sampled), try #require(few.sampled), try #require(drawn.sampled)
        )
        let value = run.value[place]
        #expect(abs(try #require(ends.upper[place]) - value) <= 1e-12)
        #expect(try #require(wide.lower[place]) <= value + 1e-12)
        #expect(try #require(wide.upper[place]) >= value - 1e-12)
        #expect(try #require(interval.lower[place]) <= value && #require(interval.upper[place]) >= value)
      }
    }
    let (exact, bounded) = (whole.0.tables[0], part.0.tables[0])
    for (one, other) in zip(exact.arms, bounded.arms) {
      for (narrow, wide) in [(one.area, other.area), (one.final, other.final), (one.gain, other.gain)] {
        let mean = try #require(narrow.mean.optional)
        if let interval = wide.interval.optional {
          #expect(interval.lower <= mean + 1e-12 && mean <= interval.upper + 1e-12)
        }
      }
    }
    #expect(part.0.evaluation?.cells == 12 && part.0.evaluation?.episodes == 0)
    #expect(
      try #require(part.0.evaluation?.largestMargin.optional) >= #require(
        whole.0.evaluation?.largestMargin.optional))
  }
}
