import Trajectories

/// Decisions by who decides where: rows are the decisions of a batch, contexts are triples (task, state, agent), and
/// the choices of a context are the actions that were taken there. The tables of hindsight methods have these cells.
///
/// ```swift
/// // One agent goes left, left and right in the same state.
/// let contexts = AttributionContext().states(of: batch, by: .state).decisionContexts
/// contexts.choices.group  // [0, 0, 1]
/// contexts.frequencies    // [0.666..., 0.333...]
/// ```
public struct DecisionContexts: Sendable {
  /// Context of each decision, and the decisions of each context.
  public let contexts: Grouping
  /// Choice of each decision, and the decisions of each choice. The choices of a context are consecutive.
  public let choices: Grouping
  private let choiceStart: [Int32]

  /// Number of contexts.
  package var count: Int { contexts.count }

  /// The choices of a context.
  package func choices(of context: Int) -> Range<Int> {
    Int(choiceStart[context])..<Int(choiceStart[context + 1])
  }

  /// Divides the decisions of a batch.
  ///
  /// - Complexity: O(decisions + symbols).
  init(of batch: TrajectoryBatch, over turnsByNode: Grouping) {
    let decisionsByNode =
      batch.hasOneDecisionATurn
      ? turnsByNode : Grouping(batch.repeatedPerDecision(turnsByNode.group), count: turnsByNode.count)
    contexts = Grouping(
      decisionsByNode.split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
    let parts = contexts.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count)
    choices = Grouping(parts)
    choiceStart = parts.start
  }

  /// How often each choice was taken among the decisions of its context, in `0...1`. Shape `[choices]`.
  ///
  /// - Complexity: O(choices).
  public var frequencies: [Double] {
    var result = [Double](repeating: 0, count: choices.count)
    for context in 0..<count {
      for choice in choices(of: context) {
        result[choice] = Double(choices.size(of: choice)) / Double(contexts.size(of: context))
      }
    }
    return result
  }
}
