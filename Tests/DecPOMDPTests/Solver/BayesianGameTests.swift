import Testing
import TestSupport

@testable import DecPOMDP

/// Games of one stage, by hand and against trying all decisions.
@Suite struct BayesianGameTests {
  /// Two types each with probability 1/4 a pair. Both get 1 for the same action, except where both have type 1: there
  /// they must differ. Three of four pairs can be had, whatever is decided: 3/4.
  @Test func threeOfFourPairsCanBeWon() {
    var game = BayesianGame(typeCounts: [2, 2], actionCounts: [2, 2])
    for type in 0..<4 {
      for action in 0..<4 where (action / 2 == action % 2) != (type == 3) {
        game.payoffs[type * 4 + action] = 0.25
      }
    }
    var effort = SearchEffort()
    let solution = game.solved(effort: &effort)
    #expect(solution?.value == 0.75)
    #expect(game.solved(above: 0.75, effort: &effort)?.value == nil)
    // Each pair alone can be won, and a follower who knew both types would win all: the bound before any decision.
    #expect(LeaderGame(game).bound == 1)
  }

  @Test(arguments: 0..<30) func branchAndBoundFindsTheBest(seed: Int) throws {
    let shapes: [([Int], [Int])] = [
      ([3, 2], [2, 3]), ([2, 2, 2], [2, 2, 2]), ([3], [3]), ([1, 3, 2], [3, 2, 2]),
    ]
    let (types, actions) = shapes[seed % shapes.count]
    var game = BayesianGame(typeCounts: types, actionCounts: actions)
    var bits = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    for index in game.payoffs.indices {
      bits ^= bits << 13
      bits ^= bits >> 7
      bits ^= bits << 17
      game.payoffs[index] = Double(bits >> 40) * 0x1p-24 - 0.5
    }
    var effort = SearchEffort()
    let solution = try #require(game.solved(effort: &effort))
    #expect(abs(solution.value - value(of: solution.decisions, in: game)) <= 1e-12)
    #expect(abs(solution.value - best(game)) <= 1e-12)
    #expect(LeaderGame(game).bound >= solution.value - 1e-12)
  }

  private func value(of decisions: [[Int32]], in game: BayesianGame) -> Double {
    (0..<game.jointTypeCount).reduce(0) { total, joint in
      var rest = joint
      var types: [Int] = []
      for count in game.typeCounts.reversed() {
        types.append(rest % count)
        rest /= count
      }
      types.reverse()
      let action = types.indices.reduce(0) { $0 * game.actionCounts[$1] + Int(decisions[$1][types[$1]]) }
      return total + game.payoffs[joint * game.jointActionCount + action]
    }
  }

  private func best(_ game: BayesianGame) -> Double {
    var decisions = game.typeCounts.map { [Int32](repeating: 0, count: $0) }
    var best = -Double.infinity
    func choose(_ agent: Int, _ type: Int) {
      guard agent < decisions.count else {
        best = max(best, value(of: decisions, in: game))
        return
      }
      guard type < decisions[agent].count else {
        choose(agent + 1, 0)
        return
      }
      for action in 0..<game.actionCounts[agent] {
        decisions[agent][type] = Int32(action)
        choose(agent, type + 1)
      }
    }
    choose(0, 0)
    return best
  }
}
