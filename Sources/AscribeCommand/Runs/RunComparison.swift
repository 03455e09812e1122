import Ascribe
import CreditStatistics
import Foundation
import Ground
import RunStore

/// Two runs side by side: what differs in what was asked, and in what came of it.
struct RunComparison: StoredResult {
  static let schema = "ascribe.runs-comparison/1"

  let first, second: RunRecord
  /// Whether the bytes of the two results are the same; `nil` where one has none.
  let hasEqualResults: Bool?
  /// What was asked differently.
  let differences: [Difference]
  /// Why batches cannot be paired; `nil` if they are.
  let unpaired: String?
  /// The numbers that both have.
  let numbers: [Number]
  /// Names of the numbers that one of them has alone.
  let onlyFirst, onlySecond: [String]
  let confidence: Double

  /// Something that was asked, or that belongs to the run, and differs.
  struct Difference: Codable, Sendable {
    let name: String
    let first, second: String?
  }

  /// A number of both.
  struct Number: Codable, Sendable {
    let name: String
    let first, second: Double?
    /// First less second, by batch where both have batches.
    let difference: Measured<ConfidenceInterval>
    /// Batches that the difference rests on, of both runs where they are not paired.
    let batches: Int
    /// The test of no difference: paired t, or Welch's where batches are not paired.
    let test: Measured<HypothesisTest>
    /// Its p-value after Holm's correction for all numbers.
    let adjustedPValue: Measured<Double>
  }

  private static let confidence = 0.95
  private static let resamples = 2000

  /// Compares two runs.
  ///
  /// - Parameter names: Numbers to look at, by how their names begin; all if empty.
  init(_ first: RunRecord, _ second: RunRecord, names: [String]) {
    (self.first, self.second, confidence) = (first, second, Self.confidence)
    let digests = [first, second].map { $0.artefacts?.first { $0.name == RunRecorder.result }?.digest }
    hasEqualResults = digests.contains(nil) ? nil : digests[0] == digests[1]
    differences = Self.differences(first, second)
    let unpaired = Self.obstacle(first, second)
    self.unpaired = unpaired
    let (own, other) = (Metrics(first, names), Metrics(second, names))
    let both = own.whole.keys.filter { other.whole[$0] != nil }.sorted()
    let found = both.map { name in
      Found(own.batches[name] ?? [:], other.batches[name] ?? [:], isPaired: unpaired == nil)
    }
    let adjusted = MultipleComparisons.holm(found.map { $0.test.map(\.pValue) })
    numbers = both.indices.map { place in
      Number(
        name: both[place], first: own.whole[both[place]]?.value, second: other.whole[both[place]]?.value,
        difference: found[place].difference, batches: found[place].batches, test: found[place].test,
        adjustedPValue: adjusted[place])
    }
    onlyFirst = own.whole.keys.filter { other.whole[$0] == nil }.sorted()
    onlySecond = other.whole.keys.filter { own.whole[$0] == nil }.sorted()
  }

  /// The numbers of a run by name.
  private struct Metrics {
    let whole: [String: RunMetric]
    let batches: [String: [Int: Double]]

    init(_ run: RunRecord, _ names: [String]) {
      let all = (run.metrics ?? []).filter { metric in
        names.isEmpty || names.contains { metric.name.hasPrefix($0) }
      }
      whole = Dictionary(all.filter(\.axis.isEmpty).map { ($0.name, $0) }) { first, _ in first }
      var batches: [String: [Int: Double]] = [:]
      for metric in all where metric.axis == ResultMetric.Axis.batch.rawValue {
        if let value = metric.value { batches[metric.name, default: [:]][metric.step] = value }
      }
      self.batches = batches
    }
  }

  /// What batches say of a number.
  private struct Found {
    let difference: Measured<ConfidenceInterval>
    let test: Measured<HypothesisTest>
    let batches: Int

    init(_ first: [Int: Double], _ second: [Int: Double], isPaired: Bool) {
      if isPaired {
        let steps = first.keys.filter { second[$0] != nil }.sorted()
        let differences = steps.compactMap { step in
          first[step].flatMap { one in second[step].map { one - $0 } }
        }
        batches = differences.count
        guard differences.isEmpty || differences.contains(where: { $0 != 0 }) else {
          (difference, test) = (.undefined(.equal), .undefined(.equal))
          return
        }
        difference =
          (try? ConfidenceInterval.studentT(ofMean: differences, confidence: RunComparison.confidence))
          ?? .undefined(.outOfRange)
        test = HypothesisTest.studentT(of: differences)
        return
      }
      let (own, other) = (first.sorted { $0.key < $1.key }, second.sorted { $0.key < $1.key })
      let (one, two) = (own.map(\.value), other.map(\.value))
      batches = one.count + two.count
      test = HypothesisTest.welch(one, two)
      let values = one + two
      guard one.count >= 2, two.count >= 2 else {
        difference = .undefined(.tooFew(found: min(one.count, two.count), needed: 2))
        return
      }
      guard Set(one).count > 1 || Set(two).count > 1 else {
        difference = .undefined(.noVariance)
        return
      }
      let design = ResamplingDesign.stratified(by: one.map { _ in 0 } + two.map { _ in 1 })
      difference = Bootstrap(resamples: RunComparison.resamples, seed: 0).distribution(design) { places in
        var (sums, counts) = ([0.0, 0.0], [0.0, 0.0])
        for place in places {
          let run = place < one.count ? 0 : 1
          sums[run] += values[place]
          counts[run] += 1
        }
        return sums[0] / counts[0] - sums[1] / counts[1]
      }.flatMap { $0.percentile(confidence: RunComparison.confidence) }
    }
  }

  /// Why batches of one number are not the same episodes in both.
  private static func obstacle(_ first: RunRecord, _ second: RunRecord) -> String? {
    guard let one = first.seed, let other = second.seed, one == other else { return "their seeds differ" }
    guard let one = first.fingerprint, let other = second.fingerprint, one == other else {
      return "the rules of their scenarios differ"
    }
    for name in ["policy", "memory", "episodes", "group-size"] {
      if first.parameters[name] != second.parameters[name] { return "--\(name) differs" }
    }
    return nil
  }

  private static func differences(_ first: RunRecord, _ second: RunRecord) -> [Difference] {
    let facts: [(String, (RunRecord) -> String?)] = [
      ("command", { $0.arguments.first }), ("version", \.version), ("commit", \.commit),
      ("fingerprint", \.fingerprint), ("status", \.status.rawValue),
    ]
    let own = facts.map { Difference(name: $0.0, first: $0.1(first), second: $0.1(second)) }
    let names = Set(first.parameters.keys).union(second.parameters.keys).sorted()
    let asked = names.map {
      Difference(name: "--\($0)", first: first.parameters[$0], second: second.parameters[$0])
    }
    return (own + asked).filter { $0.first != $0.second }
  }
}
