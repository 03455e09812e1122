import CreditMethods
import Testing
import TestSupport
import Trajectories

@testable import Critics

/// Actions of matrix games.
let gameActions = ["A", "B", "C", "D"]

/// One episode for every joint action of a matrix game, each as often as its weight says: a turn of all agents in the state
/// "S", which pays the table's value.
func gameEpisodes(_ table: JointTable, times: [Int]? = nil) -> [EpisodeDraft] {
  table.values.indices.flatMap { place in
    (0..<(times?[place] ?? 1)).map { copy in
      EpisodeDraft(
        name: "\(place)-\(copy)",
        turns: [jointTurn("S", table.actions(at: place), pays: table.values[place])])
    }
  }
}

/// A turn of agents "agent-0", "agent-1" and so on in one state, with actions by number.
func jointTurn(_ state: String, _ actions: [Int], pays reward: Double) -> TurnDraft {
  TurnDraft(
    state: state, reward: reward,
    decisions: actions.enumerated().map { DecisionDraft(agent: "agent-\($0)", action: gameActions[$1]) })
}

/// The two-step game, every one of its 16 joint plays once.
func twoStepEpisodes() throws -> [EpisodeDraft] {
  let second = ["2A": [7, 7, 7, 7], "2B": try MatrixGames.twoStepB().values]
  return (0..<16).map { play in
    let actions = (0..<4).map { play >> $0 & 1 }
    let state = actions[0] == 0 ? "2A" : "2B"
    return EpisodeDraft(
      name: "e\(play)",
      turns: [
        jointTurn("1", Array(actions[..<2]), pays: 0),
        jointTurn(state, Array(actions[2...]), pays: second[state]?[2 * actions[2] + actions[3]] ?? 0),
      ])
  }
}

/// A method with settings, `name=value` parted by blanks.
func make<Method: CreditMethod>(_ method: Method.Type, _ settings: String) throws -> Method {
  try Method(ParameterValues(pairs(settings), for: Method.fullCard.parameters, of: Method.card.id))
}

/// The fitted Q_tot of a batch's turns.
func jointValues<Method: TurnCritic>(
  _ method: Method.Type, _ batch: TrajectoryBatch, _ settings: String
) throws -> TurnValues {
  try make(method, "reward=trace " + settings).values(of: batch, in: AttributionContext())
}
