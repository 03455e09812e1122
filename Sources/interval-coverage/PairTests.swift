import Ascribe
import CreditStatistics
import Foundation
import Ground

/// How often the tests of pairs of methods reject: what is true, and what is not.
///
/// A true hypothesis is made of the same batches by taking from each method the mean of its long run, so that differences
/// keep their spread and skewness and lose their mean.
struct PairTests {
  /// Batches of a study.
  let counts: [Int]
  private let study: Study
  private let quantity: Quantity
  private let repetitions: Int
  private let batches: [StudyBatch]

  /// - Parameter batches: What is measured on the batches of a long run.
  init(
    _ counts: [Int], _ study: Study, quantity: Quantity, repetitions: Int,
    batches: (Study) throws -> [StudyBatch]
  ) throws {
    self.counts = counts
    self.study = study
    self.quantity = quantity
    self.repetitions = repetitions
    self.batches = try batches(study)
  }

  private struct Share {
    var rejected = 0
    var tested = 0
    var text: String { tested == 0 ? "–" : String(format: "%.3f", Double(rejected) / Double(tested)) }

    mutating func add(_ pValue: Measured<Double>) {
      guard let pValue = pValue.optional else { return }
      add(pValue < 0.05)
    }

    mutating func add(_ isRejected: Bool) {
      tested += 1
      if isRejected { rejected += 1 }
    }
  }

  func markdown(title: String) -> String {
    guard let place = StudyQuantity.all.firstIndex(where: { $0.quantity == quantity }) else { return "" }
    let values = batches.map { batch in batch.methods.map { $0.quantities[place] } }
    let methods = study.plan.methods
    let means = methods.indices.map { method in
      Descriptive.mean(of: values.compactMap { $0[method].optional }).optional ?? 0
    }
    let centred = values.map { values in zip(values, means).map { value, mean in value.map { $0 - mean } } }
    var rows: [String: [String]] = [:]
    let names = [
      "false alarms of a pair: paired t", "false alarms of a pair: changes of sign",
      "false alarms of a pair: Wilcoxon", "false alarms of the family, Holm: paired t",
      "false alarms of the family, Holm: changes of sign", "false alarms of the family, Holm: Wilcoxon",
      "pairs found, Holm: paired t", "pairs found, Holm: changes of sign", "pairs found, Holm: Wilcoxon",
    ]
    for count in counts {
      var shares = [Share](repeating: Share(), count: names.count)
      for group in Groups(of: count, in: batches.count, repetitions: repetitions) {
        for (isTrue, values) in [(true, centred), (false, values)] {
          let pairs = MethodPairs(
            methods, kinships: group.map { batches[$0].kinship }, values: group.map { values[$0] }
          ).tested.filter(\.isInFamily)
          let ranks = pairs.map { pair in wilcoxon(pair, group.map { values[$0] }) }
          let tests = [
            pairs.map { $0.test.map(\.pValue) }, pairs.map { $0.signFlips.map(\.pValue) }, ranks,
          ]
          let adjusted = [
            pairs.map(\.adjustedPValue), pairs.map(\.adjustedSignFlips), MultipleComparisons.holm(ranks),
          ]
          for test in tests.indices {
            if isTrue {
              for p in tests[test] { shares[test].add(p) }
              shares[3 + test].add(adjusted[test].contains { ($0.optional ?? 1) < 0.05 })
            } else {
              for p in adjusted[test] { shares[6 + test].add(p) }
            }
          }
        }
      }
      for (name, share) in zip(names, shares) { rows[name, default: []].append(share.text) }
    }
    return
      ([
        "### \(title)\n", "| | " + counts.map { "\($0) batches" }.joined(separator: " | ") + " |",
        "| --- |" + String(repeating: " ---: |", count: counts.count),
      ] + names.map { "| \($0) | " + (rows[$0] ?? []).joined(separator: " | ") + " |" })
      .joined(separator: "\n") + "\n"
  }

  private func wilcoxon(_ pair: MethodPair, _ values: [[Measured<Double>]]) -> Measured<Double> {
    let labels = study.plan.methods.map(\.label)
    guard let first = labels.firstIndex(of: pair.first), let second = labels.firstIndex(of: pair.second)
    else {
      return .undefined(.noUnits)
    }
    let differences = values.compactMap { values in
      values[first].optional.flatMap { one in values[second].optional.map { one - $0 } }
    }
    return WilcoxonSignedRank.test(differences: differences).map(\.pValue)
  }
}
