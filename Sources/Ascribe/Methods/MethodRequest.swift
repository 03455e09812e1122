public import CreditMethods
import Critics
public import Trajectories
public import Simulation

/// A method with its parameters, ready to run.
public struct MethodRequest: Attributing {
  /// The method as the user wrote it, unique in a study: `c3(alternatives=16)`, or `grpo@1024` with a number of episodes of
  /// its own.
  public private(set) var label: String
  /// Episodes of a batch that it judges in a study; `nil` for as many as the plan says.
  public private(set) var episodes: Int?
  /// What the method is and needs.
  public let card: MethodCard
  /// Every parameter, defaults included.
  public let parameters: ParameterValues
  /// What the user should know of the settings although they are accepted: former names, as sentences.
  public let notes: [String]

  private let method: any CreditMethod

  /// A method by its identifier and settings.
  ///
  /// - Parameters:
  ///   - call: The identifier and what the user set.
  ///   - catalogue: The methods that there are.
  ///   - defaults: Settings that take the place of the method's defaults where the user set nothing; those that the
  ///     method does not have are ignored.
  ///   - discount: Per-turn discount of the scenario, in `0...1`. A method that reads `gamma` and does not discount by
  ///     default takes it over; one whose paper discounts keeps its default.
  /// - Throws: ``MethodError`` for an unknown identifier, `ParameterError` for a setting that is not accepted.
  public init(
    _ call: Call, in catalogue: MethodCatalogue = .builtIn, defaults: [Call.Setting] = [],
    discount: Double = 1
  ) throws {
    try self.init(catalogue.entry(named: call.name), call.settings, defaults: defaults, discount: discount)
  }

  /// A method as it is written on the command line: `try MethodRequest("c3(alternatives=16)")`.
  ///
  /// - Throws: As ``init(_:in:defaults:discount:)``, and `CallError` for text that cannot be read.
  public init(_ text: String, in catalogue: MethodCatalogue = .builtIn) throws {
    try self.init(Call(text), in: catalogue)
  }

  /// A method of an entry, which need not be in a catalogue: `try MethodRequest(entry, "weight=2")`.
  ///
  /// - Throws: `CallError` for settings that cannot be read, `ParameterError` for one that is not accepted,
  ///   ``MethodError`` for a method whose parameters users could not set.
  public init(_ entry: MethodEntry, _ settings: String = "") throws {
    try entry.requireSound()
    let call = try Call(settings.isEmpty ? entry.card.id : "\(entry.card.id)(\(settings))")
    try self.init(entry, call.settings, defaults: [], discount: 1)
  }

  private init(
    _ entry: MethodEntry, _ settings: [Call.Setting], defaults: [Call.Setting], discount: Double
  ) throws {
    let card = entry.card
    let known = Set(card.parameters.map(\.name))
    let taken = Set(
      card.parameters.filter { parameter in settings.contains { parameter.isCalled($0.name) } }.map(\.name))
    let follows = card.parameters.contains { $0.name == "gamma" && $0.defaultValue == .number(1) }
    let all = defaults + (follows && discount != 1 ? [Call.Setting(name: "gamma", value: "\(discount)")] : [])
    let added = all.filter { known.contains($0.name) && !taken.contains($0.name) }
    parameters = try ParameterValues(
      (settings + added).map { ($0.name, $0.value) }, for: card.parameters, of: "method \"\(card.id)\"")
    // A former name is the same method: its label is the present one.
    label =
      Call(
        name: card.id,
        settings: settings.map { setting in
          let parameter = card.parameters.first { $0.isCalled(setting.name) }
          return Call.Setting(name: parameter?.name ?? setting.name, value: setting.value)
        }
      ).description
    notes = card.parameters.compactMap { parameter in
      guard let former = parameter.formerName, settings.contains(where: { $0.name == former }) else {
        return nil
      }
      return
        "method \"\(card.id)\": parameter \"\(former)\" is now called \"\(parameter.name)\"; the old name goes with "
        + "the next version"
    }
    self.card = card
    method = try entry.make(parameters)
  }

