import Foundation

/// The tables of all that was measured, behind a list of what lies outside of what is asked for.
struct CoverageReport {
  /// Repetitions at each number of batches.
  let repetitions: Int
  let batches: [Int]
  private var sections: [String] = []
  private var outside: [String] = []
  private var lines = ["command,scenario,method,quantity,batches,repetitions,undefined,coverage,width,target"]
  private var flat = 0
  private var intervals = 0

  init(repetitions: Int, batches: [Int]) {
    self.repetitions = repetitions
    self.batches = batches
  }

  /// Adds what was counted.
  ///
  /// - Parameter pool: Batches of the long run; `nil` where there is none.
  mutating func add(_ tally: Tally, _ command: String, _ scenario: String, pool: Int?) {
    let title = "`\(command) \(scenario)`"
    sections.append(tally.markdown(title: title + (pool.map { ", \($0) batches" } ?? "")))
    outside += tally.outside().map { row in
      let cells = [
        title, row.quantity, "\(row.batches)", Tally.range(row.least, row.most), "\(row.below)",
        "\(row.above)",
        "\(row.of)",
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    lines += tally.lines(start: [command, scenario])
    flat += tally.flat
    intervals += tally.shownIntervals
  }

  /// Adds what has words of its own.
  mutating func add(_ section: String) { sections.append(section) }

  /// Everything in Markdown.
  var markdown: String {
    let counts = batches.map(String.init).joined(separator: ", ")
    let head = """
      # Coverage of the printed intervals, measured

      Written by `make coverage`: \(repetitions) studies of each number of batches (\(counts)), drawn from the long runs that the
      headings name. [What the printed intervals cover](IntervalCoverage.md) says how to read it. Of \(intervals) intervals that were
      shown in all, \(flat) had no width.

      ## Outside of 0.93 to 0.97

      | | interval | batches | coverage | below | above | of |
      | --- | --- | ---: | ---: | ---: | ---: | ---: |

      """
    return head + outside.map { $0 + "\n" }.joined() + "\n## Everything\n\n"
      + sections.joined(separator: "\n")
  }

  /// Every number as comma-separated values.
  var table: String { lines.map { $0 + "\n" }.joined() }
}
