import Testing
import TestSupport

@testable import DecPOMDP

/// What the format can say.
@Suite struct ReaderTests {
  @Test func sections() throws {
    let model = try Text.problem()
    #expect(model.agents == ["agent-0", "agent-1"])
    #expect(model.discount == 0.5)
    #expect(model.states == ["heads", "tails"])
    #expect(model.actions == [["x", "y"], ["p", "q", "r"]])
    #expect(model.observations == [["h", "t"], ["0"]])
    #expect(model.start == [1, 0])
    #expect(model.expectedRewards == [Double](repeating: 0, count: 12))
    #expect(model.transitionRow(5, 1) == [0.5, 0.5])
    #expect(model.observationRow(5, 1) == [0, 1])
  }

  private static let startSections: [(String, [Double])] = [
    ("start:\n0.25 0.5 0.25", [0.25, 0.5, 0.25]), ("start: 0.25 0.5 0.25", [0.25, 0.5, 0.25]),
    ("start:\nuniform", [1.0 / 3, 1.0 / 3, 1.0 / 3]), ("start: uniform", [1.0 / 3, 1.0 / 3, 1.0 / 3]),
    ("start: b", [0, 1, 0]), ("start: 2", [0, 0, 1]), ("start:\n2", [0, 0, 1]),
    ("start include: a 2", [0.5, 0, 0.5]), ("start include:\nc", [0, 0, 1]),
    ("start exclude: b", [0.5, 0, 0.5]), ("start exclude : 0 b", [0, 0, 1]),
  ]

  @Test(arguments: startSections)
  func starts(section: String, expected: [Double]) throws {
    let text = """
      agents: 1
      discount: 1
      values: reward
      states: a b c
      \(section)
      actions:
      1
      observations:
      1
      T: * :
      identity
      O: * :
      uniform
      """
    #expect(try Text.read(text).model.start == expected)
  }

  @Test(arguments: ["1", "0", "uniform", "only"])
  func startOfASingleState(word: String) throws {
    let text = """
      agents: one
      discount: 1
      values: cost
      states: only
      start: \(word)
      actions:
      1
      observations:
      2
      T: 0 : 0 : 0 : 1
      O: 0 : only :
      0.5 0.5
      R: 0 : 0 : 0 : 1 : 3
      """
    let model = try Text.read(text).model
    #expect(model.start == [1])
    #expect(model.agents == ["one"])
    // A cost is a reward with the other sign.
    #expect(model.outcomeRewards?.values == [0, -3])
    #expect(model.expectedRewards == [-1.5])
  }

  @Test(arguments: [
    "T: y q : heads : tails : 1\nT: y q : heads : heads : 0", "T: 1 1 : 0 : 1 : 1\nT: 1 1 : 0 : 0 : 0",
    "T: 4 : heads :\n0 1", "T: y 1 : 0\n0 1", "T:y q:heads:\n0 1",
    "T: y q :\n0 1\n0.5 0.5", "T: y q : * : * : 0\nT: y q : 0 : tails : 1\nT: 4 : 1 : * : 0.5",
    "T: y q : heads : # so\n# and so\n\n  0.0 1e0  # on\n",
    "T: * q : heads :\n0 1\nT: x q : heads :\nuniform",
    "T: y * : heads :\n0 1\nT: y p :\nuniform\nT: y r : * :\nuniform",
    "T: * * : * : * : 0\nT: * : * : * : 0.5\nT: y q : 0 :\n0 1", "T: y q\nidentity\nT: y q :\n0 1\n.5 5e-1",
  ])
  func transitionsInEveryForm(entries: String) throws {
    let model = try Text.problem(entries)
    for joint in 0..<6 {
      #expect(model.transitionRow(joint, 0) == (joint == 4 ? [0, 1] : [0.5, 0.5]))
      #expect(model.transitionRow(joint, 1) == [0.5, 0.5])
    }
  }

  @Test func identity() throws {
    let model = try Text.problem("T: y * :\nidentity")
    #expect(model.transitionRow(2, 0) == [0.5, 0.5])
    #expect(model.transitionRow(3, 0) == [1, 0])
    #expect(model.transitionRow(5, 1) == [0, 1])
  }

  @Test(arguments: [
    "O: y q :\nuniform", "O: 4 : * :\nuniform", "O: y q : * : * : 0.5", "O: y q : * : * 0 : 0.5",
    "O: y q : heads : 0 0 : 0.5\nO: y q : heads : 1 : 0.5\nO: 4 : 1 :\n0.5 0.5", "O: y q :\n0.5 0.5\n0.5 0.5",
  ])
  func observationsInEveryForm(entries: String) throws {
    let model = try Text.problem(entries)
    for joint in 0..<6 {
      #expect(model.observationRow(joint, 0) == (joint == 4 ? [0.5, 0.5] : [1, 0]))
      #expect(model.observationRow(joint, 1) == (joint == 4 ? [0.5, 0.5] : [0, 1]))
    }
  }

