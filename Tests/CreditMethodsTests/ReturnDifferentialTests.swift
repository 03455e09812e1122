import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Values of files: the methods against a naive transcription of their formulas, on random small batches with random parameters.
@Suite struct ReturnDifferentialTests {
  /// A value for states of the batch, joint observations among them; "B" has none, "elsewhere" is nowhere.
  private let states = [
    "A": 4.5, "C": -1, "D": 1e-3, "one=A|two=B": 7, "one=B|two=A": 6, "Z": 2.25, "elsewhere": 9,
    "one-b=A|one=A|two=A": 3,
  ]

  @Test(arguments: 0..<20)
  func valueMethods(block: Int) throws {
    let tasks = ["t0": states, "t2": states.mapValues { 10 - $0 }]
    let shared = String(decoding: try JSONEncoder().encode(states), as: UTF8.self)
    let apart = String(decoding: try JSONEncoder().encode(tasks), as: UTF8.self)
    try withFile(shared) { shared in
      try withFile(apart) { apart in
        for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
          switch seed % 3 {
          case 0: try compareValueMethods(seed: seed, "trace", nil)
          case 1:
            let all = ["t0": states, "t1": states, "t2": states]
            try compareValueMethods(seed: seed, shared, byTaskAndState(all))
          default: try compareValueMethods(seed: seed, apart, byTaskAndState(tasks))
          }
        }
      }
    }
  }

  private func byTaskAndState(_ tasks: [String: [String: Double]]) -> NaiveReference.Values {
    var result: NaiveReference.Values = [:]
    for (task, states) in tasks { for (state, value) in states { result["\(task) \(state)"] = value } }
    return result
  }

  private func compareValueMethods(seed: UInt64, _ source: String, _ file: NaiveReference.Values?) throws {
    let drafts = randomDrafts(seed: seed)
    let lambda = { (naive: NaiveReference) in naive.parameters.number("lambda") }
    try compare(PotentialShaping.self, drafts, seed: seed, source) { $0.pbrs(file) }
    try compare(GAE.self, drafts, seed: seed, source) { $0.gae(file, lambda: lambda($0)) }
    try compare(TemporalDifference.self, drafts, seed: seed, source) { $0.gae(file, lambda: 0) }
    try compare(NStep.self, drafts, seed: seed, source) { $0.nstep(file) }
    try compare(MonteCarlo.self, drafts, seed: seed, source) { $0.mc(file) }
    try compare(LambdaReturn.self, drafts, seed: seed, source) { $0.lambdaReturn(file, lambda: lambda($0)) }
  }

  private func compare<Method: CreditMethod>(
    _ method: Method.Type, _ drafts: [EpisodeDraft], seed: UInt64, _ values: String = "trace",
    _ reference: (NaiveReference) -> [Double]
  ) throws {
    let settings = returnSettings(for: method.fullCard.parameters, seed: seed ^ 0x3D1F, values: values)
    let parameters = try ParameterValues(settings, for: method.fullCard.parameters, of: method.card.id)
    let naive = NaiveReference(episodes: drafts, parameters: parameters)
    try expectEqual(
      credits(method, makeBatch(drafts), settings), reference(naive), within: 1e-9,
      "seed \(seed), \(method.card.id) \(settings.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
  }
}

/// Random settings, with few turns for the numbers of turns and states, and that source of values.
func returnSettings(
  for specifications: [ParameterSpecification], seed: UInt64, values: String = "trace"
) -> [(name: String, value: String)] {
  let special = [
    "k": ["0", "1", "2", "5"], "n": ["1", "2", "3", "50"], "lambda": ["0", "0.5", "0.95", "1"],
  ]
  let ordinary = specifications.filter {
    special[$0.name] == nil && $0.name != "values" && $0.name != "missing"
  }
  var generator = SplitMix64(seed: seed &+ 1)
  return specifications.compactMap { specification in
    if specification.name == "values" { return ("values", values) }
    if specification.name == "missing" { return ("missing", "zero") }
    return special[specification.name]?.randomElement(using: &generator).map { (specification.name, $0) }
  } + randomSettings(for: ordinary, seed: seed)
}
