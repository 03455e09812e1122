import CreditMethods
import CreditStatistics
import Foundation
import Ground
import Scenarios
import TestSupport
import Testing
import Trajectories

@testable import Ascribe
@testable import Simulation

/// Credits, values and replays that are known between bounds, held to the exact ones.
@Suite struct BoundedTruthTests {
  static let names = [
    "relay", "coupling", "single", "luck", "or", "dec-tiger", "memory", "repair", "recycling-robots",
  ]
  private static let kinds: [ExactCredit.Kind] = [.counterfactual, .advantage, .difference, .uniform]

  /// Some with a discount.
  private static func scenario(_ name: String) throws -> any Scenario {
    let settings = ["dec-tiger": "discount=0.8", "recycling-robots": "discount=0.9"][name] ?? ""
    return try ScenarioCatalogue.entry(named: name).scenario(pairs(settings))
  }

  /// The same episodes, played on tables and lazily, with what the return from each turn on can be.
  struct Played {
    let tables, lazy: Rollouts
    let solution: ExactSolution
    let ranges: [ClosedRange<Double>]?

    init(_ name: String, groups: Int = 8, batch: UInt32 = 0) throws {
      // One with a discount.
      let scenario = try BoundedTruthTests.scenario(name)
      let plan = Rollouts.Plan(groups: groups, groupSize: 2, seed: 5, batch: batch)
      let mdp = try TurnMDP(compiling: scenario)
      let policy = TabularPolicy.behaviour(of: mdp)
      solution = try ExactSolution(of: mdp, under: policy)
      tables = try Rollouts.simulate(plan, on: mdp, policy: policy)
      lazy = try LazySimulator(scenario, policy: BehaviourPolicy()).play(plan, threads: 1)
      ranges = try scenario.returnBoundsByTurn()
    }
  }

  private func bounded(_ played: Played, cells: Int, decisions: Int = 24) throws -> SampledCredits {
    try SampledCredits(
      bounding: played.lazy, BoundedTruthPlan(decisions: decisions, cells: cells, ranges: played.ranges),
      kinds: Set(Self.kinds), among: played.lazy.batch.decisionCount, seed: 9)
  }

  /// Every kind of credit and every entry of the gradient lies between its bounds, whatever the limit; where nothing is left out,
  /// bounds are the exact number.
  @Test(arguments: names) func exactCreditsLieInside(name: String) throws {
    let played = try Played(name)
    let whole = try bounded(played, cells: 1_000_000_000)
    #expect(whole.decisions.count == min(24, played.lazy.batch.decisionCount))
    var generator = SplitMix64(seed: 3)
    let limits = [1] + (0..<3).map { _ in Int.random(in: 1...whole.cells, using: &generator) }.sorted()
    var widths: [Double] = []
    // A limit below the joint actions of a node keeps it from being expanded.
    for limit in limits + [whole.cells + 64] {
      let found = try bounded(played, cells: limit)
      #expect(found.decisions == whole.decisions)
      var width = 0.0
      for kind in Self.kinds {
        let exact = ExactCreditTable(played.solution, kind).credits(of: played.tables)
        let halves = try #require(found.halves[kind])
        #expect(halves.first == halves.second && halves.intervals.isEmpty)
        for (place, decision) in found.decisions.enumerated() {
          let slack = 1e-11
          let miss = abs(exact[decision] - halves.first[place]) - halves.reach[place]
          #expect(miss <= slack, "\(kind) of \(decision) with \(limit) cells: off by \(miss)")
          if limit > whole.cells { #expect(halves.reach[place] <= slack) }
          width += halves.reach[place]
        }
      }
      widths.append(width)
      try expectGradients(found, played)
    }
    // More cells never give wider bounds, and something was left out before.
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 >= $1 - 1e-9 })
    if whole.cells > 100 { #expect(widths[0] > 0) }
  }

