import TestSupport
import Trajectories
import Simulation

/// How far the mean of estimates is from what it should be, kind of decision by kind of decision.
struct Deviations: CustomStringConvertible {
  /// The largest distance of a kind's mean from what is expected, in standard errors of the sample.
  private(set) var largest = 0.0
  private(set) var kind: Simulated.Kind?
  /// Kinds that were met often enough to be judged.
  private(set) var judged = 0

  var description: String { "\(largest) standard errors at \(kind.map { "\($0)" } ?? "no kind")" }

  /// Numbers by kind, and what each is expected to be on average; kinds met less often than 100 times are left out, since their means are not normal yet. A
  /// distance of less than 1e-9 is rounding.
  init(
    _ residuals: [Double], _ kinds: [Simulated.Kind],
    expecting expected: (Simulated.Kind) -> Double = { _ in 0 }
  ) {
    var samples: [Simulated.Kind: [Double]] = [:]
    for (kind, residual) in zip(kinds, residuals) { samples[kind, default: []].append(residual) }
    for (kind, sample) in samples.sorted(by: { $0.key < $1.key }) where sample.count >= 100 {
      judged += 1
      let count = Double(sample.count)
      let mean = sample.reduce(0, +) / count
      let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      let distance = abs(mean - expected(kind))
      let deviation = distance <= 1e-9 ? 0 : distance / (variance / count).squareRoot()
      if !(deviation <= largest) { (largest, self.kind) = (deviation, kind) }
    }
  }
}

extension Simulated {
  /// What the exact solution says of a kind of decision.
  func exact(_ kind: Kind, _ path: (ExactCredit) -> Double) -> Double {
    let cell = solution.cells.index(turn: kind.turn, node: kind.node)
    return path(solution.credits(ofRow: kind.row, in: cell)[kind.slot])
  }

  /// Probability of success after a kind's joint action.
  func successAfter(_ kind: Kind) -> Double {
    let cells = solution.cells
    let cell = cells.index(turn: kind.turn, node: kind.node)
    return cells.actionSuccess[cells.rows(of: cell).lowerBound + kind.row]
  }

  /// Q of a kind's joint action.
  func valueAfter(_ kind: Kind) -> Double {
    let cells = solution.cells
    let cell = cells.index(turn: kind.turn, node: kind.node)
    return cells.actionValue[cells.rows(of: cell).lowerBound + kind.row]
  }

  /// One number a decision, given its episode, turn, agent and kind.
  func perDecision(_ number: (Int, Int, AgentID, Kind) throws -> Double) rethrows -> [Double] {
    let kinds = kinds
    return try (0..<batch.episodeCount).flatMap { episode in
      try batch.turns(of: episode).enumerated().flatMap { turn, index in
        try batch.decisions(of: index).map { decision in
          let agent = AgentID(batch.symbols.agents[batch.decisions.agent[decision]])
          return try number(episode, turn, agent, kinds[decision])
        }
      }
    }
  }
}
