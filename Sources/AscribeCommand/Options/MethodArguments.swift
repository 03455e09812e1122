import Ascribe
import CreditMethods
import Simulation

/// The methods that a command's arguments name, with notes on standard error of names that go with the next version.
enum MethodArguments {
  /// Methods for a trace, or for what is told of them alone.
  static func requests(_ calls: [Call]) throws -> [MethodRequest] {
    try noted(calls.map { try MethodRequest($0, in: AscribeCLI.methods) })
  }

  /// Methods for a scenario.
  static func requests(
    _ calls: [Call], rewardSettings: [Call.Setting], discount: Double
  ) throws -> [MethodRequest] {
    try noted(
      calls.map {
        try MethodRequest($0, in: AscribeCLI.methods, defaults: rewardSettings, discount: discount)
      })
  }

  /// Critics of a scenario.
  static func critics(_ calls: [Call], on mdp: TurnMDP) throws -> [MethodRequest] {
    try noted(calls.map { try MethodRequest(critic: $0, in: AscribeCLI.methods, on: mdp) })
  }

  private static func noted(_ requests: [MethodRequest]) -> [MethodRequest] {
    for note in requests.flatMap(\.notes) { Terminal.complain("ascribe: note: \(note)") }
    return requests
  }
}
