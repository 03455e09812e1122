import Trajectories

/// A belief in success: its exact probability given what is known before a turn, with or without noise.
///
/// It is written as `belief` of every turn, and as `finalBelief` of the episode for what is known after the last turn,
/// before the outcome is told.
public struct BeliefSignal: Sendable, Hashable, Codable {
  /// What is known.
  public enum Given: String, Sendable, Hashable, Codable, CaseIterable {
    /// What a trace has shown so far: the public state keys, who acted with which legal actions, and what they did; not
    /// what agents observe on their own, nor rewards. Before the episode's end the mean belief of the next turn is the
    /// belief of this one.
    case history
    /// The turn and its public state key, with who acts there with which legal actions: the belief of a stranger who
    /// comes in late.
    case state
    /// The exact state with all that agents remember, and after the last turn what the public key of the end adds to it.
    case node
  }

  /// The standard deviation of normal noise that is added to the probability, which is then cut to `0...1`; 0 for the
  /// exact belief. In `0...1`.
  public var noise: Double
  /// What is known.
  public var given: Given

  /// A belief; without arguments the exact one of who has seen the trace so far.
  public init(noise: Double = 0, given: Given = .history) {
    self.noise = noise
    self.given = given
  }

  /// Reads settings: `noise=0.1,given=node`, each of which may be missing, or `exact`.
  ///
  /// - Throws: ``SignalError/malformed(reason:)`` for an unknown setting or a value that is not accepted.
  public init(_ text: String) throws(SignalError) {
    let settings = try SignalSettings(
      text, of: "belief",
      [
        .number("noise", in: 0...1, default: 0, "standard deviation of the noise"),
        .word("given", Given.self, "what is known"),
      ])
    self.init(noise: settings.number("noise"), given: settings.word("given", or: .history))
  }
}

extension BeliefSignal: CustomStringConvertible {
  /// The settings, all of them.
  public var description: String { "noise=\(ParameterValue.number(noise)),given=\(given.rawValue)" }
}