  /// A critic whose values are to be held against a scenario's exact ones: unless the user says otherwise, it reads the
  /// rewards of turns and has the scenario's discount, so that both are of the same return.
  ///
  /// - Throws: As ``init(_:in:defaults:discount:)``; whether the method is a critic is seen by ``CriticStudy``.
  public init(
    critic call: Call, in catalogue: MethodCatalogue = .builtIn, on mdp: TurnMDP,
    defaults: [Call.Setting] = []
  ) throws {
    try self.init(critic: call, in: catalogue, discount: mdp.discount, defaults: defaults)
  }

  /// A critic whose values are to be held against those of a scenario with a discount, as above.
  ///
  /// - Throws: As ``init(_:in:defaults:discount:)``.
  public init(
    critic call: Call, in catalogue: MethodCatalogue = .builtIn, discount: Double,
    defaults: [Call.Setting] = []
  ) throws {
    let settings = [("reward", "trace"), ("gamma", ParameterValue.number(discount).description)]
    try self.init(
      call, in: catalogue,
      defaults: settings.map { Call.Setting(name: $0.0, value: $0.1) } + defaults)
  }

  /// The method with a number of episodes of its own in a study.
  public func judging(episodes: Int) -> MethodRequest {
    var request = self
    request.label += "@\(episodes)"
    request.episodes = episodes
    return request
  }

  /// Whether it is a critic, which gives turns values.
  public var isCritic: Bool { critic != nil }

  /// The method as a critic of turns; `nil` if it gives turns no values.
  var critic: (any TurnCritic)? { method as? any TurnCritic }

  /// What its credits compare; `nil` if it states no contrast.
  public var contrast: Contrast? { method.contrast }

  /// The exact credit that its credits are held to.
  public var heldTo: ExactCredit.Kind { method.heldTo }

  /// What its credits are to be multiplied by to be in units of return: the standard deviation of the return for a method that
  /// divides by one, and otherwise 1 over the reward that it gives a success. 1 for a method that reads rewards as they
  /// are, or none.
  package func unit(returnDeviation: Double) -> Double {
    if case .text("std")? = parameters["norm"] { return returnDeviation }
    guard case .number(let success)? = parameters["successReward"], success > 0 else { return 1 }
    if case .text("trace")? = parameters["reward"] { return 1 }
    return 1 / success
  }

  /// How strong the evidence is that its credits rest on.
  public var tier: EvidenceTier { method.tier }

  /// What the contrasts of two methods differ in; empty if they are equal, or one of the methods states none.
  public func contrastDifferences(from other: MethodRequest) -> [String] {
    guard let contrast, let another = other.contrast else { return [] }
    return contrast.differences(from: another)
  }

  /// The credit of every decision of a batch; aborted episodes are left out, as `CreditMethod.credits(of:in:)` says.
  ///
  /// - Throws: `AttributionError` when the context lacks what the method needs.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution { try method.credits(of: batch, in: context) }

  /// Credits as a record: the method, its parameters and its numbers.
  public func credits(_ attribution: Attribution) -> Credits {
    Credits(
      method: card.id, parameters: parameters, values: attribution.credits, reasons: attribution.reasons,
      intervals: attribution.intervals)
  }

  /// Refuses methods that are asked for twice.
  ///
  /// - Throws: ``MethodError/repeated(label:)`` for the first request that is for the same credits as an earlier one, or
  ///   whose file would have the same name.
  package static func requireDistinct(_ requests: [MethodRequest]) throws(MethodError) {
    for (index, request) in requests.enumerated()
    where requests[..<index].contains(where: { $0.isSame(as: request) }) {
      throw .repeated(label: request.label)
    }
  }

  /// The first record of the method's file of credits.
  package var creditsHeader: CreditsHeader { CreditsHeader(method: card.id, parameters: parameters) }

  /// The name of the method's file in a folder of credits.
  package var creditsFile: String { "\(fileName).credits.jsonl" }

  /// Whether another request is for the same credits, or its file would have the same name.
  func isSame(as other: MethodRequest) -> Bool {
    fileName == other.fileName
      || card.id == other.card.id && parameters == other.parameters && episodes == other.episodes
  }

  /// The label as part of a file's name: every run of other characters becomes one hyphen. Hyphens stay, so that a
  /// negative number is another name.
  package var fileName: String {
    label.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0))) }.joined(
      separator: "-")
  }
}
