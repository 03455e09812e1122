import CreditMethods
import Critics
import Trajectories
public import Simulation

/// The critics that are reported on where nobody names any: those of a catalogue that value states, with their defaults,
/// as far as the scenario has what they need.
public struct CriticSelection: Sendable {
  /// The critics, in the catalogue's order.
  public let critics: [MethodRequest]
  /// Those that value states but cannot be fitted here.
  public let leftOut: [LeftOut]

  /// A critic that cannot be fitted, and why.
  public struct LeftOut: Sendable, Hashable, Codable {
    /// The critic's identifier.
    public let id: String
    /// The reason as a sentence.
    public let reason: String
  }

  /// Selects critics by fitting each to a few simulated episodes.
  ///
  /// - Parameters:
  ///   - catalogue: The methods that there are.
  ///   - mdp: The tables of the scenario.
  ///   - policy: What plays.
  ///   - settings: Settings that take the place of a critic's defaults.
  /// - Throws: `ParameterError` for a scenario whose discount a critic does not accept.
  public init(
    from catalogue: MethodCatalogue = .builtIn, on mdp: TurnMDP, under policy: TabularPolicy,
    settings: (Call) -> [Call.Setting] = { _ in [] }
  ) throws {
    try self.init(from: catalogue, on: CompiledSimulator(mdp, policy: policy), settings: settings)
  }

  /// Selects critics by fitting each to a few episodes of a simulator.
  ///
  /// - Parameters:
  ///   - catalogue: The methods that there are.
  ///   - simulator: What plays.
  ///   - settings: Settings that take the place of a critic's defaults.
  /// - Throws: `ParameterError` for a scenario whose discount a critic does not accept, and what a lazy simulator meets.
  public init(
    from catalogue: MethodCatalogue = .builtIn, on simulator: any Simulator,
    settings: (Call) -> [Call.Setting] = { _ in [] }
  ) throws {
    // What a critic values, and what it lacks, is seen on any episodes.
    let rollouts = try simulator.play(Rollouts.Plan(groups: 8, groupSize: 1, seed: 0), threads: 1)
    let context = AttributionContext(simulation: rollouts)
    var critics: [MethodRequest] = []
    var leftOut: [LeftOut] = []
    for entry in catalogue.critics {
      let call = Call(name: entry.card.id)
      let request = try MethodRequest(
        critic: call, in: catalogue, discount: simulator.discount, defaults: settings(call))
      do throws(AttributionError) {
        guard try request.critic?.values(of: rollouts.batch, in: context).kind == .state else { continue }
        critics.append(request)
      } catch {
        leftOut.append(LeftOut(id: entry.card.id, reason: error.description))
      }
    }
    self.critics = critics
    self.leftOut = leftOut
  }
}
