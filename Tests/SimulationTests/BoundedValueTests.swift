import Scenarios
import Testing
import TestSupport
import Trajectories

@testable import Simulation

/// The exact value lies inside of every bounds, and is reached when nothing is left to expand.
@Suite struct BoundedValueTests {
  static let names = ScenarioCatalogue.builtIn.map(\.name)

  static func scenario(_ name: String) throws -> any Scenario {
    try ScenarioCatalogue.entry(named: name).scenario(pairs(settingsForHistories[name] ?? ""))
  }

  /// Each agent prefers one action by its whole information state, and never takes another one: histories matter.
  struct ByLabel: Policy {
    func probabilities(in state: InformationState) -> [ActionProbability] {
      let count = state.actions.count
      let first = state.label.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xFFFF
      let weights = (0..<count).map { place in
        place == (first + 1) % count && count > 2 ? 0 : place == first % count ? 3.0 : 1
      }
      let sum = weights.reduce(0, +)
      return weights.map { ActionProbability($0 / sum, logProbability: $0 == 0 ? -.infinity : 0) }
    }
  }

  /// Bounds at random limits, more and more of them, and the complete ones.
  private func checkBounds(
    of scenario: some Scenario, under policy: some Policy, _ memory: Memory, seed: UInt64
  ) throws {
    let tables = try PolicyTables(
      compiling: scenario, under: policy, memory: memory, coverage: .policy, stateLimit: 300_000)
    let exact = try ExactSolution(of: tables.mdp, under: tables.policy)
    let scale = max(1, abs(exact.value))
    let whole = try BoundedValue(of: scenario, under: policy, memory: memory, stateLimit: .max)
    #expect(whole.stop == .complete)
    #expect(whole.isExact)
    let value = try #require(whole.value)
    #expect(value.lowerBound == value.upperBound)
    #expect(whole.success.lowerBound == whole.success.upperBound)
    #expect(abs(value.lowerBound - exact.value) <= 1e-12 * scale)
    #expect(abs(whole.success.lowerBound - exact.successProbability) <= 1e-12)
    #expect(whole.frontierMass == 0)

    var generator = SplitMix64(seed: seed)
    let limits = ([1] + (0..<4).map { _ in Int.random(in: 1...whole.cellCount, using: &generator) }).sorted()
    var last: BoundedValue?
    for limit in limits {
      let found = try BoundedValue(of: scenario, under: policy, memory: memory, stateLimit: limit)
      let bounds = try #require(found.value)
      let slack = 1e-12 * scale
      #expect(bounds.lowerBound - slack <= exact.value && exact.value <= bounds.upperBound + slack)
      #expect(found.success.lowerBound - 1e-12 <= exact.successProbability)
      #expect(exact.successProbability <= found.success.upperBound + 1e-12)
      #expect(found.success.width <= found.frontierMass + 1e-12)
      #expect(found.expandedCount <= found.cellCount && found.cellCount <= whole.cellCount)
      if let last, let wider = last.value {
        #expect(bounds.width <= wider.width + slack)
        #expect(found.success.width <= last.success.width + 1e-12)
        #expect(found.expandedCount >= last.expandedCount)
        #expect(found.frontierMass <= last.frontierMass + 1e-12)
      }
      last = found
    }
    #expect(
      last
        == (try BoundedValue(
          of: scenario, under: policy, memory: memory, stateLimit: limits[limits.count - 1])))
  }

  @Test(arguments: names, [Memory.lastObservation, .history])
  func exactValuesLieInside(name: String, memory: Memory) throws {
    let scenario = try Self.scenario(name)
    try checkBounds(of: scenario, under: BehaviourPolicy(), memory, seed: 1)
    try checkBounds(of: scenario, under: ByLabel(), memory, seed: 2)
  }

  /// `single` with a fork at turn 0: right with 0.75, then a turn without choice, then a lottery of 0.9 or 0.1. The start is
  /// one cell, expanding it finds two, each of which finds its end.
  @Test func aForkByHand() throws {
    let fork = try ScenarioCatalogue.entry(named: "single").scenario(
      pairs("turns=2 fork=0 rightProbability=0.75 decoyActions=1 high=0.9 low=0.1"))
    func found(_ limit: Int) throws -> BoundedValue {
      try BoundedValue(of: fork, under: BehaviourPolicy(), stateLimit: limit)
    }
    for (limit, expanded, cells, mass, lower, upper) in [
      (1, 0, 1, 1.0, 0.0, 1.0), (2, 1, 3, 1, 0, 1), (3, 1, 3, 1, 0, 1), (4, 2, 4, 0.25, 0.675, 0.925),
    ] {
      let found = try found(limit)
      #expect(found.stop == .stateLimit)
      #expect(found.expandedCount == expanded)
      #expect(found.cellCount == cells)
      #expect(found.frontierMass == mass)
      let value = try #require(found.value)
      #expect(abs(value.lowerBound - lower) < 1e-15 && abs(value.upperBound - upper) < 1e-15)
      #expect(found.success == value)
    }
    let whole = try found(5)
    #expect([whole.expandedCount, whole.cellCount] == [3, 5])
    #expect(whole.stop == .complete)
    #expect(abs((whole.value?.lowerBound ?? .nan) - 0.7) < 1e-15)
    let narrow = try BoundedValue(of: fork, under: BehaviourPolicy(), to: 0.3)
    #expect(narrow.stop == .width)
    #expect(narrow.expandedCount == 2)
  }

  /// A walk between 0 and 6, which costs its place every turn and ends early at 6.
  private struct Walk: Scenario {
    var facts: ScenarioFacts
    var horizon = 8
    var discount = 0.9
    let agents: [AgentID] = ["walker"]
    var initialStates: Distribution<Int> { Distribution([(2, 0.5), (3, 0.5), (4, 0)]) }
    func actingAgents(in state: Int) -> [AgentID] { state == 6 ? [] : agents }
    func legalActions(for agent: AgentID, in state: Int) -> [String] { ["up", "down"] }
    func observation(for agent: AgentID, in state: Int) -> Int { state }
    func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
      let to = actions.only == "up" ? min(6, state + 1) : max(0, state - 1)
      return Distribution([
        (Transition(to: to, reward: Double(-state)), 0.8), (Transition(to: state, reward: 0), 0.2),
      ])
    }
    func endings(in state: Int) -> Distribution<Ending> {
      state == 6 ? Distribution(Ending(.success, reward: 1)) : Distribution(Ending(.failure, reward: -1))
    }
  }

  private static let rewards = -7.0...1

  /// Discount and negative rewards, bounds of rewards over the turns that are left.
  @Test func discountsAndCosts() throws {
    for discount in [1, 0.9, 0.0] {
      var walk = Walk(facts: ScenarioFacts(rewardBounds: Self.rewards))
      walk.discount = discount
      try checkBounds(of: walk, under: BehaviourPolicy(), .lastObservation, seed: 3)
      try checkBounds(of: walk, under: ByLabel(), .observations(2), seed: 4)
      let weights = (0..<8).reduce((sum: 0.0, weight: 1.0)) {
        state, _ in (state.sum + state.weight, state.weight * discount)
      }.sum
      let first = try #require(
        try BoundedValue(of: walk, under: UniformPolicy(), stateLimit: 1).value)
      #expect(abs(first.lowerBound + 7 * weights) < 1e-12)
      #expect(abs(first.upperBound - weights) < 1e-12)
    }
  }

  /// A positive reward is paid once at least, a negative one at most in each turn.
  @Test func anEpisodeMayStopAfterATurn() throws {
    var walk = Walk(facts: ScenarioFacts(rewardBounds: 1...2))
    walk.discount = 1
    walk.horizon = 3
    #expect(try walk.returnBoundsByTurn() == [1...6, 1...4, 1...2])
    walk.facts.returnBounds = 0...3
    #expect(try walk.returnBoundsByTurn() == [1...3, 1...3, 1...2])
    walk.facts.returnBounds = 7...8
    #expect(throws: ScenarioError.self) { try walk.returnBoundsByTurn() }
    #expect(throws: ScenarioError.self) { try BoundedValue(of: walk, under: UniformPolicy()) }
    walk.facts = ScenarioFacts(rewardBounds: 0...Double.infinity)
    #expect(try walk.returnBoundsByTurn() == nil)
    walk.facts.returnBounds = -2...2
    #expect(try walk.returnBoundsByTurn() == [0...2, 0...2, 0...2])
  }

  /// Declared returns hold of every cell, so they never make bounds wider.
  @Test func declaredReturnsTighten() throws {
    var walk = Walk(facts: ScenarioFacts(rewardBounds: Self.rewards))
    var declared = walk
    declared.facts.returnBounds = -30...1
    try checkBounds(of: declared, under: UniformPolicy(), .lastObservation, seed: 5)
    walk.discount = 1
    declared.discount = 1
    for limit in [1, 5, 10, 20, 30] {
      let wide = try #require(try BoundedValue(of: walk, under: UniformPolicy(), stateLimit: limit).value)
      let tight = try #require(
        try BoundedValue(of: declared, under: UniformPolicy(), stateLimit: limit).value)
      #expect(tight.width <= wide.width)
      #expect(tight.lowerBound >= wide.lowerBound && tight.upperBound <= wide.upperBound)
    }
  }

  /// Expansion stops when the bounds are close enough, of the value or of the probability of success.
  @Test(arguments: [(value: 3.0, success: 0.9), (1, 0.5), (0.1, 0.3)])
  func widthsAreReached(value: Double, success: Double) throws {
    var walk = Walk(facts: ScenarioFacts(rewardBounds: Self.rewards))
    walk.horizon = 40
    walk.discount = 0.5
    let whole = try BoundedValue(of: walk, under: UniformPolicy())
    let byValue = try BoundedValue(of: walk, under: UniformPolicy(), to: value)
    #expect(byValue.stop == .width)
    #expect(try #require(byValue.value).width <= value)
    #expect(byValue.expandedCount < whole.expandedCount)
    let bySuccess = try BoundedValue(of: walk, under: UniformPolicy(), narrowing: .success, to: success)
    #expect(bySuccess.stop == .width)
    #expect(bySuccess.success.width <= success)
    #expect(bySuccess.expandedCount < whole.expandedCount)
  }

  /// Without declared bounds the value is known when all is expanded, and the probability of success is bounded before.
  @Test func nothingDeclared() throws {
    let walk = Walk(facts: ScenarioFacts())
    let declared = Walk(facts: ScenarioFacts(rewardBounds: Self.rewards))
    let whole = try BoundedValue(of: walk, under: UniformPolicy())
    #expect(whole == (try BoundedValue(of: declared, under: UniformPolicy())))
    #expect(whole.isExact)
    let success = try BoundedValue(of: walk, under: UniformPolicy(), narrowing: .success, stateLimit: 12)
    #expect(success.value == nil)
    #expect(success.stop == .stateLimit)
    #expect(success.success.contains(whole.success.lowerBound))
    #expect(
      throws: BoundedValueError.noReturnBounds(success: success.success, cells: success.cellCount)
    ) {
      try BoundedValue(of: walk, under: UniformPolicy(), stateLimit: 12)
    }
    let words = BoundedValueError.noReturnBounds(success: 0.25...0.5, cells: 12).description
    #expect(words.contains("facts.rewardBounds") && words.contains("facts.returnBounds"))
    #expect(words.contains("The probability of success is in [0.25, 0.5]."))
  }

  @Test func badInput() throws {
    let walk = Walk(facts: ScenarioFacts(rewardBounds: Self.rewards))
    for width in [-0.1, .nan, .infinity] {
      #expect(throws: BoundedValueError.invalidWidth(found: "\(width)")) {
        try BoundedValue(of: walk, under: UniformPolicy(), to: width)
      }
    }
    #expect(throws: BoundedValueError.invalidStateLimit(found: 0)) {
      try BoundedValue(of: walk, under: UniformPolicy(), stateLimit: 0)
    }
    #expect(throws: PolicyError.self) {
      try BoundedValue(of: walk, under: try FixedPolicy(["sideways"], of: walk.agents))
    }
  }

  /// A cell where the policy takes more joint actions than there may be cells stays in the frontier.
  @Test func manyJointActionsAreNotMultipliedOut() throws {
    let tiger = try Self.scenario("dec-tiger")
    let found = try BoundedValue(of: tiger, under: UniformPolicy(), stateLimit: 8)
    #expect(found.expandedCount == 0)
    #expect(found.stop == .stateLimit)
    #expect(try BoundedValue(of: tiger, under: UniformPolicy(), stateLimit: 9).expandedCount > 0)
  }

  /// A policy that looks at the last observation alone needs no more cells with long memories.
  @Test func memoriesThatDoNotMatterAreNotToldApart() throws {
    let relay = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let found = try [Memory.lastObservation, .history].map {
      try BoundedValue(of: relay, under: BehaviourPolicy(), memory: $0, stateLimit: 3000)
    }
    #expect(found[0].cellCount <= found[1].cellCount)
    let width = try found.map { try #require($0.value).width }
    #expect(width[1] < 1)
    #expect(width[0] <= width[1])
  }
}

extension ClosedRange<Double> {
  var width: Double { upperBound - lowerBound }
}
