import CreditMethods
import Trajectories
import Simulation

extension TrajectoryBatch {
  /// Refuses a batch that lacks what a critic sees.
  func require(_ view: CriticView, for card: MethodCard) throws(AttributionError) {
    if view.hasState {
      try require(
        turns.privileged, "privileged states", method: card.id,
        "Write the field \"privileged\" on every turn of the trace, or use a critic of information states.")
    }
    if view.hasSignal {
      try require(
        turns.signal, "the signal of informed critics", method: card.id,
        "Write the field \"signal\" on every turn of the trace, or declare signal(of:) in the scenario.")
    }
  }

  private func require(
    _ column: [UInt32]?, _ need: String, method: String, _ advice: String
  ) throws(AttributionError) {
    var howToSupply = advice
    if let column {
      guard let missing = column.firstIndex(of: TurnColumns.absent) else { return }
      let (episode, turn) = place(ofTurn: missing)
      howToSupply = "Turn \(turn) of episode \"\(episodeName(episode))\" has none. " + howToSupply
    }
    throw .lacks(method: method, need: need, howToSupply: howToSupply)
  }

  /// The episode of a turn, and the turn's number in it.
  func place(ofTurn index: Int) -> (episode: Int, turn: Int) {
    let episode = (0..<episodeCount).first { turns(of: $0).contains(index) } ?? 0
    return (episode, index - turns(of: episode).lowerBound)
  }
}

extension CriticRows {
  /// Refuses a fit that says nothing of a judged row.
  ///
  /// - Parameters:
  ///   - isKnown: Whether the fit says anything of each row.
  ///   - judged: The judged episodes, which come first in the rows.
  func requireKnown(
    _ isKnown: [Bool], for problem: FitProblem, judged: TrajectoryBatch, method: String
  ) throws(AttributionError) {
    guard isKnown.contains(false) else { return }
    let unseen = (0..<count).filter { Int(turn[$0]) < judged.turnCount && !isKnown[$0] }
    guard let first = unseen.first else { return }
    let (episode, number) = judged.place(ofTurn: Int(turn[first]))
    let state = judged.symbols.keys[judged.turns.state[Int(turn[first])]]
    throw .refused(
      method: method,
      reason:
        "turn \(number) of episode \"\(judged.episodeName(episode))\", state \"\(state)\", looks like none of the "
        + "\(problem.fittedRows) \(areDecisions ? "decisions" : "turns") that the critic is fitted to; \(unseen.count) "
        + "judged ones do. Fit it to more episodes, let it see less, or use fit=all.")
  }
}