  private func expectGradients(_ found: SampledCredits, _ played: Played) throws {
    let (mdp, policy) = (played.tables.mdp, played.tables.policy)
    var places = DecisionPlaces(played.tables.batch)
    for (number, decision) in found.decisions.enumerated() {
      let place = places.next(decision)
      let node = Int(played.tables.node[place.index])
      let cell = played.solution.cells.index(turn: place.turn, node: node)
      let choices = mdp.information.choices(
        of: Int(mdp.information.choiceInformation[Int(played.tables.choice[decision])]))
      let values = choices.indices.map { choice in
        let row = played.tables.row(
          ofTurn: place.index, replacing: place.slot, by: choice - choices.startIndex)
        return played.solution.cells.actionValue[played.solution.cells.rowStart[cell] + row]
      }
      let mean = zip(choices, values).reduce(0) { $0 + policy.probability[$1.0] * $1.1 }
      for (entry, (choice, value)) in zip(choices, values).enumerated() {
        let exact = policy.probability[choice] * (value - mean)
        let miss =
          abs(exact - found.gradients.first[number][entry]) - found.gradients.reach[number][entry]
        #expect(miss <= 1e-11)
      }
    }
  }

  @Test func aWidthStopsEarly() throws {
    let played = try Played("relay")
    let plan = BoundedTruthPlan(decisions: 16, cells: 1_000_000_000, width: 0.2, ranges: played.ranges)
    let found = try SampledCredits(
      bounding: played.lazy, plan, kinds: [], among: played.lazy.batch.decisionCount, seed: 9)
    let reach = try #require(found.halves[.counterfactual]).reach
    #expect(reach.allSatisfy { $0 <= 0.1 } && reach.contains { $0 > 0 })
    #expect(try found.cells < bounded(played, cells: 1_000_000_000, decisions: 16).cells)
  }

