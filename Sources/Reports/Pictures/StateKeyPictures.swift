package import Ascribe
import Ground

extension StateKeyResult {
  /// What the states of each key tell of the return, and how many turns meet another episode by it.
  package func pictures(_ data: ReportData) -> [Picture] {
    [
      Picture(
        "keys", "What the states tell of the return",
        caption:
          "How much better the other episodes in a state predict an episode's return than the other episodes of its task do, as a "
          + "share of what the task leaves open, with intervals that hold for all keys together. At 0 they tell nothing.",
        ForestPlot(
          axis: "share of what the task leaves open", reference: 0, rows: "key",
          [(nil, keys.map { ForestPlot.Row($0.rule, $0.skill) }.ranked)])),
      Picture(
        "meeting", "How often episodes meet",
        caption: "Share of the turns that start in a state which another episode of the task visits too.",
        BarChart(
          keys.map(\.rule),
          [.init("turns", keys.map { 100 * Double($0.sharedTurns) / Double(max(1, turns)) })], x: "key",
          y: "share of the turns, %", stacked: false, lying: true, decimals: 1)),
    ]
  }

  /// The method, and the seed.
  package var origin: [Terms.Entry] { [.init("method", method), .init("seed", "\(seed)")] }
}
