import Ascribe
import CreditMethods
import Critics
import Simulation
import Testing
import TestSupport
import Trajectories

/// Methods and critics that are not of Ascribe: in catalogues, requests, studies and critic studies.
@Suite struct OwnMethodTests {
  private func catalogue() throws -> MethodCatalogue {
    try MethodCatalogue.builtIn + [MethodEntry(Constant.self), MethodEntry(ConstantCritic.self)]
  }

  @Test func anOwnMethodIsFoundByItsName() throws {
    let catalogue = try catalogue()
    #expect(catalogue.ids == MethodCatalogue.builtIn.ids + ["constant", "constant-critic"])
    #expect(catalogue.critics.last?.card.id == "constant-critic")
    let card = try catalogue.entry(named: "constant").card
    #expect(card.parameters.map(\.name) == ["gamma", "size", "isNegative"])
    #expect(card.parameters.map(\.defaultValue) == [.number(0.5), .number(2), .flag(false)])
    let request = try MethodRequest("constant(size=3)", in: catalogue)
    #expect(request.label == "constant(size=3)")
    #expect(
      request.parameters.entries == [
        .init(name: "gamma", value: .number(0.5)), .init(name: "size", value: .number(3)),
        .init(name: "isNegative", value: .flag(false)),
      ])
    #expect(throws: MethodError.unknown(id: "constant", accepted: MethodCatalogue.builtIn.ids)) {
      try MethodRequest("constant")
    }
  }

  @Test func aRequestNeedsNoCatalogue() throws {
    let batch = try trace([traceLine(task: "t0", "a", "success", [("A", ["p"])])])
    let credits = { (settings: String) in
      try MethodRequest(MethodEntry(Constant.self), settings).attribute(batch, in: AttributionContext())
        .credits
    }
    #expect(try credits("") == [2])
    #expect(try credits("size=4,isNegative=true") == [-4])
    #expect(try Constant(settings: "size=4").attribute(batch, in: AttributionContext()).credits == [4])
    #expect(throws: ParameterError.self) { try credits("size=11") }
    #expect(throws: ParameterError.self) { try Constant(settings: "sise=1") }
  }

  @Test func aStudyRunsIt() throws {
    let mdp = try compiled("coupling")
    let methods = try Call.list("grpo,constant").map { try MethodRequest($0, in: try catalogue()) }
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: methods, episodes: 8, groupSize: 4, batches: 2, seed: 1,
      threads: 1)
    #expect(try Study(plan).run().methods.map(\.method.label) == ["grpo", "constant"])
  }

  @Test func anOwnCriticIsHeldAgainstExactValues() throws {
    let mdp = try compiled("coupling")
    let catalogue = try catalogue()
    let selection = try CriticSelection(from: catalogue, on: mdp, under: .behaviour(of: mdp))
    #expect(selection.critics.last?.card.id == "constant-critic")
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: [try MethodRequest(critic: Call("constant-critic"), in: catalogue, on: mdp)], episodes: 8,
      groupSize: 1, batches: 2, seed: 1, threads: 1)
    #expect(try CriticStudy(plan, accepting: catalogue).run().critics.count == 1)
    var other = plan
    other.methods = [try MethodRequest("constant", in: catalogue)]
    let error = try #require(throws: CriticStudyError.self) {
      try CriticStudy(other, accepting: catalogue)
    }
    #expect(error.description.hasSuffix(", constant-critic."))
  }

  // MARK: What cannot be registered

  @Test func aTakenNameNamesBoth() throws {
    let error = try #require(throws: MethodError.self) {
      try MethodCatalogue.builtIn + [MethodEntry(SecondGAE.self)]
    }
    #expect(
      error.description
        == "Two methods have the identifier \"gae\": \"GAE, generalised advantage estimation\" (GAE) and \"Second\" "
        + "(SecondGAE). Give one of them another.")
    #expect(throws: MethodError.self) {
      try MethodCatalogue([MethodEntry(Constant.self), MethodEntry(Constant.self)])
    }
  }

  private func refusal<Method: CreditMethod>(of method: Method.Type) throws -> String {
    let entry = MethodEntry(method)
    let error = try #require(throws: MethodError.self) { try MethodCatalogue.builtIn + [entry] }
    #expect(throws: error) { try MethodRequest(entry) }
    #expect(throws: error) { try Method(settings: "") }
    return error.description
  }

  @Test func badDeclarationsAreErrors() throws {
    #expect(
      try refusal(of: Repeated.self) == "method \"bad\" declares the parameter \"size\" twice.")
    #expect(
      try refusal(of: FormerTaken.self) == "method \"bad\" declares the parameter \"size\" twice.")
    #expect(
      try refusal(of: OutOfRange.self)
        == "method \"bad\": the default of parameter \"size\" is \"11\"; accepted: a number in 0...10.")
    #expect(
      try refusal(of: OutOfWords.self)
        == "method \"bad\": the default of parameter \"word\" is \"second\"; accepted: first.")
    #expect(
      try refusal(of: Misnamed.self)
        == "method \"bad\" declares a parameter \"my_size\"; accepted: camelCase names of ASCII letters and digits."
    )
    #expect(
      try refusal(of: Unwritable.self)
        == "method \"bad\": parameter \"word\" has the word \"a b\"; accepted: words without blanks, \"(\", \")\", \",\" and "
        + "\"=\".")
    #expect(
      try refusal(of: Shared.self)
        == "method \"bad\": parameter \"size\" is shared by all methods of the type; init() must make its own."
    )
    #expect(
      try refusal(of: Unnameable.self)
        == "Unnameable has the identifier \"my method\"; accepted: ASCII letters, digits, \"_\", \".\" and \"-\"."
    )
  }
}

