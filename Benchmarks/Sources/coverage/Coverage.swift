import Ground
import CreditStatistics
import Foundation

extension Double {
  var logarithm: Double { log(self) }
}

/// Prints how often intervals of confidence 0.95 cover, and how often tests of level 0.05 reject what is true.
@main
enum Coverage {
  static let counts = [5, 10, 30, 100]

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let repetitions = arguments.first.flatMap { Int($0) } ?? 4000
    let chosen = Distribution.allCases.filter { arguments.count < 2 || arguments.contains($0.rawValue) }
    for distribution in chosen {
      let truths = Truths(distribution)
      let studies = counts.map { Study(distribution: distribution, count: $0, truths: truths) }
      print("\n### Intervals: \(distribution.rawValue) values\n")
      table(studies, repetitions) { $0.intervals($1, $2) }
      print("\n### Tests: \(distribution.rawValue) values\n")
      table(studies, repetitions) { $0.tests($1, $2) }
    }
  }

  private struct Tally {
    var yes = 0
    var defined = 0
  }

  private static func table(
    _ studies: [Study], _ repetitions: Int, _ run: (Study, Int, (String, Bool?) -> Void) -> Void
  ) {
    var names: [String] = []
    var rows: [String: [Tally]] = [:]
    for (column, study) in studies.enumerated() {
      for repetition in 0..<repetitions {
        run(study, repetition) { name, outcome in
          if rows[name] == nil {
            names.append(name)
            rows[name] = [Tally](repeating: Tally(), count: studies.count)
          }
          guard let outcome else { return }
          rows[name]?[column].defined += 1
          if outcome { rows[name]?[column].yes += 1 }
        }
      }
    }
    print("| | " + counts.map { "n = \($0)" }.joined(separator: " | ") + " |")
    print("| --- |" + String(repeating: " ---: |", count: counts.count))
    for name in names {
      let cells = (rows[name] ?? []).map { tally -> String in
        guard tally.defined > 0 else { return "–" }
        let share = String(format: "%.3f", Double(tally.yes) / Double(tally.defined))
        // A star: undefined on more than one sample in a hundred, which are left out.
        return Double(tally.defined) < 0.99 * Double(repetitions) ? share + "*" : share
      }
      print("| \(name) | " + cells.joined(separator: " | ") + " |")
    }
  }
}
