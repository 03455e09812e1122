package import Trajectories

/// Rewards of turns and what their refused actions cost, from the parameters `reward`, `penalty`, `successReward` and
/// `invalidPenalty`: what plain references of methods start from.
package struct PlainRewards {
  private let episodes: [EpisodeDraft]
  private let parameters: ParameterValues

  package init(_ episodes: [EpisodeDraft], _ parameters: ParameterValues) {
    self.episodes = episodes
    self.parameters = parameters
  }

  /// The reward of a turn of an episode, without a penalty on trajectories where none is asked for.
  package func reward(_ episode: Int, _ turn: Int, penalised: Bool = true) -> Double {
    let draft = episodes[episode]
    let isLast = turn == draft.turns.count - 1
    let earned =
      switch parameters.text("reward") {
      case "trace": draft.turns[turn].reward
      case "score": isLast ? parameters.number("successReward") * draft.outcomeScore : 0
      default: isLast && draft.status == .success ? parameters.number("successReward") : 0
      }
    return penalised && parameters.text("penalty") == "trajectory" ? earned - loss(episode, turn) : earned
  }

  /// The sum of an episode's rewards.
  package func total(_ episode: Int, penalised: Bool = true) -> Double {
    episodes[episode].turns.indices.reduce(0) { $0 + reward(episode, $1, penalised: penalised) }
  }

  /// What is taken off the credits of a turn itself.
  package func ownLoss(_ episode: Int, _ turn: Int) -> Double {
    parameters.text("penalty") == "row" ? loss(episode, turn) : 0
  }

  private func loss(_ episode: Int, _ turn: Int) -> Double {
    episodes[episode].turns[turn].isInvalid ? parameters.number("invalidPenalty") : 0
  }
}