  @Test func rewardsOfTurns() throws {
    let model = try Text.problem(
      "R: * : * : * : * : +1\nR: y * : tails : * : * : -2.5\nR: 4 : 1 : * : * * : 3\n")
    #expect(model.outcomeRewards == nil)
    #expect(model.expectedRewards == [1, 1, 1, 1, 1, 1, 1, -2.5, 1, 3, 1, -2.5])
  }

  @Test(arguments: [
    "R: y q : heads : heads : * : 4\nR: y q : heads : tails : t 0 : 8", "R: y q : heads :\n4 4\n4 8",
    "R: 4 : 0 : heads :\n4 4\nR: 4 : 0 : tails :\n7 8", "R: y q : 0 : * : h * : 4\nR: y q : 0 : * : 1 : 8",
    "R: y q : 0 : * : * : 9\nR: 4 : heads : * :\n4 8",
  ])
  func rewardsOfOutcomes(entries: String) throws {
    let model = try Text.problem(entries)
    let row = model.row(4, 0)
    // Heads are seen as heads and tails as tails, so one joint observation is possible in each state.
    #expect(model.transitions[row].map { model.reward(row: row, entry: $0, place: 0) } == [4, 8])
    #expect(model.expectedRewards[row] == 6)
    #expect(model.expectedRewards.count { $0 != 0 } == 1)
  }

  @Test func sectionsMayStandInAnotherOrder() throws {
    let text = """
      values: reward
      states: 2
      agents: a1 a2
      start: 0
      observations:
      1
      1
      actions:
      1
      1
      discount: 1
      T: 0 0 :
      identity
      O: * :
      uniform
      """
    let model = try Text.read("\u{FEFF}" + text.replacing("\n", with: "\r\n")).model
    #expect(model.agents == ["a1", "a2"])
    #expect(model.states == ["0", "1"])
  }

  @Test func sumsWithinTheToleranceAreDividedOut() throws {
    let model = try Text.problem("T: y q : heads :\n0.3333333 0.6666666")
    let row = model.transitionRow(4, 0)
    #expect(abs(row[0] + row[1] - 1) <= ProbabilityRow.rounding)
    #expect(abs(row[0] / row[1] - 0.3333333 / 0.6666666) < 1e-15)
  }

  @Test func notesNameWhatIsSetAgain() throws {
    let entries = """
      T: x p : heads :
      0.5 0.5
      R: * : * : * : * : 1
      R: x * : 0 : * : * : 2
      """
    let text = Text.head.replacing("start: heads", with: "start include: heads 0") + Text.body + entries
    #expect(
      try Text.read(text, notes: true).notes.map { "\($0)" } == [
        "f:5: state \"heads\" stands in the list twice.",
        "f:16: T sets 2 probabilities again that line 12 or a later one has set.",
        "f:19: R sets 3 rewards again that line 18 or a later one has set.",
      ])
    #expect(try Text.read(text).notes.isEmpty)
    #expect(try Text.read(text, notes: true).model == Text.read(text).model)
  }

  private static let numberTexts: [(String, Double)] = [
    ("0", 0), ("-0", 0), ("+20", 20), ("1e3", 1000), ("1E-2", 0.01), (".5", 0.5), ("5.", 5), ("007", 7),
    ("0.1", 0.1), ("123456789012345", 123_456_789_012_345), ("0.30000000000000004", 0.30000000000000004),
    ("1e23", 1e23), ("9007199254740993", 9_007_199_254_740_992),
    ("1.7976931348623157e308", .greatestFiniteMagnitude),
    ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0), ("0.000000000000000000000000000001", 1e-30),
    ("-1.5e+2", -150),
  ]

  @Test(arguments: numberTexts)
  func numbers(text: String, expected: Double) {
    #expect(DecimalNumber.parse(Array(text.utf8), from: 0, to: text.utf8.count) == expected)
  }

  @Test(arguments: ["", "+", "-", ".", "e5", "1e", "1e+", "1x", "0x10", "nan", "inf", "1.2.3", "1,5", "--1"])
  func noNumbers(text: String) {
    #expect(DecimalNumber.parse(Array(text.utf8), from: 0, to: text.utf8.count) == nil)
  }

  @Test func numbersAreTheNearestDoubles() {
    var generator = SplitMix64(seed: UInt64(1))
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...19, using: &generator)
      let whole = String(UInt64.random(in: 0...UInt64.max, using: &generator)).prefix(digits)
      let text =
        "\(whole).\(Int.random(in: 0...999_999, using: &generator))e\(Int.random(in: -30...30, using: &generator))"
      #expect(DecimalNumber.parse(Array(text.utf8), from: 0, to: text.utf8.count) == Double(text))
    }
  }
}
