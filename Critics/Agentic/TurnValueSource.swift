import CreditMethods
import Trajectories
import Simulation

/// Where a critic takes the values of turns from.
struct TurnValueSource: ParameterGroup {
  private enum Word: String, CaseIterable {
    /// Mean discounted returns over all visits.
    case mc
    /// 0.
    case zero
    /// V of the scenario and its policy.
    case exact
  }

  @Parameter(
    "state values: every-visit mean returns, 0, those of the scenario's exact solution, or a JSON file "
      + "{\"state\": value} or {\"task\": {\"state\": value}}")
  private var values = GivenValues(Word.mc)

  /// Whether the values are fitted to the batch.
  var isFitted: Bool { values.word == .mc }

  /// The values of all turns of a batch, and after the last turn of every episode: 0 unless it is truncated and bootstrapped.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` for values that cannot be had.
  func values(
    of batch: CriticBatch, returns: [Double], by key: StateKey, _ fitting: FittedEpisodesParameters,
    _ card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) -> (TurnValues, endValues: [Double]) {
    let none = [Double](repeating: 0, count: batch.all.episodeCount)
    switch self.values.word {
    case .mc:
      let states = StateCells(of: batch.all, by: key).states
      let known = batch.fittedMeansOrNone(of: returns, in: states)
      try fitting.requireKnown(states.group.map { known[Int($0)] != nil }, in: batch, card)
      let values = batch.fittedMeans(of: returns, in: states)
      let fitted = batch.firstFitted...
      let fit = CriticFit.closedForm(
        "values of \(card.id)", parameters: batch.firstFitted == 0 ? states.count : known.count { $0 != nil },
        loss: meanSquare(Array(returns[fitted]), Array(values[fitted])))
      return (
        TurnValues(kind: .state, values: values, fit: fit),
        batch.ends.values(from: values, episodes: batch.all.episodeCount)
      )
    case .zero: return (given([Double](repeating: 0, count: returns.count)), none)
    case .exact: return (given(try exactValues(of: batch, card, in: context)), none)
    case nil:
      let (values, endValues) = try fileValues(of: batch, by: key, card, in: context)
      return (given(values), endValues)
    }
  }

  private func given(_ values: [Double]) -> TurnValues {
    TurnValues(kind: .state, values: values, fit: .closedForm("given values", parameters: 0, loss: 0))
  }

  /// V of every judged turn; the episodes that are set aside for fitting are not judged, and have 0.
  private func exactValues(
    of batch: CriticBatch, _ card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) -> [Double] {
    guard let simulation = context.simulation, let solution = context.solution else {
      throw .lacks(
        method: card.id, need: "the exact solution",
        howToSupply:
          "Only a scenario has one: run it on a scenario (ascribe run SCENARIO --methods \(card.id)), or use values=mc."
      )
    }
    precondition(simulation.node.count == batch.judged.turnCount, "the simulation is of another batch")
    var values = [Double](repeating: 0, count: batch.all.turnCount)
    for episode in 0..<batch.judged.episodeCount {
      for (turn, index) in batch.judged.turns(of: episode).enumerated() {
        values[index] = solution.stateValue(turn: turn, node: Int(simulation.node[index]))
      }
    }
    return values
  }

  private func fileValues(
    of batch: CriticBatch, by key: StateKey, _ card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) -> (values: [Double], endValues: [Double]) {
    guard let file = try values.table(for: card) else { return ([], []) }
    let nodes = context.states(of: batch.judged, by: key).nodes
    let (table, missing) = ValueTable.read(
      file, for: nodes, by: key, of: batch.judged, needingEndsOfTruncated: batch.bootstraps)
    if let first = missing.first {
      let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
      throw .lacks(
        method: card.id, need: "a value of every state",
        howToSupply:
          "\(values.text) gives none for state \"\(first.state)\" of task \"\(first.task)\"\(others). Add them."
      )
    }
    let judged = table.atTurns
    let after = zip(table.afterEpisodes, batch.judged.episodes.status).map { value, status in
      batch.bootstraps && status == .truncated ? value : 0
    }
    // The episodes that are set aside for fitting are not judged.
    return (
      judged + [Double](repeating: 0, count: batch.all.turnCount - judged.count),
      after + [Double](repeating: 0, count: batch.all.episodeCount - after.count)
    )
  }
}

/// The mean squared difference of numbers; 0 for none.
func meanSquare(_ numbers: [Double], _ others: [Double]) -> Double {
  zip(numbers, others).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(max(1, numbers.count))
}
