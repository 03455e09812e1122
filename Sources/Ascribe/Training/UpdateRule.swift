import CreditMethods
import Trajectories

/// How a policy's parameters move along the gradient that credits induce.
public struct UpdateRule: Sendable, Hashable, Codable {
  /// The rules.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A step of stated length along the gradient divided by its length: the scale of credits does not matter, so that
    /// methods are compared by the directions that they give.
    case normalised
    /// A natural step of stated mean Kullback-Leibler divergence on the situations of the batch.
    ///
    /// Sources: Kakade, NIPS 2001 (the natural gradient); Schulman et al. 2015, arXiv 1502.05477, appendix C (conjugate
    /// gradients and a search of the step).
    case fixedKL = "fixed-kl"
    /// Clipped ratios, several epochs over minibatches of whole episodes, by Adam.
    ///
    /// Source: Schulman et al. 2017, arXiv 1707.06347, equation 7.
    case ppo
    /// A multiple of the gradient.
    case sgd
    /// Adam on the gradient (Kingma and Ba 2015, arXiv 1412.6980).
    case adam
  }

  /// Which rule.
  public var kind: Kind
  /// What a step is a multiple of, above 0: the length of a step in logits (``Kind/normalised``), the divergence in nats
  /// (``Kind/fixedKL``), the learning rate (the others).
  public var rate: Double
  /// What ``Kind/ppo`` reads beside the rate.
  public var proximal = Proximal()

  /// The settings of proximal updates.
  public struct Proximal: Sendable, Hashable, Codable {
    /// How far from 1 a ratio counts, in `0...1`.
    public var clip = 0.2
    /// How often an update goes through the batch, at least 1.
    public var epochs = 4
    /// Parts of whole episodes that the batch is divided into, at least 1.
    public var minibatches = 4
    /// Weight of the mean entropy of the decisions, in reward units a nat, at least 0.
    public var entropy = 0.0
    /// Weight of the divergence from the starting policy, in reward units a nat, at least 0.
    public var divergence = 0.0

    /// The defaults.
    public init() {}
  }

  /// A rule; without a rate that of its kind: 0.5, 0.01, 0.01, 1 and 0.05.
  public init(_ kind: Kind, rate: Double? = nil) {
    self.kind = kind
    self.rate = rate ?? Self.usualRate(of: kind)
  }

  private static func usualRate(of kind: Kind) -> Double {
    switch kind {
    case .normalised: 0.5
    case .fixedKL: 0.01
    case .ppo: 0.01
    case .sgd: 1
    case .adam: 0.05
    }
  }

  /// Rates that are tried where the best is to be found: the rule's own, times and divided by 3 and by 10.
  public static func grid(of kind: Kind) -> [Double] {
    [0.1, 0.3, 1, 3, 10].map { $0 * usualRate(of: kind) }
  }
}
