import Trajectories

/// Which calls change the world, by what the trace shows.
struct LearnedWrites {
  /// Names of calls after which the recorded state differs from the one before in more than half of their valid uses, in
  /// the order of their bytes.
  let names: [String]

  init(of batch: TrajectoryBatch) {
    let calls = batch.symbols.actions.names.map(CallText.calls(in:))
    var uses: [String: (all: Int, changing: Int)] = [:]
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns {
        let next = turn + 1 < turns.upperBound ? batch.turns.state[turn + 1] : batch.episodes.final[episode]
        let isChanged = next != batch.turns.state[turn]
        for decision in batch.decisions(of: turn) where batch.decisions.valid?[decision] ?? true {
          for name in Set(calls[Int(batch.decisions.action[decision])].map(\.name)) {
            uses[name, default: (0, 0)].all += 1
            uses[name, default: (0, 0)].changing += isChanged ? 1 : 0
          }
        }
      }
    }
    names = uses.filter { 2 * $0.value.changing > $0.value.all }.keys.sorted { ByteName($0) < ByteName($1) }
  }
}
