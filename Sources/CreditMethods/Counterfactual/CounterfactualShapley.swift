import CoalitionGames
import Ground
import Simulation
package import Trajectories

/// Shapley values of what an episode would have returned without some of its agents, everything that was drawn being held fixed.
///
/// `shapley` values coalitions by expectations, or by plays with draws of their own; here the draws are those of the episode, so that its
/// own return is divided, less what it would have been without all, and luck that nobody could change divides into nothing.
package struct CounterfactualShapley: CreditMethod {
  /// How values are found.
  private enum Estimator: String, CaseIterable {
    /// From all coalitions.
    case exact
    /// From orders that are drawn.
    case permutation
  }

  /// Most players whose coalitions are all played.
  private static let playerLimit = 12

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "counterfactual_shapley", name: "Counterfactual Shapley values under the episode's own noise",
    source:
      "Ascribe's own construction: Shapley, A value for n-person games (1953), on the counterfactuals of Pearl, Causality (2009), "
      + "section 7.1; a paper of that name (arXiv 2607.16999) was not read",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "The Shapley value of the player in the return of this one episode under its own draws; the credits of an episode sum to its "
      + "return less its return without any player. Not an expectation: it says what happened, with this luck.",
    formula:
      "phi_i = sum over C without i of |C|! (n - |C| - 1)! / n! (v(C + i) - v(C)), v(C) = return of the episode's replay with its own "
      + "draws, in which players outside C take the default action; a player's value is divided equally among its decisions",
    needs: [.trajectories, .replay],
    cost: "2^n - 1 replays of an episode of n players (exact), or orders · (n + 1)",
    unverified: [
      .init("all of it as a method of that name: it is our construction, and the paper was not read")
    ],
    sums: [.init(.episode, .returnLessAbsence)])

  @Parameter("a player is an agent, or one decision of an agent") private var players =
    CounterfactualGame.Players.agent
  @Parameter("all coalitions, or orders that are drawn") private var estimator = Estimator.exact
  @Parameter("orders that are drawn (permutation)", in: 1...1_000_000) private var orders = 64

  /// The method with its defaults.
  package init() {}

  /// What its credits compare.
  package var contrast: Contrast? {
    Contrast(
      unit: players == .agent ? .agent : .decision, teammates: .coalitions, reference: .defaultAction,
      support: .declared)
  }

  /// The share of every decision in the Shapley value of its player.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    guard rollouts.plan != nil else {
      throw .lacks(
        method: Self.card.id, need: "the draws of the episodes",
        howToSupply: "Those of recorded episodes are not known: use shapley(worth=replay).")
    }
    let replay = Replay(of: rollouts, noise: .recorded, seed: context.seed)
    let returns = discountedReturns(
      of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: rollouts.mdp.discount)
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let game = CounterfactualGame(of: episode, replay, players: players)
      let turns = batch.turns(of: episode)
      let divided = try values(
        of: game, whole: turns.isEmpty ? 0 : returns[turns.lowerBound], episode, batch, context)
      let first = batch.decisions(ofEpisode: episode).lowerBound
      var credits = [Double](repeating: 0, count: batch.decisions(ofEpisode: episode).count)
      for (player, value) in zip(game.players, divided.values) {
        for decision in player.decisions {
          credits[decision - first] = value / Double(player.decisions.count)
        }
      }
      return (credits, divided.cost)
    }
    return try Attribution(
      finite: parts.flatMap(\.0), of: batch, method: Self.card.id, cost: .sum(parts.map(\.1)))
  }

  /// The Shapley values of a game.
  private func values(
    of game: CounterfactualGame, whole: Double, _ episode: Int, _ batch: TrajectoryBatch,
    _ context: AttributionContext
  ) throws(AttributionError) -> (values: [Double], cost: ReplayCost) {
    let count = game.players.count
    guard count > 0 else { return ([], ReplayCost()) }
    guard estimator == .permutation || count <= Self.playerLimit else {
      throw .refused(
        method: Self.card.id,
        reason:
          "episode \"\(batch.episodeName(episode))\" has \(count) players, and estimator=exact replays 2^\(count) coalitions; at most "
          + "\(Self.playerLimit) are accepted. Set estimator=permutation and orders, or players=agent.")
    }
    var cost = ReplayCost()
    var failure: ReplayError?
    // Draws are held fixed, so that a coalition has one worth however often it is asked for.
    var known: [[Bool]: Double] = [[Bool](repeating: true, count: count): whole]
    func worth(_ members: [Bool]) -> Double {
      if let worth = known[members] { return worth }
      do throws(ReplayError) {
        let played = try game.worths(of: [members])
        cost += played.cost
        known[members] = played.worths[0]
        return played.worths[0]
      } catch {
        failure = error
        return 0
      }
    }
    let values: [Double]
    do throws(CoalitionError) {
      switch estimator {
      case .exact: values = try CoalitionGame(players: count, value: worth).shapleyValues()
      case .permutation:
        values = try PermutationSampling(
          players: count, orders: orders, seed: context.seed,
          stream: PhiloxStream.game(
            batch: context.simulation?.lane ?? 0, turn: UInt32(batch.turns(of: episode).lowerBound))
        ).estimate { members, _ in worth(members) }.values
      }
    } catch {
      throw .numerical(method: Self.card.id, reason: "\(error)")
    }
    if let failure { throw AttributionError(failure, method: Self.card.id) }
    return (values, cost)
  }
}
