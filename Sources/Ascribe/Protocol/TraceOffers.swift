package import CreditMethods
package import Trajectories

extension MethodCard.Need {
  /// What a recorded trace offers to methods.
  package static func ofTrace(_ batch: TrajectoryBatch) -> Set<MethodCard.Need> {
    let columns: [(Bool, MethodCard.Need)] = [
      (true, .trajectories), (batch.decisions.logProbability != nil, .logProbabilities),
      (batch.decisions.referenceLogProbability != nil, .referenceLogProbabilities),
      (batch.turns.process != nil, .processScores), (batch.decisions.judge != nil, .judgements),
      (batch.turns.belief != nil, .beliefs), (batch.decisions.factors != nil, .factors),
      (batch.turns.privileged != nil, .privilegedStates), (batch.turns.signal != nil, .signals),
      (batch.symbols.agents.count > 1, .severalAgents),
    ]
    return Set(columns.filter(\.0).map(\.1))
  }
}
