import Ground
import CreditStatistics
import Testing

struct MeasuredTests {
  @Test func aValueIsMapped() {
    let value = Measured.value(3.0)
    #expect(value.map { Int($0) } == .value(3))
    #expect(value.flatMap { Measured.value($0 * 2) } == .value(6))
    #expect(value.flatMap { _ in Measured<Int>.undefined(.allZero) } == .undefined(.allZero))
    #expect(value.optional == 3)
    #expect(value.reason == nil)
    #expect("\(value)" == "3.0")
  }

  @Test func anUndefinedStatisticKeepsItsReason() {
    let undefined = Measured<Double>.undefined(.tooFew(found: 1, needed: 2))
    #expect(undefined.map { Int($0) } == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(undefined.flatMap { Measured.value($0) } == undefined)
    #expect(undefined.optional == nil)
    #expect(undefined.reason == .tooFew(found: 1, needed: 2))
    #expect("\(undefined)" == "undefined: 1 found, at least 2 needed.")
  }

  @Test func errorsOfATransformPassThrough() {
    struct Refusal: Error, Equatable {}
    #expect(throws: Refusal()) {
      try Measured.value(1.0).map { (_) throws(Refusal) -> Double in throw Refusal() }
    }
  }

  @Test(arguments: [
    (UndefinedReason.tooFew(found: 0, needed: 1), "0 found, at least 1 needed."),
    (.noVariance, "All values are equal, so there is no variation to compare with."),
    (.notFinite, "A value is NaN or infinite."),
    (
      .outOfRange,
      "The numbers are too large or too small: the result or its squares leave the range of Double."
    ),
    (.noUnits, "No unit is left to count."),
    (.allZero, "All values are zero."),
    (.noWeight, "The weights sum to zero."),
    (.negativeWeight, "A weight is negative."),
    (.notAProbability(1.5), "1.5 is not a probability: it is outside 0...1."),
    (.undefinedOnSample, "The statistic has no value on the sample itself."),
    (
      .undefinedOnResamples(undefined: 60, resamples: 1000),
      "The statistic has no value on 60 of 1000 resamples, too many for their percentiles."
    ),
    (.notAccepted(ArgumentError("trim", 0.5, accepted: "0..<0.5")), "trim is 0.5; accepted: 0..<0.5."),
  ])
  func eachReasonIsASentence(reason: UndefinedReason, sentence: String) {
    #expect(reason.description == sentence)
  }
}
