import Scenarios
import Simulation
import Testing
import TestSupport

@testable import DecPOMDP

/// Bounds that the search uses, against what they bound.
@Suite struct BoundTests {
  /// Whatever is known of the parts of a stage, no decisions are worth more than their bound; what is found out lowers it.
  @Test(arguments: 0..<6) func boundsOfDecisionsHold(seed: Int) throws {
    var models = SmallModels(seed: UInt64(400 + seed))
    let model = try models.model(states: 3, actions: [2, 2], observations: [2, 2], discount: 0.9)
    let kernel = JointKernel(model)
    let bounds = ActionBounds(kernel, horizon: 3, byteLimit: 1 << 30) { false }
    let first = try Occupancy(startOf: kernel).following([[0], [1]], scale: 1, in: kernel)
    let stage = StageGame(of: first, turns: 2, scale: bounds.scales[1], bounds)
    let counts = first.clusterCounts
    var all: [[[Int32]]] = []
    for bits in 0..<(1 << counts.reduce(0, +)) {
      let own = (0..<counts[0]).map { Int32(bits >> $0 & 1) }
      let other = (0..<counts[1]).map { Int32(bits >> (counts[0] + $0) & 1) }
      all.append([own, other])
    }
    var values: [Double] = []
    for decisions in all {
      let last = try first.following(decisions, scale: bounds.scales[1], in: kernel)
      let game = StageGame(of: last, turns: 1, scale: bounds.scales[2], bounds).game
      var effort = SearchEffort()
      let solution = try #require(game.solved(effort: &effort))
      values.append(last.past + solution.value)
    }
    for (decisions, value) in zip(all, values) {
      let bound = try stage.refine(decisions, below: .infinity, needed: -.infinity)
      #expect(bound >= value - 1e-10)
    }
    for (decisions, value) in zip(all, values) {
      let rest = StageGame(stage, deciding: decisions[0], limit: .infinity)
      let made = rest.leader.order.map { decisions[1][Int($0)] }
      for depth in 0...made.count {
        let some = Array(made[..<depth])
        let sums = rest.leader.sums(of: some)
        let bound = first.past + rest.leader.bound(depth: depth, sums: sums[...]) + rest.correction(of: some)
        #expect(bound >= value - 1e-10)
        if depth == made.count {
          let refined = try stage.refine(decisions, below: .infinity, needed: -.infinity)
          #expect(abs(refined - bound) <= 1e-10)
        }
      }
    }
  }

  /// More effort lowers the bound of a smaller problem, down to the published value of five turns of the tigers.
  @Test func effortLowersBounds() throws {
    let kernel = JointKernel(try Text.file("dectiger"))
    let bounds = ActionBounds(kernel, horizon: 5, byteLimit: 1 << 30) { false }
    let start = Occupancy(startOf: kernel)
    var known = try bounds.bound(of: start, turns: 5)
    #expect(known.effort < SearchBound.exact)
    while known.effort < SearchBound.exact {
      bounds.allowMore()
      let next = try bounds.bound(of: start, turns: 5)
      #expect(next.value <= known.value && next.effort > known.effort)
      known = next
    }
    #expect(abs(known.value - 7.026451) <= 1e-6)
  }

  /// In a broadcast channel stations share all that matters: bounds of beliefs hold, and close in on the published value
  /// of 30 turns.
  @Test func sharedBeliefsCloseInOnTheValue() throws {
    let kernel = JointKernel(try Text.file("broadcast").discounted(by: 1))
    let bounds = ActionBounds(kernel, horizon: 30, byteLimit: 1 << 30, work: 0) { false }
    let start = Occupancy(startOf: kernel).belief(at: 0)
    let largest = {
      let index = bounds.index(of: start, turns: 30)
      return (0..<kernel.jointActionCount).map { bounds.value(index, $0, turns: 30) }.max() ?? 0
    }
    #expect(largest() > 28)
    bounds.share(from: start, turns: 30)
    #expect(largest() >= 27.42185 - 1e-9)
    #expect(largest() <= 27.44)
  }

  /// Between beliefs that were looked at, and where agents learn what others do not, too.
  @Test(arguments: 0..<6) func boundsOfSharedBeliefsHold(seed: Int) throws {
    var models = SmallModels(seed: UInt64(500 + seed))
    let model = try models.model(
      states: 3, actions: [2, 2], observations: seed % 2 == 0 ? [1, 1] : [2, 1], discount: 0.9)
    let kernel = JointKernel(model)
    let largest = model.expectedRewards.max() ?? 0
    let corners = (0..<3).map { turns in
      [Double](repeating: Double(turns) * max(largest, 0), count: kernel.stateCount)
    }
    var beliefs = SharedBeliefs(kernel, corners: corners)
    let start = Occupancy(startOf: kernel).belief(at: 0)
    #expect(beliefs.improve(from: start, turns: 3, precision: 1e-9) { false } == (seed % 2 == 0))
    let bound = beliefs.bounds(of: start, turns: 3).max() ?? 0
    var search = try JointPolicySearch(model, horizon: 3)
    let solution = try search.solve()
    #expect(bound >= solution.value - 1e-10)
  }
}
