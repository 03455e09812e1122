/// Bounds on what a `.dpomdp` file may ask for, so that no file can exhaust memory or time.
///
/// The defaults keep a reader below some 2 GB and some seconds beyond the size of the file itself.
public struct DPOMDPLimits: Sendable, Hashable {
  /// Most agents.
  public var agents = 64
  /// Most states, actions of an agent, and observations of an agent.
  public var names = 1 << 22
  /// Most joint actions times states.
  public var rows = 1 << 23
  /// Most joint observations.
  public var jointObservations = 1 << 22
  /// Most probabilities other than 0 of transitions, of observations, and most rewards that are kept.
  public var numbers = 1 << 25
  /// Most rows (joint action, state) that all entries of a kind name together, wildcards spelled out.
  public var fills = 1 << 25
  /// Most cells that all entries set together, wildcards spelled out.
  public var cells = 1 << 31

  /// The defaults.
  public init() {}
}
