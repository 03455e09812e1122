import CreditMethods
import CreditStatistics
import DecPOMDP
import Simulation
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

/// What must be seen where everything is known: exact credit learns, shuffled credit does not, and the exact gradient comes to
/// optima.
@Suite struct LearningTests {
  struct World: Sendable, CustomTestStringConvertible {
    let name: String
    var settings = ""
    var memory = Memory.lastObservation
    var optimum: Double?
    var testDescription: String { name }
  }

  static let worlds = [
    World(name: "single"), World(name: "memory", memory: .history), World(name: "coupling"),
    World(name: "relay", settings: "components=2 horizon=5"),
    World(name: "dec-tiger", settings: "horizon=2", memory: .history),
  ]

  /// Worlds with known optima.
  static let solvable = [
    World(name: "and", optimum: 1), World(name: "two-step", memory: .history, optimum: 8),
    World(name: "dec-tiger", settings: "horizon=2", memory: .history, optimum: -4),
  ]

  /// What the gradients of 120 batches are worth along the exact gradient: for shuffled credit nothing on average, because over all
  /// orders a batch's gradient is 0. A t ratio beyond 6.5 with 119 degrees of freedom has the probability 2e-9, so that five
  /// scenarios together alarm falsely with less than 1e-6. Exact credit must be far beyond.
  @Test(arguments: worlds)
  func shuffledCreditHasNoDirection(world: World) throws {
    let mdp = try compiled(world.name, world.settings, memory: world.memory)
    let policy = TabularPolicy.uniform(on: mdp)
    let methods = try ["shuffled", "exact"].map {
      try MethodRequest(Call($0), in: .controls, defaults: mdp.rewardSettings)
    }
    let plan = try StudyPlan(
      mdp: mdp, policy: policy, methods: methods, episodes: 8, groupSize: 1, batches: 120, seed: 11,
      threads: 1)
    let engine = try Engine(solving: plan)
    let exact = try #require(engine.truth.solution).policyGradient()
    var moments = [RunningMoments](repeating: RunningMoments(), count: 2)
    for batch in 0..<120 {
      let judged = try engine.judge(batch, threads: 1)
      for method in 0..<2 {
        let gradient = InducedGradient.gradient(
          of: judged.rollouts, credits: judged.attributions[method].credits)
        moments[method].add(zip(gradient, exact).reduce(0) { $0 + $1.0 * $1.1 })
      }
      // The same credits but for their mean.
      let (shuffled, own) = (judged.attributions[0].credits, judged.attributions[1].credits)
      let mean = own.reduce(0, +) / Double(own.count)
      expectEqual(shuffled.sorted(), own.map { $0 - mean }.sorted(), within: 1e-12)
    }
    let ratios = try moments.map { moments in
      let mean = try #require(moments.mean.optional)
      return try mean / #require(moments.standardErrorOfMean.optional)
    }
    #expect(abs(ratios[0]) < 6.5)
    #expect(ratios[1] > 8)
  }

  /// Over 8 starts exact credit gains, and much more than shuffled credit does: what is asked of the draws of this seed.
  @Test(arguments: worlds)
  func exactCreditLearns(world: World) throws {
    let mdp = try compiled(world.name, world.settings, memory: world.memory)
    let plan = try trainingPlan(
      world.name, world.settings, memory: world.memory, methods: "exact,shuffled,exact-gradient",
      episodes: mdp.nodeCount > 500 ? 32 : 16, updates: mdp.nodeCount > 500 ? 6 : 20, starts: 8
    ) {
      $0.rule = UpdateRule(.normalised, rate: 0.3)
      $0.start.kind = .drawn
      $0.checks = 1
    }
    let result = try Training(plan).run()
    let arms = result.tables[0].arms
    let gains = try arms.map { try #require($0.gain.mean.optional) }
    #expect(gains[0] > 0 && gains[2] > 0)
    #expect(try #require(arms[0].gain.interval.optional).lower > 0)
    #expect(gains[1] < 0.4 * gains[0])
    let pair = try #require(result.tables[0].pairs.first { $0.first == "exact" && $0.second == "shuffled" })
    #expect(try #require(pair.test.optional).pValue < 0.02)
  }

  /// Optima that softmax policies come as near to as they like: the best of some drawn starts comes within 1% of the range of
  /// the optimum that the solver finds, and no run passes it.
  @Test(arguments: solvable, [UpdateRule.Kind.normalised, .fixedKL])
  func theExactGradientComesToTheOptimum(world: World, kind: UpdateRule.Kind) throws {
    let optimum = try #require(world.optimum)
    let solved = try OptimalPolicy(of: compiled(world.name, world.settings))
    #expect(solved.solution.status == .optimal && abs(solved.solution.value - optimum) < 1e-9)
    let plan = try trainingPlan(
      world.name, world.settings, memory: world.memory, methods: "exact-gradient", updates: 150, starts: 12
    ) {
      $0.rule = UpdateRule(kind, rate: kind == .normalised ? 0.5 : 0.05)
      $0.start = StartingPolicy(.drawn, scale: 1.5)
      $0.checks = 1
    }
    var ends: [Double] = []
    var starts: [Double] = []
    _ = try Training(plan).run(keep: {
      ends.append($0.value.last ?? 0)
      starts.append($0.value[0])
      #expect($0.value.allSatisfy { $0 <= optimum + 1e-9 })
    })
    let range = optimum - (starts.min() ?? 0)
    #expect((ends.max() ?? 0) > optimum - 0.01 * range)
  }

  /// Noise of the credits costs more the more there is of it, and so does bias.
  @Test func spoiltCreditLearnsLess() throws {
    let plan = try trainingPlan(
      "single", methods: "exact,exact(noise=3),exact(noise=30),exact(bias=3),exact(bias=30)", episodes: 16,
      updates: 25, starts: 12
    ) {
      $0.start.kind = .uniform; $0.seeds = 12; $0.checks = 1
    }
    let result = try Training(plan).run()
    let gains = try result.tables[0].arms.map { try #require($0.area.mean.optional) }
    #expect(gains[0] > gains[1] && gains[1] > gains[2])
    #expect(gains[0] > gains[3] && gains[3] > gains[4])
  }
}
