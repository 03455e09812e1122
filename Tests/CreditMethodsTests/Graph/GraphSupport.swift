import CreditMethods
import Testing
import TestSupport
import Trajectories

/// The credits of a method that remembers a history.
func credits<Method: CreditMethod>(
  _ method: Method.Type, _ batch: TrajectoryBatch, _ settings: [(name: String, value: String)],
  history: TrajectoryBatch
) throws -> [Double] {
  let parameters = try ParameterValues(settings, for: method.fullCard.parameters, of: method.card.id)
  return try Method(parameters).attribute(batch, in: AttributionContext(history: history)).credits
}

/// Random settings of a method, each within its range.
func acceptedSettings<Method: CreditMethod>(
  for method: Method.Type, seed: UInt64
) -> [(name: String, value: String)] {
  zip(randomSettings(for: method.fullCard.parameters, seed: seed), method.fullCard.parameters).map {
    setting, accepted in
    guard case .number(let range) = accepted.kind, let value = Double(setting.value), !range.contains(value)
    else { return setting }
    return (setting.name, "0.5")
  }
}

/// A graph of the states that walks visit, with the trace's own final states, and what its nodes are called.
func namedGraph(_ drafts: [EpisodeDraft]) -> (graph: StateGraph, names: [String]) {
  let batch = makeBatch(drafts)
  let nodes = StateNodes(of: batch, by: .state)
  let graph = StateGraph(of: batch, over: nodes, successesEndInSink: false)
  var names = [String](repeating: "", count: graph.nodeCount)
  for (node, state) in zip(nodes.turn, batch.turns.state) { names[Int(node)] = batch.symbols.keys[state] }
  for (node, state) in zip(nodes.final, batch.episodes.final) { names[Int(node)] = batch.symbols.keys[state] }
  return (graph, names)
}
