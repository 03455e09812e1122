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
    _ calls: [Call], rewardSettings: [Call.Setting], discount: Double, episodes: Int
  ) throws -> [MethodRequest] {
    try noted(
      calls.map {
        try MethodRequest(
          $0, in: AscribeCLI.methods, defaults: rewardSettings + crossFitting(of: $0, episodes: episodes),
          discount: discount)
      })
  }

  /// The calls that `--methods` names.
  ///
  /// - Throws: ``UsageError`` for what is no call.
  static func calls(_ text: String) throws(UsageError) -> [Call] {
    do throws(CallError) {
      return try Call.list(text)
    } catch {
      throw UsageError(description: "--methods: \(error)")
    }
  }

  /// A method to train with.
  static func request(
    _ call: Call, in catalogue: MethodCatalogue, on mdp: TurnMDP, episodes: Int
  ) throws -> MethodRequest {
    try request(
      call, in: catalogue, rewardSettings: mdp.rewardSettings, discount: mdp.discount, episodes: episodes)
  }

  /// A method to train with on a scenario that may have no tables.
  static func request(
    _ call: Call, in catalogue: MethodCatalogue, rewardSettings: [Call.Setting], discount: Double,
    episodes: Int
  ) throws -> MethodRequest {
    noted([
      try MethodRequest(
        call, in: catalogue, defaults: rewardSettings + crossFitting(of: call, episodes: episodes),
        discount: discount)
    ])[0]
  }

  /// Critics of a scenario.
  static func critics(_ calls: [Call], discount: Double, episodes: Int) throws -> [MethodRequest] {
    try noted(
      calls.map {
        try MethodRequest(
          critic: $0, in: AscribeCLI.methods, discount: discount,
          defaults: crossFitting(of: $0, episodes: episodes))
      })
  }

  /// A critic does not judge the episodes that it was fitted to, unless the user says so: it would find no surprise in them.
  /// A batch of one episode has no others to fit to.
  static func crossFitting(of call: Call, episodes: Int) -> [Call.Setting] {
    guard episodes > 1, let entry = try? AscribeCLI.methods.entry(named: call.name),
      let fit = entry.card.parameters.first(where: { $0.name == "fit" }), case .choice(let words) = fit.kind,
      words.contains("folds")
    else { return [] }
    return [Call.Setting(name: "fit", value: "folds")]
  }

  private static func noted(_ requests: [MethodRequest]) -> [MethodRequest] {
    for note in requests.flatMap(\.notes) { Terminal.complain("ascribe: note: \(note)") }
    return requests
  }
}
