import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// The decisions of some episodes whose credits look largest, and what playing on from them shows.
struct SampledDecisions {
  /// Decisions of the episodes, and those of them that were looked at: different ones, where the agent had a choice.
  let total: Int
  private(set) var candidates = 0
  /// Those whose credits were sampled, largest credit first.
  private(set) var found: [SampledDecision] = []
  /// Continuations that were played, and their turns.
  private(set) var continuations = 0
  private(set) var turns = 0

  private let rollouts: Rollouts
  private let replay: Replay
  private let plan: SampledValuePlan
  private let glance: Int

  init(of rollouts: Rollouts, _ plan: SampledValuePlan, glance: Int) {
    self.rollouts = rollouts
    self.plan = plan
    self.glance = glance
    total = rollouts.batch.decisionCount
    replay = Replay(of: rollouts, noise: .common, seed: plan.seed, purpose: .truth)
  }

  /// A decision, and where it stands.
  private struct Place {
    let decision: Int
    let place: (episode: Int, index: Int, turn: Int, slot: Int)
  }

  /// Plays on: half of the budget to find the decisions, in two rounds of which the second plays the better looking quarter on
  /// four times as often, half to judge them.
  ///
  /// - Parameter budget: Most continuations.
  mutating func sample(within budget: Int) throws {
    let glanced = candidates(within: budget / 4)
    candidates = glanced.count
    let first = try play(glanced, glance)
    let best = Self.largest(max(plan.decisions, glanced.count / 4), by: first.map { $0.credit.means[0] })
    let second = try play(best.map { glanced[$0] }, 4 * glance, from: glance)
    let chosen = Self.largest(
      plan.decisions, by: zip(best, second).map { (first[$0].credit.means[0] + 4 * $1.credit.means[0]) / 5 }
    ).map { glanced[best[$0]] }
    // All intervals hold together. What led here does not count, or credits would look larger than they are.
    let error = (1 - plan.confidence) / Double(max(1, chosen.count))
    let judged = try play(
      chosen, (budget - continuations) / max(1, chosen.count), isShared: true, precision: plan.precision,
      confidence: 1 - error, from: 5 * glance)
    found = zip(chosen, judged).map { SampledDecision($0.decision, at: $0.place, rollouts, $1) }
      .sorted { abs($0.credit) > abs($1.credit) }
  }

  /// The places of the numbers that are largest in size, the largest first, of equals the earlier one.
  private static func largest(_ count: Int, by credits: [Double]) -> [Int] {
    Array(credits.indices.sorted { (-abs(credits[$0]), $0) < (-abs(credits[$1]), $1) }.prefix(count))
  }

  /// Different decisions in a random order, as many as continuations pay for.
  private func candidates(within budget: Int) -> [Place] {
    var walk = DecisionPlaces(rollouts.batch)
    let places = (0..<total).map { Place(decision: $0, place: walk.next($0)) }
    var (chosen, seen, spent): ([Place], Set<[Int]>, Int) = ([], [], 0)
    for place in SampledCredits.order(of: total, replay.draws).map({ places[$0] }) {
      let alternatives = alternativeCount(at: place)
      guard alternatives > 1 else { continue }
      let index = place.place.index
      let same = [
        Int(rollouts.node[index]), place.place.turn, rollouts.row(ofTurn: index), place.place.slot,
      ]
      guard seen.insert(same).inserted else { continue }
      spent += alternatives * glance
      if spent > budget { break }
      chosen.append(place)
    }
    return chosen
  }

  private func alternativeCount(at place: Place) -> Int {
    rollouts.choices(ofTurn: place.place.index, slot: place.place.slot).count
  }

  /// What playing on from a decision showed.
  struct Branches: Sendable {
    var credit = SampledCredits.Halves()
    /// Continuations of each alternative, of all, and their turns.
    let continuations, played, turns: Int
  }

  /// - Parameters:
  ///   - continuations: Most continuations of a decision: of every one of its alternatives, or shared by them.
  ///   - first: Number of the first one.
  private mutating func play(
    _ places: [Place], _ continuations: Int, isShared: Bool = false, precision: Double? = nil,
    confidence: Double = 0.95, from first: Int = 0
  ) throws -> [Branches] {
    let (replay, bounds) = (replay, isShared ? plan.returnBounds : nil)
    let counts = places.map { isShared ? continuations / alternativeCount(at: $0) : continuations }
    let played = parallelMap(count: places.count, threads: plan.threads) { index in
      // Halves have as many continuations each.
      let sampling = SampledTruthPlan(
        decisions: 2, continuations: min(max(2, counts[index] / 2 * 2), Replay.continuationLimit / 2),
        precision: precision, returnBounds: bounds)
      var branches = DecisionBranches(
        of: places[index].decision, at: places[index].place, replay, [.counterfactual], sampling, confidence,
        from: first)
      branches.play()
      var found = Branches(
        continuations: branches.count, played: branches.played, turns: branches.turns)
      branches.append(0, to: &found.credit)
      return found
    }
    if let failure = replay.failure { throw failure }
    for branches in played {
      self.continuations += branches.played
      turns += branches.turns
    }
    return played
  }
}
