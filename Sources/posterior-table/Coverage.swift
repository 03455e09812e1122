import Ascribe
import CGSL
import CreditMethods
import Ground
import Trajectories

/// Credits with intervals of one set of episodes, one for each action at a turn, beside the true ones.
struct JudgedUnits {
  /// One action at a turn.
  struct Unit {
    let truth: Double
    let low: Double
    let high: Double
    let visits: Int
    /// In which tenth of the draws the truth lies.
    let tenth: Int
    /// Whether the credit is 0 in every draw, up to rounding: nothing else was done there, or nothing else can follow.
    var isAlone: Bool { max(abs(low), abs(high)) <= 1e-12 }
    /// Whether the interval holds the truth.
    var isCovered: Bool { low - 1e-12 <= truth && truth <= high + 1e-12 }
  }

  let units: [Unit]

  /// - Parameters:
  ///   - truths: Of every turn what it is, and its true credit; a unit that several turns are of is judged once.
  ///   - settings: Of `posterior`, `level` apart.
  init(
    _ batch: TrajectoryBatch, _ truths: [(unit: Int, advantage: Double)], settings: String, seed: UInt64
  ) throws {
    let context = AttributionContext(seed: seed)
    let summaries = try [0.95, 0.8, 0.6, 0.4, 0.2].map { level in
      try Posterior(settings: "\(settings),level=\(level)").summaries(of: batch, in: context)
    }
    var known = Set<Int>()
    units = (0..<batch.turnCount).compactMap { turn in
      guard known.insert(truths[turn].unit).inserted else { return nil }
      let decision = batch.decisions(of: turn).lowerBound
      guard let widest = summaries[0][decision] else { return nil }
      let truth = truths[turn].advantage
      let inner = summaries.dropFirst().compactMap { $0[decision] }
      let ends = inner.map(\.low) + [widest.median] + inner.map(\.high)
      return Unit(
        truth: truth, low: widest.low, high: widest.high, visits: widest.count,
        tenth: ends.count { $0 < truth })
    }
  }
}

/// What the units of many repetitions say together.
struct Coverage {
  private var shares: [[Double]] = [[], [], [], []]
  private var widths: [Double] = []
  /// Tenths of one unit of each repetition, drawn at random: units of one repetition hang together.
  private(set) var tenths = [Int](repeating: 0, count: 10)

  /// Adds a repetition.
  mutating func add(_ judged: JudgedUnits, number: Int, seed: UInt64) {
    let open = judged.units.filter { !$0.isAlone }
    add(open, to: 0)
    add(open.filter { $0.visits == 1 }, to: 1)
    add(open.filter { $0.visits >= 5 }, to: 2)
    add(judged.units.filter(\.isAlone), to: 3)
    guard !open.isEmpty else { return }
    widths.append(open.reduce(0) { $0 + $1.high - $1.low } / Double(open.count))
    let word = PhiloxStream(seed: seed, resample: .permutation).word(
      episode: UInt64(number), turn: 0, draw: 0)
    tenths[open[Int(word % UInt64(open.count))].tenth] += 1
  }

  private mutating func add(_ units: [JudgedUnits.Unit], to place: Int) {
    guard !units.isEmpty else { return }
    shares[place].append(Double(units.count(where: \.isCovered)) / Double(units.count))
  }

  /// What is covered: of all, of those seen once, of those seen at least five times, of those whose state knows one action.
  func share(_ place: Int) -> (mean: Double, error: Double)? {
    let values = shares[place]
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return (mean, 1.96 * (variance / Double(values.count)).squareRoot())
  }

  var width: Double { widths.isEmpty ? 0 : widths.reduce(0, +) / Double(widths.count) }

  /// Probability of tenths as uneven as these if the draws are right (chi-squared with 9 degrees of freedom).
  var evenness: Double {
    let expected = Double(tenths.reduce(0, +)) / 10
    guard expected > 0 else { return 1 }
    let sum = tenths.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    return gsl_cdf_chisq_Q(sum, 9)
  }
}
