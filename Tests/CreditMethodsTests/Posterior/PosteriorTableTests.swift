import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Worked numbers of the posterior, printed by an independent computation with 400,000 draws.
///
/// All draws are fixed by their seeds, so that nothing fails by chance once it passed. When a draw changes: means are compared within
/// five errors of both sides, of which the printed ones are about a fifth of ours, which is 5.9 deviations of the difference; 22
/// comparisons fail by chance with 10^-7. Of quantiles 48 are compared within 5.5 deviations of the share of draws below, which is
/// 2 * 10^-6 in all.
@Suite struct PosteriorTableTests {
  /// A line of a printed table: mean, Monte Carlo error, median, low, high, plug-in, count.
  struct Line: Sendable {
    let row: String
    let numbers: [Double]
    let plugIn: Double
    let count: Int

    init(_ row: String, _ numbers: [Double], _ plugIn: Double, _ count: Int) {
      self.row = row
      self.numbers = numbers
      self.plugIn = plugIn
      self.count = count
    }
  }

  static let e1: [Line] = [
    Line("A go-b", [-0.0831, 0.0001, -0.069, -0.305, 0.075], -0.083904582, 2),
    Line("A go-c", [0.0929, 0.0001, 0.078, -0.063, 0.316], 0.092989159, 2),
    Line("A go-d", [-0.0177, 0.0002, -0.016, -0.240, 0.196], -0.018169154, 1),
    Line("B go-c", [0.1202, 0.0002, 0.098, -0.160, 0.473], 0.121629720, 1),
    Line("B go-e", [-0.1225, 0.0002, -0.101, -0.477, 0.161], -0.125330280, 1),
    Line("B wait", [0.0032, 0.0002, 0.000, -0.252, 0.268], 0.003700560, 1),
    Line("C finish", [0.0841, 0.0002, 0.048, -0.091, 0.412], 0.084, 2),
    Line("C go-d", [-0.1674, 0.0003, -0.138, -0.610, 0.178], -0.168, 1),
    Line("D back", [0, 0, 0, 0, 0], 0, 1),
  ]
  static let team: [Line] = [
    Line("A x/x", [0.0002, 0.0002, 0.001, -0.230, 0.224], 0, 1),
    Line("A x/y", [0.0002, 0.0002, 0.001, -0.230, 0.223], 0, 1),
    Line("A y/x", [0.0003, 0.0002, 0.001, -0.230, 0.223], 0, 1),
    Line("A y/y", [-0.0001, 0.0002, 0.001, -0.230, 0.223], 0, 1),
    Line("B x/x", [0.2377, 0.0003, 0.214, -0.041, 0.628], 0.238, 2),
    Line("B x/y", [-0.2375, 0.0004, -0.236, -0.692, 0.240], -0.238, 1),
    Line("B y/x", [-0.2380, 0.0004, -0.236, -0.693, 0.241], -0.238, 1),
  ]
  private static let draws = 10_000

  @Test(arguments: [("E1", e1), ("team", team)])
  func tablesAreThePrintedOnes(trace: String, lines: [Line]) throws {
    let batch = try replayTrace(trace)
    let found = try PosteriorRows("draws=\(Self.draws)", of: batch)
    let sharper = try PosteriorQuantiles(found, "draws=\(Self.draws)", of: batch, draws: Self.draws)
    for line in lines {
      let row = try found[line.row]
      #expect(
        row.agrees(with: line.numbers[0], error: line.numbers[1], rounding: 5e-5), "\(line.row): \(row)")
      #expect(abs(row.plugIn - line.plugIn) <= 5e-10, "\(line.row): \(row.plugIn)")
      #expect(row.count == line.count)
      for (place, probability) in [(2, 0.5), (3, 0.025), (4, 0.975)] {
        let range = try sharper.range(of: line.row, at: probability)
        let number = line.numbers[place]
        #expect(
          range.lowerBound - 5e-4 <= number && number <= range.upperBound + 5e-4,
          "\(line.row): \(number) is not in \(range) at \(probability)")
      }
    }
  }

  /// Pseudo-counts decide much where little was seen: mean, low and high for 1/k, 1/2 and 1.
  @Test(arguments: [
    ("A go-b", [[-0.116, -0.390, 0.061], [-0.083, -0.305, 0.075], [-0.052, -0.227, 0.091]]),
    ("B go-c", [[0.185, -0.114, 0.603], [0.120, -0.160, 0.473], [0.069, -0.170, 0.348]]),
  ])
  func pseudoCountsShrinkAndNarrow(row: String, expected: [[Double]]) throws {
    let batch = try replayTrace("E1")
    let priors = ["prior=shared,alpha=1", "alpha=0.5", "alpha=1"]
    var rows: [PosteriorSummary] = []
    for (prior, numbers) in zip(priors, expected) {
      let settings = "\(prior),draws=\(Self.draws)"
      let found = try PosteriorRows(settings, of: batch)
      let quantiles = try PosteriorQuantiles(found, settings, of: batch, draws: Self.draws)
      let one = try found[row]
      #expect(one.agrees(with: numbers[0], error: one.error / 5, rounding: 5e-4), "\(prior): \(one)")
      for (place, probability) in [(1, 0.025), (2, 0.975)] {
        let range = try quantiles.range(of: row, at: probability)
        #expect(
          range.lowerBound - 5e-4 <= numbers[place] && numbers[place] <= range.upperBound + 5e-4, "\(prior)")
      }
      rows.append(one)
    }
    for (less, more) in zip(rows, rows.dropFirst()) {
      #expect(abs(more.mean) < abs(less.mean))
      #expect(more.high - more.low < less.high - less.low)
    }
  }
}

/// Where quantiles of a posterior may lie, by draws: intervals of order statistics, read from summaries at other levels.
struct PosteriorQuantiles {
  private let ranges: [Double: (low: PosteriorRows, high: PosteriorRows)]

  init(_ rows: PosteriorRows, _ settings: String, of batch: TrajectoryBatch, draws: Int) throws {
    // The share of draws below a quantile is binomial. A central interval has both of its ends at once.
    let reach = { (probability: Double) in 5.5 * sqrt(probability * (1 - probability) / Double(draws)) }
    let ends = reach(0.025)
    let outer = try PosteriorRows("\(settings),level=\(0.95 + 2 * ends)", of: batch)
    let inner = try PosteriorRows("\(settings),level=\(0.95 - 2 * ends)", of: batch)
    let middle = try PosteriorRows("\(settings),level=\(2 * reach(0.5))", of: batch)
    ranges = [0.025: (outer, inner), 0.975: (inner, outer), 0.5: (middle, middle)]
  }

  func range(of row: String, at probability: Double) throws -> ClosedRange<Double> {
    let range = try #require(ranges[probability])
    let (first, second) = (try range.low[row], try range.high[row])
    return switch probability {
    case 0.5: first.low...first.high
    case 0.025: first.low...second.low
    default: first.high...second.high
    }
  }
}
