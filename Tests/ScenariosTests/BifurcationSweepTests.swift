import Testing
import Simulation
import TestSupport

/// The tasks with other parameters, against closed forms.
struct BifurcationSweepTests {
  /// With the fork's share of the variance fixed at .64, the return's correlation with the exact credit falls as
  /// .8 / sqrt(T).
  @Test(arguments: [1, 2, 5, 10, 20, 50, 100])
  func singleCorrelationFallsWithTheHorizon(turns: Int) throws {
    let walk = try walk("single", ["turns": "\(turns)", "fork": "\(turns / 2)"])
    expect(walk.returnCorrelation(turns: turns), 0.8 / Double(turns).squareRoot())
    expect(walk.decisionParts.reduce(0, +) / walk.variance, 0.64)
  }

  /// V = p h + (1 - p) l; right is worth h - V, wrong l - V.
  @Test func singleWithOtherOdds() throws {
    let settings: KeyValuePairs = [
      "rightProbability": "0.3", "high": "0.8", "low": "0.25", "decoyActions": "3", "hidden": "true",
    ]
    let walk = try walk("single", settings)
    let value = 0.3 * 0.8 + 0.7 * 0.25
    expect(walk.credit("solver", 3, "turn-3", "right"), 0.8 - value)
    expect(walk.credit("solver", 3, "turn-3", "wrong"), 0.25 - value)
    walk.expectNoCredit { $0.turn != 3 }
    let decisions = 0.3 * 0.7 * (0.8 - 0.25) * (0.8 - 0.25)
    walk.expectLedger(
      variance: value * (1 - value), decisions: [0, 0, 0, decisions, 0, 0],
      final: 0.3 * 0.8 * 0.2 + 0.7 * 0.25 * 0.75)
  }

  /// Alive at turn j of n: right p^(n-1-j) (1 - p), wrong -p^(n-j).
  @Test func chainOfFive() throws {
    let walk = try walk("chain", ["forks": "5", "rightProbability": "0.6"])
    let power = { (exponent: Int) in (0..<exponent).reduce(1.0) { product, _ in product * 0.6 } }
    for turn in 0..<5 {
      expect(walk.credit("solver", turn, "turn-\(turn):alive", "right"), power(4 - turn) * 0.4)
      expect(walk.credit("solver", turn, "turn-\(turn):alive", "wrong"), -power(5 - turn))
    }
    // D_j = P(alive at j) · p (1 - p) · p^(2 (n - 1 - j)).
    let decisions = (0..<5).map { power($0) * 0.6 * 0.4 * power(2 * (4 - $0)) }
    walk.expectLedger(variance: power(5) * (1 - power(5)), decisions: decisions)
  }

  /// Fork (1 - p)(1 - r) and -p (1 - r); repair 1 - r and -r.
  @Test func repairWithOtherOdds() throws {
    let walk = try walk(
      "repair",
      ["turns": "4", "fork": "0", "repairTurn": "2", "rightProbability": "0.3", "repairProbability": "0.8"])
    expect(walk.credit("solver", 0, "turn-0", "right"), 0.7 * 0.2)
    expect(walk.credit("solver", 0, "turn-0", "wrong"), -0.3 * 0.2)
    expect(walk.credit("solver", 2, "turn-2:broken", "repair"), 0.2)
    expect(walk.credit("solver", 2, "turn-2:broken", "leave"), -0.8)
    let value = 0.3 + 0.7 * 0.8
    walk.expectLedger(
      variance: value * (1 - value), decisions: [0.3 * 0.7 * 0.2 * 0.2, 0, 0.7 * 0.8 * 0.2, 0])
  }

  @Test(arguments: [0.5, 0.8, 0.99])
  func decoyOfSomeRarity(probability: Double) throws {
    let walk = try walk("decoy", ["rightProbability": "\(probability)", "decoyActions": "7"])
    expect(walk.credit("solver", 2, "turn-2", "right"), 1 - probability)
    expect(walk.credit("solver", 2, "turn-2", "wrong"), -probability)
    expect(walk.variance, probability * (1 - probability))
  }

  @Test func luckAtAnotherTurn() throws {
    let walk = try walk("luck", ["turns": "4", "chanceTurn": "3", "luckProbability": "0.2"])
    walk.expectNoCredit { _ in true }
    walk.expectLedger(variance: 0.16, decisions: [0, 0, 0, 0], luck: [0, 0, 0, 0.16])
  }

  /// Store (1 - w)(2r - 1) and -w (2r - 1); D = w (1 - w)(2r - 1)^2 and r (1 - r), whatever the distance.
  @Test(arguments: [2, 3, 30])
  func memoryOverSomeDistance(turns: Int) throws {
    let walk = try walk(
      "memory",
      ["turns": "\(turns)", "writeProbability": "0.7", "readProbability": "0.8", "decoyActions": "1"])
    expect(walk.credit("solver", 0, "bit-1", "store-1"), 0.3 * 0.6)
    expect(walk.credit("solver", 0, "bit-1", "store-0"), -0.7 * 0.6)
    let last = turns - 1
    expect(walk.credit("solver", last, "answer|bit:1|memory:0", "answer-0"), -0.2)
    expect(walk.credit("solver", last, "answer|bit:1|memory:0", "answer-1"), 0.8)
    var decisions = [Double](repeating: 0, count: turns)
    decisions[0] = 0.7 * 0.3 * 0.6 * 0.6
    decisions[last] = 0.8 * 0.2
    let value = 0.7 * 0.8 + 0.3 * 0.2
    walk.expectLedger(variance: value * (1 - value), decisions: decisions)
  }

  /// An agent's action counts where the others leave the outcome to it: doing 1 - p, skipping -p.
  @Test(arguments: ["or", "and"])
  func gateOfThree(name: String) throws {
    let walk = try walk(name, ["agents": "3", "doProbability": "0.3"])
    #expect(walk.decisions.count == 8)
    for decision in walk.decisions {
      for (agent, credit) in decision.credits.enumerated() {
        var others = decision.actions
        let own = others.remove(at: agent)
        let leaves = others.allSatisfy { $0 == (name == "or" ? "skip" : "do") }
        expect(credit, leaves ? (own == "do" ? 0.7 : -0.3) : 0)
      }
    }
    let value = name == "or" ? 1 - 0.7 * 0.7 * 0.7 : 0.3 * 0.3 * 0.3
    expect(walk.value, value)
    walk.expectLedger(variance: value * (1 - value), decisions: [value * (1 - value)])
  }

  @Test func couplingWithOtherOdds() throws {
    let walk = try walk(
      "coupling", ["goodProbability": "0.3", "rightAfterGood": "0.8", "rightAfterBad": "0.1"])
    expect(walk.credit("planner", 0, "plan", "good"), 0.7 * 0.7)
    expect(walk.credit("planner", 0, "plan", "bad"), -0.3 * 0.7)
    expect(walk.credit("executor", 1, "message:bad", "right"), 0.9)
    let value = 0.3 * 0.8 + 0.7 * 0.1
    walk.expectLedger(
      variance: value * (1 - value),
      decisions: [0.3 * 0.7 * 0.7 * 0.7, 0.3 * 0.8 * 0.2 + 0.7 * 0.1 * 0.9])
  }

  @Test func typedWithThreeFormats() throws {
    let walk = try walk("typed", ["rightProbability": "0.2", "formats": "3"])
    expect(walk.credit("tool", 0, "start", "right-tool", "format-3"), 0.8)
    expect(walk.credit("format", 0, "start", "right-tool", "format-3"), 0)
    walk.expectLedger(variance: 0.16, decisions: [0.16])
  }
}