private func card(_ id: String, _ name: String = "test") -> MethodCard {
  MethodCard(
    id: id, name: name, source: "", granularity: .turn, methodology: .exact, estimand: "", formula: "",
    needs: [.trajectories], cost: "")
}

/// What the methods below have in common: a credit that does not depend on the batch.
private protocol Plain: CreditMethod {
  var credit: Double { get }
}

extension Plain {
  var credit: Double { 0 }

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    Attribution(credits: Array(repeating: credit, count: batch.decisionCount))
  }
}

private struct Discounting: ParameterGroup {
  @Parameter("discount", in: 0...1) var gamma = 0.5
}

private struct Constant: Plain {
  static let card = AscribeTests.card("constant")
  let discounting = Discounting()
  @Parameter("the credit", in: 0...10) var size = 2.0
  @Parameter("its sign") var isNegative = false

  var credit: Double { isNegative ? -size : size }
}

private struct ConstantCritic: TurnCritic, Plain {
  static let card = AscribeTests.card("constant-critic")
  @Parameter("the value of every turn", in: 0...) var value = 0.5
  let view = CriticView.information

  func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    TurnValues(
      kind: .state, values: Array(repeating: value, count: batch.turnCount),
      fit: .closedForm("a constant", parameters: 0, loss: 0))
  }
}

private struct SecondGAE: Plain { static let card = AscribeTests.card("gae", "Second") }

private struct Unnameable: Plain { static let card = AscribeTests.card("my method") }

private struct SizeGroup: ParameterGroup { @Parameter("a size", in: 0...10) var size = 1.0 }

private struct Repeated: Plain {
  static let card = AscribeTests.card("bad")
  @Parameter("a size", in: 0...10) var size = 1.0
  let group = SizeGroup()
}

private struct FormerTaken: Plain {
  static let card = AscribeTests.card("bad")
  @Parameter("a size", in: 0...10) var size = 1.0
  @Parameter("a width", in: 0...10, formerly: "size") var width = 1.0
}

private struct OutOfRange: Plain {
  static let card = AscribeTests.card("bad")
  @Parameter("a size", in: 0...10) var size = 11.0
}

private enum Word: String, CaseIterable {
  case first
  case second
}

private struct OutOfWords: Plain {
  static let card = AscribeTests.card("bad")
  @Parameter("a word", among: [.first]) var word = Word.second
}

private struct Misnamed: Plain {
  static let card = AscribeTests.card("bad")
  // swift-format-ignore: AlwaysUseLowerCamelCase
  @Parameter("a size", in: 0...10) var my_size = 1.0
}

private enum Blank: String, CaseIterable { case blank = "a b" }

private struct Unwritable: Plain {
  static let card = AscribeTests.card("bad")
  @Parameter("a word") var word = Blank.blank
}

private struct Shared: Plain {
  static let card = AscribeTests.card("bad")
  private static let one = Parameter(wrappedValue: 1.0, "a size", in: 0...10)
  @Parameter var size: Double

  init() { _size = Self.one }
}
