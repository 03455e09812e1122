import Testing
import Trajectories

@Suite struct ParameterValuesTests {
  private let specifications: [ParameterSpecification] = [
    .number("discount", in: 0...1, default: 0.95, "Per-turn discount."),
    .integer("samples", in: 1...100, default: 8, "Samples a decision."),
    .flag("normalise", default: true, "Divide by the deviation."),
    .choice("baseline", ["mean", "median"], "The group's baseline."),
  ]

  private func values(_ settings: [(name: String, value: String)]) throws(ParameterError) -> ParameterValues {
    try ParameterValues(settings, for: specifications, of: "method \"m\"")
  }

  private func refusal(_ name: String, _ value: String) -> String {
    do {
      _ = try values([(name, value)])
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test func defaultsStandInTheOrderOfTheSpecifications() throws {
    let values = try values([])
    #expect(values.entries.map(\.name) == ["discount", "samples", "normalise", "baseline"])
    #expect(values.number("discount") == 0.95)
    #expect(values.integer("samples") == 8)
    #expect(values.flag("normalise"))
    #expect(values.text("baseline") == "mean")
    #expect(values["other"] == nil)
  }

  @Test func settingsOverrideDefaultsInAnyOrder() throws {
    let values = try values([
      ("baseline", "median"), ("normalise", "false"), ("samples", "100"), ("discount", "1"),
    ])
    #expect(values.entries.map(\.value) == [.number(1), .integer(100), .flag(false), .text("median")])
  }

  @Test func rangesIncludeBothBounds() throws {
    #expect(try values([("discount", "0")]).number("discount") == 0)
    #expect(try values([("samples", "1")]).integer("samples") == 1)
  }

  @Test func anUnknownNameIsAnsweredWithTheNearest() {
    #expect(refusal("discuont", "1") == #"method "m" has no parameter "discuont". Did you mean "discount"?"#)
    #expect(
      refusal("temperature", "1")
        == #"method "m" has no parameter "temperature". Accepted: discount, samples, normalise, baseline."#)
  }

  @Test func anOwnerWithoutParametersSaysSo() {
    #expect(throws: ParameterError.unknown(owner: "method \"m\"", name: "x", accepted: [])) {
      try ParameterValues([("x", "1")], for: [], of: "method \"m\"")
    }
    #expect(
      ParameterError.unknown(owner: "method \"m\"", name: "x", accepted: []).description
        == #"method "m" has no parameter "x"; it takes none."#)
  }

  @Test func aRepeatedNameIsRefused() {
    do {
      _ = try values([("samples", "2"), ("samples", "2")])
      Issue.record("accepted")
    } catch {
      #expect(error.description == #"method "m": parameter "samples" is given twice."#)
    }
  }

  @Test(arguments: ["1.5", "-0.01", "nan", "inf", "high", ""])
  func aNumberOutOfRangeOrNoNumberIsRefused(_ text: String) {
    #expect(
      refusal("discount", text)
        == #"method "m": parameter "discount" is "\#(text)"; accepted: a number in 0...1."#)
  }

  @Test(arguments: ["0", "101", "2.0", "two", "99999999999999999999"])
  func aWholeNumberOutOfRangeOrNoWholeNumberIsRefused(_ text: String) {
    #expect(
      refusal("samples", text)
        == #"method "m": parameter "samples" is "\#(text)"; accepted: a whole number in 1...100."#)
  }

  @Test(arguments: ["yes", "1", "True"])
  func aFlagIsTrueOrFalse(_ text: String) {
    #expect(
      refusal("normalise", text)
        == #"method "m": parameter "normalise" is "\#(text)"; accepted: true or false."#)
  }

  @Test func aChoiceIsOneOfItsWords() {
    #expect(
      refusal("baseline", "mode") == #"method "m": parameter "baseline" is "mode"; accepted: mean or median."#
    )
  }

  @Test func openRangesAreDescribedByTheirFiniteBound() {
    let most = Double.greatestFiniteMagnitude
    let accepted = { (range: ClosedRange<Double>) in
      ParameterSpecification.number("x", in: range, default: 0, "").accepted
    }
    #expect(accepted(-1...0.5) == "a number in -1...0.5")
    #expect(accepted(0...most) == "a number in 0... (any larger finite number)")
    #expect(accepted(-most...2) == "a number in ...2 (any smaller finite number)")
    #expect(accepted(-most...most) == "a number in the finite numbers")
    #expect(accepted(Double.leastNormalMagnitude...1) == "a number above 0 and at most 1")
    #expect(accepted(Double.leastNormalMagnitude...most) == "a number above 0")
    #expect(
      ParameterSpecification.integer("n", in: 1...Int.max, default: 1, "").accepted
        == "a whole number of at least 1")
  }

  @Test func valuesAreWrittenAsOnTheCommandLine() {
    #expect(ParameterValue.number(3).description == "3")
    #expect(ParameterValue.number(0.1).description == "0.1")
    #expect(ParameterValue.number(1e20).description == "1e+20")
    #expect(ParameterValue.integer(-4).description == "-4")
    #expect(ParameterValue.flag(true).description == "true")
    #expect(ParameterValue.text("mean").description == "mean")
  }

  @Test func askingForAnotherKindIsAProgrammerError() async {
    await #expect(processExitsWith: .failure) { _ = ParameterValues().number("discount") }
    await #expect(processExitsWith: .failure) {
      _ = ParameterValues([.init(name: "samples", value: .number(1))]).integer("samples")
    }
  }
}
