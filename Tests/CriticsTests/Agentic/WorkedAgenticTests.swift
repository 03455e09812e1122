import CreditMethods
import Testing
import TestSupport

/// A method with settings, and its credits.
private typealias WorkedRow = (method: String, settings: String, credits: [Double])

/// The agentic critics on the worked traces, to the four decimals that were computed independently of this
/// package.
@Suite struct WorkedAgenticTests {
  /// Episodes e0 to e3 of one agent: 2, 2, 2 and 3 turns.
  private static let singleRows: [WorkedRow] = [
    ("sweet", "", [1.5458, 3.4030, 1.5458, -1.8572, -1.5458, -1.5458, -1.5458, 0.0000, 3.4030]),
    ("sweet", "agg=mean", [1.0802, 2.2252, 1.0802, -1.1449, -1.0802, -1.0802, -1.0802, 0.0000, 2.2252]),
    ("agentprm", "", [0.0000, 0.5000, 0.0000, -0.5000, 0.0000, -0.5000, 0.0000, 0.5000, 0.0000]),
    ("agentprm", "emit=promise", [0.5000, 1.0000, 0.5000, 0.0000, 0.5000, 0.0000, 0.5000, 1.0000, 1.0000]),
    ("turn_ppo", "", [0.4645, 0.3333, -0.4265, -0.6667, -0.4435, -0.4950, 0.4092, 0.4620, 0.3333]),
    ("turn_ppo", "values=zero", [0.8910, 1.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.7939, 0.8910, 1.0000]),
    ("archer", "", [0.1663, 0.3333, 0.1663, -0.6667, -0.1663, -0.3167, -0.1663, 0.3167, 0.3333]),
    ("spa", "", [0.7727, 1.2273, 0.7727, 0.2273, 0.5909, -0.0909, 0.5909, 0.6818, 1.2273]),
    ("lare", "", [0.5455, 0.3636, 0.5455, -0.1818, 0.0000, -0.1818, 0.0000, 0.5455, 0.3636]),
    ("istar", "", [1.6219, 1.6219, -0.1101, -2.6298, -1.8739, -0.8660, -0.1418, 1.6219, 1.6219]),
    ("istar", "norm=rloo", [0.6835, 0.6835, -0.6498, -0.7060, -0.6892, -0.6667, 0.6442, 0.6835, 0.6835]),
    ("itpo", "", [0.7778, 0.7153, -0.5556, -0.2778, -0.5556, -0.2778, 0.5000, 0.7482, 0.7739]),
    ("itpo", "emit=reward", [0.2552, 0.7448, 0.0000, 0.0000, 0.0000, 0.0000, 0.0222, 0.1891, 0.7887]),
    ("itpo", "variant=sum", [1.1744, 0.5872, -0.7301, -1.3173, -0.7301, 0.0159, 0.4285, 1.1744, 0.5872]),
  ]

  /// Episodes m0 to m3 of planner and solver: turn 0 planner, turn 0 solver, turn 1 planner, turn 1 solver.
  private static let teamRows: [WorkedRow] = [
    (
      "poad", "",
      [
        0.4144, 0.4362, 0.4833, 0.3333, -0.4001, -0.4212, -0.4667, -0.6667, -0.4287, -0.4512, -0.5000, 0.0000,
        0.4144, 0.4362, 0.4833, 0.3333,
      ]
    ),
    (
      "bilevel", "",
      [
        0.4750, 0.4750, 0.5000, 0.3333, -0.4750, -0.4750, -0.5000, -0.6667, -0.4750, -0.4750, -0.5000, 0.0000,
        0.4750, 0.4750, 0.5000, 0.3333,
      ]
    ),
    (
      "turn_ppo", "",
      [
        0.4455, 0.4455, 0.5000, 0.5000, -0.4455, -0.4455, -0.5000, -0.5000, -0.4455, -0.4455, -0.5000,
        -0.5000,
        0.4455, 0.4455, 0.5000, 0.5000,
      ]
    ),
    (
      "archer", "",
      [
        0.0000, 0.0000, 0.5000, 0.5000, 0.0000, 0.0000, -0.5000, -0.5000, 0.0000, 0.0000, -0.5000, -0.5000,
        0.0000, 0.0000, 0.5000, 0.5000,
      ]
    ),
  ]

  @Test(arguments: singleRows.indices) func single(row: Int) throws {
    let (method, settings, expected) = Self.singleRows[row]
    let found = try attribution(method, workedTrace("single"), settings)
    expectEqual(found.credits, expected, within: 0.5001e-4, "\(method) \(settings)")
    let converged = found.fits.allSatisfy { $0.hasConverged }
    #expect(converged)
  }

  @Test(arguments: teamRows.indices) func team(row: Int) throws {
    let (method, settings, expected) = Self.teamRows[row]
    let found = try attribution(method, workedTrace("team"), settings)
    expectEqual(found.credits, expected, within: 0.5001e-4, "\(method) \(settings)")
    let converged = found.fits.allSatisfy { $0.hasConverged }
    #expect(converged)
  }
}