  @Test func whatHasNoBoundsIsRefused() throws {
    let played = try Played("relay")
    #expect(throws: BoundedValueError.compiled) {
      try BoundedOutlook(of: played.tables, ranges: played.ranges, limit: 10)
    }
    #expect(throws: BoundedValueError.invalidStateLimit(found: 0)) {
      try BoundedOutlook(of: played.lazy, ranges: played.ranges, limit: 0)
    }
    let undeclared = BoundedTruthPlan(decisions: 8, cells: 40)
    #expect(throws: BoundedValueError.self) {
      try SampledCredits(
        bounding: played.lazy, undeclared, kinds: [], among: played.lazy.batch.decisionCount, seed: 9)
    }
    // Where nothing is left out, nothing need be declared.
    var whole = undeclared
    whole.cells = 1_000_000_000
    let found = try SampledCredits(
      bounding: played.lazy, whole, kinds: [], among: played.lazy.batch.decisionCount, seed: 9)
    #expect(try #require(found.halves[.counterfactual]).reach.allSatisfy { $0 == 0 })
    for plan in [
      BoundedTruthPlan(decisions: 1), BoundedTruthPlan(cells: 0), BoundedTruthPlan(width: -1),
      BoundedTruthPlan(width: .nan),
    ] { #expect(throws: (any Error).self) { try plan.check() } }
  }

  // MARK: Agreement

  /// Sums against a truth in a box: each measure of any truth in the box lies between its least and its most.
  @Test func measuresOfAnyTruthLieInside() throws {
    let played = try Played("relay")
    var generator = SplitMix64(seed: 8)
    var undefined = 0
    for size in [0.0, 0.02, 0.1, 0.3, 1.5] {
      let decisions = Array(stride(from: 0, to: played.tables.batch.decisionCount, by: 2))
      let credits = (0..<played.tables.batch.decisionCount).map { _ in
        Double.random(in: -1...1, using: &generator)
      }
      let middles = decisions.map { credits[$0] + Double.random(in: -2...2, using: &generator) }
      let reach = decisions.map { _ in size * Double.random(in: 0...1, using: &generator) }
      let gradients = SampledGradients(played.tables, of: decisions)
      let information = played.tables.mdp.information
      let counts = decisions.map { decision in
        information.choices(of: Int(information.choiceInformation[Int(played.tables.choice[decision])])).count
      }
      let places = counts.map { count in
        (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
      }
      let spread = counts.map { count in
        (0..<count).map { _ in size * Double.random(in: 0...1, using: &generator) }
      }
      let sums = { (truth: [Double], reach: [Double], places: [[Double]], spread: [[Double]]) in
        SampledSums(
          credits,
          against: SampledCredits(
            decisions: decisions, halves: [.counterfactual: .init(first: truth, second: truth, reach: reach)],
            gradients: .init(first: places, second: places, reach: spread), continuations: 0, turns: 0),
          .counterfactual, gradients)
      }
      let bounded = sums(middles, reach, places, spread)
      for _ in 0..<200 {
        let sign = { Double.random(in: -1...1, using: &generator) < 0 ? -1.0 : 1 }
        let truth = zip(middles, reach).map { $0 + sign() * $1 }
        let gradient = zip(places, spread).map { zip($0, $1).map { $0 + sign() * $1 } }
        let exact = sums(truth, [], gradient, [])
        let measures: [(SampledSums, BoundSide) -> Measured<Double>] = [
          { $0.alignment($1) }, { $0.pearson($1) }, { $0.cosine($1) },
        ]
        for measure in measures {
          guard let least = measure(bounded, .lowest).optional,
            let most = measure(bounded, .highest).optional, let middle = measure(bounded, .middle).optional
          else {
            #expect(measure(bounded, .middle) == .undefined(.withinBounds))
            undefined += 1
            continue
          }
          let value = try #require(measure(exact, .middle).optional)
          #expect(least - 1e-12 <= value && value <= most + 1e-12)
          #expect(least - 1e-12 <= middle && middle <= most + 1e-12)
        }
        // The signs that are known are those of the truth.
        if let share = bounded.signAgreement.optional {
          let known = zip(middles, reach).enumerated().filter { abs($0.element.0) > $0.element.1 }
          let agreeing = known.filter { credits[decisions[$0.offset]] * truth[$0.offset] > 0 }
          #expect(abs(share - Double(agreeing.count) / Double(known.count)) < 1e-12)
        }
      }
    }
    #expect(undefined > 0)
  }

  /// A difference is told apart only where the least that the bounds allow is beyond chance.
  @Test func differencesAreTestedBeyondTheirBounds() throws {
    let far = BoundedDifferences(least: [1, 2, 3], middle: [1.5, 2.5, 3.5], most: [2, 3, 4])
    #expect(far.beyond == [1, 2, 3])
    #expect(BoundedDifferences(least: [-4, -3], middle: [-3, -2], most: [-2, -1]).beyond == [-2, -1])
    #expect(BoundedDifferences(least: [-1, -3], middle: [0, -1], most: [2, 1]).beyond == nil)
    #expect(BoundedDifferences(least: [1], middle: [1.5], most: [2]).beyond == nil)
    // The least differences vary less than the middle ones: the test that rejects less easily counts.
    let wavering = BoundedDifferences(least: [1, 1.01, 1.02], middle: [1.1, 4, 2], most: [3, 5, 4])
    let student = { (differences: [Double]) in HypothesisTest.studentT(of: differences) }
    #expect(wavering.tested(student) == student([1.1, 4, 2]))
    #expect(far.tested(student) == student([1, 2, 3]))
    // A question that is left open was asked, too: three of them triple what the one that is answered says.
    let open = Measured<Double>.undefined(.withinBounds)
    let corrected = MultipleComparisons.holmWithinBounds([open, .value(0.01), open, .undefined(.equal)])
    #expect(corrected[0] == open && corrected[3] == .undefined(.equal))
    #expect(abs((corrected[1].optional ?? 1) - 0.03) < 1e-15)
    let methods = try ["grpo", "graphgpo"].map { try MethodRequest(Call($0)) }
    let values: [[Measured<Double>]] = [[0.9, 0.1], [0.8, 0.15], [0.85, 0.12]].map { $0.map { .value($0) } }
    let shifted = { (by: Double) in values.map { $0.map { $0.map { $0 + by } } } }
    let kinships = values.map { _ in MethodKinship([[1, 0], [0, 1]], references: [nil, nil]) }
    let tested = { (reach: Double) in
      MethodPairs(
        methods, kinships: kinships, values: values, bounds: (shifted(-reach), shifted(reach))
      ).tested[0]
    }
    let plain = MethodPairs(methods, kinships: kinships, values: values).tested[0]
    let (known, near, lost) = (tested(0), tested(0.2), tested(0.5))
    #expect(known.test == plain.test && known.difference == plain.difference)
    let (one, other) = (try #require(plain.test.optional), try #require(near.test.optional))
    #expect(one.pValue < other.pValue && near.difference == plain.difference)
    #expect(lost.test == .undefined(.withinBounds) && lost.adjustedPValue.optional == nil)
  }

  // MARK: Studies

  private func study(
    _ name: String, _ truth: (Played) -> Truth, lazily: Bool = true, threads: Int = 1
  ) throws -> StudyResult {
    let played = try Played(name)
    let scenario = try Self.scenario(name)
    let policy = TabularPolicy.behaviour(of: played.tables.mdp)
    let simulator: any Simulator =
      lazily
      ? try LazySimulator(scenario, policy: BehaviourPolicy())
      : CompiledSimulator(played.tables.mdp, policy: policy)
    let plan = try StudyPlan(
      simulator: simulator,
      methods: try Call.list("grpo,graphgpo,c3(alternatives=2)").map { try MethodRequest($0) }, episodes: 24,
      groupSize: 4, batches: 4, fitEpisodes: 0, seed: 5, threads: threads)
    return try Study(plan, truth: truth(played)).run()
  }

  /// Intervals of a truth with bounds hold those that the same study finds where nothing is left out.
  @Test(arguments: ["relay", "dec-tiger"]) func aStudyIsWiderThanTheExactOne(name: String) throws {
    let bounded = { (cells: Int) in
      try study(name) {
        .bounded(BoundedTruthPlan(cells: cells, ranges: $0.ranges), reason: "It was asked for.")
      }
    }
    let whole = try bounded(1_000_000_000)
    let figures = try #require(whole.boundedTruth)
    #expect(figures.exact == figures.decisions)
    #expect(whole.truth.kind == .bounded && whole.sampledTruth == nil && whole.exact == nil)
    let part = try bounded(figures.cells / 4 * 9 / 10)
    let found = try #require(part.boundedTruth)
    #expect(found.exact < found.decisions)
    var compared = 0
    for (one, other) in zip(whole.methods, part.methods) {
      for key in ["sampledAlignment", "sampledPearson", "sampledError"] {
        guard let exact = one.estimates[key]?.interval.optional,
          let wide = other.estimates[key]?.interval.optional
        else { continue }
        #expect(wide.lower <= exact.estimate && exact.estimate <= wide.upper)
        #expect(wide.width > exact.width)
        compared += 1
      }
    }
    #expect(compared > 0)
    for (one, other) in zip(figures.sizes, found.sizes) {
      let (exact, bounds) = (
        try #require(one.rootMeanSquare.optional), try #require(other.rootMeanSquare.optional)
      )
      #expect(exact.isExact)
      #expect(bounds.lower <= exact.lower + 1e-12 && exact.upper <= bounds.upper + 1e-12)
      let (share, shares) = (try #require(one.creditShare.optional), try #require(other.creditShare.optional))
      #expect(shares.lower <= share.lower + 1e-12 && share.upper <= shares.upper + 1e-12)
    }
    #expect(whole.flaw == nil && part.flaw == nil)
  }

  @Test func aStudyIsTheSameForAnyThreads() throws {
    let results = try [1, 3].map { threads in
      try study(
        "relay", { .bounded(BoundedTruthPlan(cells: 2000, ranges: $0.ranges), reason: "It was asked for.") },
        threads: threads)
    }
    #expect(results[0] == results[1])
    let text = try JSONEncoder().encode(results[0])
    #expect(try JSONDecoder().decode(StudyResult.self, from: text) == results[0])
  }

  @Test func tablesAreRefused() throws {
    #expect(throws: BoundedValueError.compiled) {
      try study("relay", { .bounded(BoundedTruthPlan(ranges: $0.ranges), reason: "") }, lazily: false)
    }
  }
}
