import Trajectories

/// Weights of the agents in a mixer: equal ones, or those of a file.
///
/// As with values of states the file is read once, and its error is kept until the method is used.
struct MixerWeights: FileParameter {
  /// The word for equal weights.
  static let equal = "equal"

  static let words = [equal]

  let text: String
  /// What was read: values of agents by state; `nil` for equal weights.
  private let file: Result<ValueFile, ValueFileError>?

  init(text: String) {
    self.text = text
    guard text != Self.equal else {
      file = nil
      return
    }
    do {
      file = .success(try ValueFile(reading: text))
    } catch {
      file = .failure(error)
    }
  }

  /// The weight of every decision times the number of those that act in its turn: 1 with equal weights. Shape `[decisions]`.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` for a file that cannot be read, or lacks a weight.
  func mixing(
    _ batch: TrajectoryBatch, by key: StateKey, for card: MethodCard
  ) throws(AttributionError) -> [Double] {
    var weights = [Double](repeating: 1, count: batch.decisionCount)
    let known: ValueFile
    switch file {
    case nil: return weights
    case .success(let file): known = file
    case .failure(let error):
      throw .lacks(
        method: card.id, need: "a readable file of weights", howToSupply: Self.description(of: error))
    }
    let (symbols, keys) = (key.symbols(of: batch), batch.symbols.keys)
    for turn in 0..<batch.turnCount {
      let symbol = Int(symbols.turn[turn])
      let state = symbol < keys.count ? keys.names[symbol] : symbols.added[symbol - keys.count]
      let decisions = batch.decisions(of: turn)
      for decision in decisions {
        let agent = batch.symbols.agents[batch.decisions.agent[decision]]
        guard let weight = known.value(of: agent, in: state) else {
          throw .lacks(
            method: card.id, need: "a weight of every agent that acts",
            howToSupply:
              "\(text) gives none for agent \"\(agent)\" in state \"\(state)\". Add it, or use weights=equal."
          )
        }
        weights[decision] = Double(decisions.count) * weight
      }
    }
    return weights
  }

  /// The error in the words of weights: what a file of values calls task and state is a state and an agent here.
  private static func description(of error: ValueFileError) -> String {
    let place = [error.task.map { "state \"\($0)\"" }, error.state.map { "agent \"\($0)\"" }]
      .compactMap(\.self).joined(separator: ", ")
    let isWhole = place.isEmpty
    return "\(error.file): \(isWhole ? "the file" : place) is \(error.found); expected "
      + (isWhole
        ? "a JSON object {\"state\": {\"agent\": weight}} or {\"agent\": weight}." : "\(error.expected).")
  }
}
