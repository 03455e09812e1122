import CreditMethods
import Testing
import Trajectories

/// The property wrapper that declares a method's parameters.
@Suite struct ParameterWrapperTests {
  private enum Shape: String, CaseIterable {
    case round
    case square = "with-corners"
  }

  private struct Path: FileParameter {
    static let words = ["none"]
    let text: String
  }

  private struct Inner: ParameterGroup {
    @Parameter("inner", in: 1...) var least = 3
  }

  private struct Group: ParameterGroup {
    @Parameter("first of the group") var first = true
    let inner = Inner()
    let absent: Inner?
  }

  private struct All: CreditMethod {
    static let card = MethodCard(
      id: "all", name: "", source: "", granularity: .turn, methodology: .exact, estimand: "", formula: "",
      needs: [], cost: "")

    @Parameter("any number") var number = -1.5
    @Parameter("above 0", in: .leastNormalMagnitude...1) var share = 1.0
    let group = Group(absent: nil)
    @Parameter("a word", formerly: "form") var shape = Shape.square
    @Parameter("a file") var path = Path(text: "none")
    @Parameter("a count", in: 0...4) var count = 2
    var notAParameter = 7

    func attribute(
      _ batch: TrajectoryBatch, in context: AttributionContext
    ) throws(AttributionError) -> Attribution { Attribution(credits: []) }
  }

  @Test func everyKindIsReflectedInOrder() {
    let found = All.fullCard.parameters
    #expect(found.map(\.name) == ["number", "share", "first", "least", "shape", "path", "count"])
    let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    let kinds: [ParameterSpecification.Kind] = [
      .number(finite), .number(Double.leastNormalMagnitude...1), .flag, .integer(1...Int.max),
      .choice(["with-corners", "round"]), .file(["none"]), .integer(0...4),
    ]
    #expect(found.map(\.kind) == kinds)
    let defaults: [ParameterValue] = [
      .number(-1.5), .number(1), .flag(true), .integer(3), .text("with-corners"), .text("none"), .integer(2),
    ]
    #expect(found.map(\.defaultValue) == defaults)
    #expect(found.map(\.help).first == "any number")
    #expect(found.map(\.formerName) == [nil, nil, nil, nil, "form", nil, nil])
    // The card that the type declares knows nothing of them.
    #expect(All.card.parameters == [])
  }

  @Test func settingsFillTheProperties() throws {
    let method = try All(
      ParameterValues(
        [
          ("number", "2"), ("first", "false"), ("least", "9"), ("form", "round"), ("path", "a.json"),
        ], for: All.fullCard.parameters, of: "all"))
    #expect(method.number == 2 && method.share == 1 && !method.group.first && method.group.inner.least == 9)
    #expect(method.shape == .round && method.path.text == "a.json" && method.count == 2)
    // Another method has its own.
    #expect(All().number == -1.5 && All().shape == .square)
  }

  @Test func valuesThatWereNeverCheckedAreRefused() {
    for value in [ParameterValue.integer(5), .number(1), .text("1")] {
      #expect(
        throws: ParameterError.notAccepted(
          owner: "method \"all\"", name: "count", found: value.description,
          accepted: "a whole number in 0...4")
      ) { try All(ParameterValues([.init(name: "count", value: value)])) }
    }
  }

  /// Setting a copy's parameter leaves the original alone, and a method that was made from it.
  @Test func parametersAreValues() throws {
    let original = try All(ParameterValues([.init(name: "count", value: .integer(4))]))
    var copy = original
    copy.count = 0
    copy.number += 1
    let copyOfCopy = copy
    copy.count = 1
    #expect(original.count == 4 && original.number == -1.5)
    #expect(copyOfCopy.count == 0 && copy.count == 1 && copy.number == -0.5)
  }
}
