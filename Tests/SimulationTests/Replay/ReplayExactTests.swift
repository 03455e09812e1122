import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Means of replays against exact values.
///
/// Bounds are Bernstein's or Hoeffding's inequality, which hold for every number of continuations; each test divides a
/// false-alarm rate of 1e-6 among all that it compares.
@Suite struct ReplayExactTests {
  private static let falseAlarm = 1e-6

  /// Every decision of every small scenario against every alternative: the mean difference from the recorded action is
  /// the exact contrast Q(x, (b, a_-i)) - Q(x, a).
  @Test(arguments: smallScenarios, [Replay.Noise.independent, .common])
  func contrastsAreUnbiased(name: String, noise: Replay.Noise) throws {
    // A shorter game of the tiger, and fewer episodes where decisions are of hundreds of kinds.
    let settings = name == "dec-tiger" ? [(name: "horizon", value: "2")] : []
    let hasManyKinds = ["box-pushing", "meeting-grid", "broadcast-channel", "recycling-robots"].contains(name)
    let played = try Played(name, settings, episodes: hasManyKinds ? 4 : 40, seed: 1)
    let replay = Replay(of: played.rollouts, noise: noise, seed: 77)
    let kinds = played.kinds
    let comparisons = kinds.reduce(0) { $0 + played.legal($1).count }
    let count = 50
    for place in kinds {
      let legal = played.legal(place)
      let requests =
        [ReplayRequest(episode: place.episode, turn: place.turn)]
        + legal.map {
          ReplayRequest(
            episode: place.episode, turn: place.turn, .replacing(place.agent, at: place.turn, by: $0))
        }
      let outcomes = try replay.continuations(of: requests, count: count)
      let index = played.index(place)
      let factual = played.moments(place, row: played.rollouts.row(ofTurn: index))
      for action in legal.indices {
        let row = played.rollouts.row(ofTurn: index, replacing: place.slot, by: action)
        let exact = played.moments(place, row: row)
        let cell = played.solution.cells.index(turn: place.turn, node: played.node(place))
        #expect(
          abs(exact.mean - played.solution.cells.actionValue[played.solution.cells.rowStart[cell] + row])
            < 1e-9)
        let expected = try replay.expectation(of: requests[1 + action], in: played.solution)
        #expect(abs(expected.return - exact.mean) < 1e-9)
        // Draws in common only bring the two nearer: the sum of both deviations bounds that of the difference.
        let variance = (exact.variance.squareRoot() + factual.variance.squareRoot())
        let bound = bernstein(
          variance: variance * variance, range: 2 * played.spread, count: count,
          falseAlarm: Self.falseAlarm / Double(comparisons))
        let contrast = outcomes.meanReturn(of: 1 + action) - outcomes.meanReturn(of: 0)
        #expect(abs(contrast - (exact.mean - factual.mean)) <= bound + 1e-9, "\(place) \(legal[action])")
      }
    }
  }

  /// The bound must see a contrast that is wrong: that of `single`'s fork, taken for its negative.
  @Test func theBoundFindsAWrongContrast() throws {
    let played = try Played("single", episodes: 60, seed: 1)
    let replay = Replay(of: played.rollouts, seed: 77)
    let place = try #require(played.kinds.first { $0.turn == 3 })
    let requests = played.legal(place).map {
      ReplayRequest(episode: place.episode, turn: 3, .replacing(place.agent, at: 3, by: $0))
    }
    let outcomes = try replay.continuations(of: requests, count: 3000)
    let contrast = outcomes.meanReturn(of: 0) - outcomes.meanReturn(of: 1)
    let bound = bernstein(variance: 0.36, range: 2, count: 3000, falseAlarm: 1e-6)
    #expect(abs(abs(contrast) - 0.8) <= bound)
    #expect(abs(-contrast - contrast) > 5 * bound)
  }

  private static let restorations = ["privileged", "public", "actions"]

  private func replay(_ name: String, _ played: Played, seed: UInt64 = 5) -> Replay {
    let restoration: Replay.Restoration =
      switch name {
      case "privileged": .privileged
      case "public": .publicState(PublicBelief(played.solution))
      default: .recordedActions
      }
    return Replay(
      of: played.rollouts, others: [.uniform(on: played.mdp)], restoring: restoration, seed: seed)
  }

  /// Interventions of every kind that fit a decision of the record.
  private func interventions(at place: Played.Place, _ played: Played) -> [Intervention] {
    let horizon = played.mdp.horizon
    let action = played.legal(place)[0]
    let last = played.rollouts.batch.turns(of: place.episode).count - 1
    var all: [Intervention] = [
      .none, .resampled, Intervention(keeping: .everything),
      .replacing(place.agent, at: place.turn, by: action),
      .replacing(place.agent, at: place.turn, by: action, keeping: .everything),
      .deleting(turn: place.turn, absence: .defaultAction),
      .deleting(turn: place.turn, of: place.agent, absence: .policy(0), keeping: .everything),
      .deleting(turn: last, absence: .policy(1), keeping: .everything),
      .following(1, by: place.agent, in: place.turn..<horizon),
      .following(1, by: nil, in: place.turn..<min(place.turn + 2, horizon), keeping: .everything),
    ]
    if place.turn + 1 < horizon {
      all.append(.following(1, by: place.agent, in: place.turn + 1..<horizon, keeping: .restoredTurn))
      all.append(
        Intervention(
          [
            .init(of: nil, in: place.turn..<horizon, to: .defaultAction),
            .init(of: nil, in: place.turn + 1..<place.turn + 2, to: .recorded),
          ].filter { _ in place.turn < last }))
    }
    return all
  }

  /// The expectation against a recursion that follows the words of the interventions.
  @Test(
    .tags(.slow), .whereSlowTestsRun,
    arguments: ["two-step", "coupling", "memory", "repair", "dec-tiger", "typed"], restorations)
  func expectationsAreThoseOfThePlainRecursion(name: String, restoration: String) throws {
    let played = try Played(
      name, name == "dec-tiger" ? [("horizon", "2")] : [], isUniform: true, episodes: 30, seed: 3)
    let replay = replay(restoration, played)
    for place in played.kinds.prefix(2) {
      for intervention in interventions(at: place, played) {
        let request = ReplayRequest(episode: place.episode, turn: place.turn, intervention)
        let found = try replay.expectation(of: request, in: played.solution)
        let plain = PlainReplay(replay, played.solution).expectation(of: request)
        #expect(abs(found.return - plain.return) < 1e-9, "\(request)")
        #expect(abs(found.success - plain.success) < 1e-9, "\(request)")
      }
    }
  }

  /// Sampled means of interventions of every kind against their expectations.
  @Test(arguments: ["two-step", "memory", "dec-tiger", "repair", "witness-plus"], restorations)
  func meansAreTheExpectations(name: String, restoration: String) throws {
    let played = try Played(name, episodes: 20, seed: 3)
    let replay = replay(restoration, played)
    let requests = played.kinds.prefix(3).flatMap { place in
      interventions(at: place, played).map {
        ReplayRequest(episode: place.episode, turn: place.turn, $0)
      }
    }
    let count = 40
    let outcomes = try replay.continuations(of: requests, count: count, threads: 2)
    // Hoeffding's inequality is Bernstein's with the largest variance that the range allows, but sharper.
    let variance = played.spread * played.spread / 4
    let bound = bernstein(
      variance: variance, range: played.spread, count: count,
      falseAlarm: Self.falseAlarm / Double(requests.count))
    for (index, request) in requests.enumerated() {
      let exact = try replay.expectation(of: request, in: played.solution)
      #expect(abs(outcomes.meanReturn(of: index) - exact.return) <= bound, "\(request)")
    }
  }

  /// The belief of the tiger's side after one hearing each: both right, both wrong, or one of each.
  @Test func theBeliefIsThePosterior() throws {
    let mdp = try decTiger(horizon: 3)
    let policy = try mdp.policy(none: [1, 0, 0], left: [1, 0, 0], right: [1, 0, 0])
    let solution = try ExactSolution(of: mdp, under: policy)
    let belief = PublicBelief(solution)
    var found: [[String]: [Double]] = [:]
    for cell in solution.cells.cells(ofTurn: 1) where solution.cells.visitation[cell] > 0 {
      let node = solution.cells.node[cell]
      let group = try #require(belief.group(turn: 1, node: Int(node)))
      found[mdp.known(node)] = belief.members(of: group).map(\.probability).sorted()
    }
    // Each hears right with probability .85.
    let (agree, differ) = (0.85 * 0.85, 0.15 * 0.15)
    let side = [differ / (agree + differ), agree / (agree + differ)]
    let expected = [
      ["hear-left", "hear-left"]: side, ["hear-right", "hear-right"]: side,
      ["hear-left", "hear-right"]: [0.5, 0.5], ["hear-right", "hear-left"]: [0.5, 0.5],
    ]
    #expect(found.count == 4)
    for (known, probabilities) in expected { #expect(near(found[known] ?? [], probabilities, 1e-12)) }
  }

  /// In the witness worlds the public state says nothing of Z, so that the contrast of the two acts from it is the mean
  /// over Z: +1/2 and -1/2. From the privileged state it depends on Z.
  @Test(arguments: [("witness-plus", 0.5), ("witness-minus", -0.5)])
  func witnessesHaveOppositeContrasts(name: String, contrast: Double) throws {
    let played = try Played(name, episodes: 16, seed: 2)
    let requests = ["act-1", "act-0"].map {
      ReplayRequest(episode: 3, turn: 0, .replacing("solver", at: 0, by: $0))
    }
    let replay = replay("public", played)
    let exact = try requests.map { try replay.expectation(of: $0, in: played.solution).return }
    #expect(exact[0] - exact[1] == contrast)
    let outcomes = try replay.continuations(of: requests, count: 4000)
    let bound = bernstein(variance: 0.5, range: 2, count: 4000, falseAlarm: 1e-6)
    #expect(abs(outcomes.meanReturn(of: 0) - outcomes.meanReturn(of: 1) - contrast) < bound)
  }

  /// With common random numbers the difference between the fork's actions of `single` has the same mean and no larger
  /// variance: what is left of it is one draw of the ending, .8 or 0 apart, instead of two.
  @Test func commonRandomNumbersReduceTheVariance() throws {
    let played = try Played("single", episodes: 4, seed: 1)
    var variances: [Replay.Noise: Double] = [:]
    let count = 4000
    for noise in Replay.Noise.allCases {
      let replay = Replay(of: played.rollouts, noise: noise, seed: 7)
      let place = try #require(played.kinds.first { $0.turn == 3 })
      let outcomes = try replay.continuations(
        of: played.legal(place).map {
          ReplayRequest(episode: 0, turn: 3, .replacing(place.agent, at: 3, by: $0))
        }, count: count)
      let differences = zip(outcomes.returns[outcomes.rows(of: 0)], outcomes.returns[outcomes.rows(of: 1)])
        .map { abs($0 - $1) * ($0 > $1 ? 1 : -1) }
      let mean = differences.reduce(0, +) / Double(count)
      variances[noise] = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
      let bound = bernstein(variance: 0.18, range: 2, count: count, falseAlarm: 1e-7)
      #expect(abs(abs(mean) - 0.8) < bound)
    }
    // Exactly: .9 · .1 twice with independent draws; .8 · .2 with one common draw of the ending.
    #expect(abs((variances[.independent] ?? 0) - 0.18) < 0.02)
    #expect(abs((variances[.common] ?? 0) - 0.16) < 0.02)
    #expect((variances[.common] ?? 1) < (variances[.independent] ?? 0))
    #expect((variances[.recorded] ?? 1) < (variances[.independent] ?? 0))
  }
}
