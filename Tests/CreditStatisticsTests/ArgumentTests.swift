import CreditStatistics
import Ground
import Testing

/// Arguments that no data makes right: they are told apart from samples without a value, and never a trap.
@Suite struct ArgumentTests {
  private func check(_ misuse: Misuse) {
    #expect(misuse.reason() == .notAccepted(misuse.error))
  }

  @Test(arguments: Misuse.ofComparisons) func comparisonsSayWhatTheyTake(misuse: Misuse) { check(misuse) }
  @Test(arguments: Misuse.ofIntervals) func intervalsSayWhatTheyTake(misuse: Misuse) { check(misuse) }
  @Test(arguments: Misuse.ofAgreement) func agreementSaysWhatItTakes(misuse: Misuse) { check(misuse) }
  @Test(arguments: Misuse.ofDesigns) func designsSayWhatTheyTake(misuse: Misuse) { check(misuse) }

  /// Every cell of a family has the reason; without columns there are no cells.
  @Test func simultaneousIntervals() {
    let bootstrap = Bootstrap(resamples: 9, seed: 1)
    let ragged = SimultaneousIntervals.maximumT(
      ofColumns: [1, 2, 3], columns: 2, confidence: 0.9, bootstrap: bootstrap)
    let reason = ArgumentError("matrix", "3 numbers", accepted: "whole rows of 2 columns")
    #expect(ragged.map(\.reason) == [.notAccepted(reason), .notAccepted(reason)])
    let sure = SimultaneousIntervals.studentT(
      ofColumns: [1, 2, 3, 5], columns: 2, confidence: 1, correction: .sidak)
    let confidence = ArgumentError("confidence", 1.0, accepted: "a number between 0 and 1, without either")
    #expect(sure.map(\.reason) == [.notAccepted(confidence), .notAccepted(confidence)])
    let none = SimultaneousIntervals.maximumT(
      ofColumns: [1, 2], columns: 1, confidence: 0.9, bootstrap: Bootstrap(resamples: 0, seed: 1))
    #expect(none.map(\.reason) == [.notAccepted(ArgumentError("resamples", 0, accepted: "1 or more"))])
    #expect(
      SimultaneousIntervals.studentT(ofColumns: [1], columns: -1, confidence: 0.9, correction: .sidak).isEmpty
    )
  }

  /// A value outside of its bounds is not counted, and nothing that comes later makes good for it.
  @Test func aSequenceRemembersThatItsBoundsAreWrong() {
    var sequence = BoundedMeanSequence(bounds: 0...1, confidence: 0.9)
    for value in [0.5, .nan, 0.5, 0.5] { sequence.add(value) }
    #expect(sequence.count == 1)
    guard case .notAccepted(let error)? = sequence.interval.reason else {
      Issue.record("\(sequence.interval)")
      return
    }
    #expect(error.description == "value is nan; accepted: 0.0...1.0, the bounds.")
  }

  /// Numbers below 0 are numbers of resamples, too, and fewer units than none are none.
  @Test func resamplesHaveAnyNumber() {
    let bootstrap = Bootstrap(resamples: 3, seed: 1)
    let statistic = { (units: [Int]) in units.reduce(0.0) { 10 * $0 + Double($1) } }
    let all = bootstrap.replicates(-2..<3, of: .independent(6), statistic: statistic)
    #expect(Array(all[2...]) == bootstrap.replicates(0..<3, of: .independent(6), statistic: statistic))
    #expect(Set(all).count == 5)
    #expect(
      bootstrap.distribution(.independent(-3), statistic: statistic)
        == .undefined(.tooFew(found: 0, needed: 2)))
  }

  @Test(
    arguments: [
      ([1], "edges is 1 numbers; accepted: at least 2, between which is a bin."),
      ([0, .infinity], "edges is inf; accepted: finite numbers."),
      ([0, 2, 2], "edges is 2.0, 2.0; accepted: each above the one before."),
    ] as [([Double], String)])
  func histogramsSayWhichEdgesTheyTake(edges: [Double], message: String) throws {
    let error = try #require(throws: ArgumentError.self) { try Histogram(edges: edges) }
    #expect(error.description == message)
  }

  @Test func histogramsSayWhichBinsTheyTake() throws {
    #expect(throws: ArgumentError("bins", 0, accepted: "1 or more")) { try Histogram(range: 0...1, bins: 0) }
    #expect(throws: ArgumentError("range", "1.0...1.0", accepted: "a range of finite, positive width")) {
      try Histogram(range: 1...1, bins: 2)
    }
    // Between two neighbours there is no third number.
    #expect(throws: ArgumentError.self) { try Histogram(range: 1...1.0.nextUp, bins: 5) }
    var histogram = try Histogram(edges: [0, 1])
    histogram.add(0.5)
    let before = histogram
    #expect(
      throws: ArgumentError(
        "other", "a histogram of other edges", accepted: "one between the same 2 edges")
    ) {
      try histogram.merge(Histogram(edges: [0, 2]))
    }
    #expect(histogram == before)
  }
}
