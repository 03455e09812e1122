import TestSupport
import Trajectories

/// Episodes of small processes in two states after a start, whose model is known.
struct ModelEpisodes {
  /// What the process remembers beyond its state.
  enum Memory: CaseIterable {
    /// Nothing: the model holds.
    case none
    /// What follows in M depends on the action in S: outcomes of actions are not what the model says.
    case hidden
    /// How long an episode has lasted: it ends after four turns.
    case clock
    /// The action before: it is done again.
    case habit
  }

  let memory: Memory

  /// Some episodes of one task: S with "a" or "b", then M with "x" or "y" until an end.
  func batch(of count: Int, seed: UInt64) throws -> TrajectoryBatch {
    var random = SplitMix64(seed: seed)
    func chance(_ probability: Double) -> Bool { random.numbers(1, in: 0..<1)[0] < probability }
    let lines = (0..<count).map { number in
      var turns = [("S", chance(0.5) ? "a" : "b")]
      var isWon = false
      while true {
        let habit = memory == .habit && turns.count > 1 ? (turns[turns.count - 1].1 == "x" ? 0.9 : 0.1) : 0.5
        let action = chance(habit) ? "x" : "y"
        turns.append(("M", action))
        let ends = memory == .clock ? turns.count == 4 : chance(0.4)
        guard ends || turns.count > 60 else { continue }
        let odds = memory == .hidden ? (turns[0].1 == "a" ? 0.9 : 0.1) : action == "x" ? 0.7 : 0.3
        isWon = chance(odds)
        break
      }
      let written = turns.map {
        #"{"state":"\#($0.0)","decisions":[{"agent":"p","action":"\#($0.1)"}]}"#
      }
      return
        #"{"schema":"ascribe.trace/1","task":"t","episode":"e\#(number)","outcome":{"status":"\#(isWon ? "success" : "failure")"},"turns":["#
        + written.joined(separator: ",") + #"],"final":"end"}"# + "\n"
    }
    return try TraceReader.read(Array(lines.joined().utf8), named: "trace")
  }
}
