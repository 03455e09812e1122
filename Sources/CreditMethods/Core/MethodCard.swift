public import Simulation
public import Trajectories

/// What a user must know of a method before trusting it: its identity, its place in the survey's taxonomy, what it
/// estimates and what it cannot do without.
public struct MethodCard: Sendable {
  /// Granularity of the credit (arXiv 2604.09459, taxonomy).
  public enum Granularity: String, Sendable, CaseIterable {
    /// One token, or the finest unit that a trace tells apart.
    case token
    /// The whole episode.
    case trajectory
    /// A run of turns or tokens.
    case segment
    /// One environment step.
    case step
    /// One turn of an agent.
    case turn
    /// One agent's decision within a turn.
    case multiAgent = "multi-agent"
  }

  /// Methodology of the credit (arXiv 2604.09459, taxonomy).
  public enum Methodology: String, Sendable, CaseIterable {
    /// Sampled returns.
    case monteCarlo = "Monte Carlo"
    /// Learned values with bootstrapping.
    case temporalDifference = "temporal difference"
    /// A learned critic.
    case critic
    /// What a judge says of single turns or decisions.
    case judge
    /// Log-ratios of policies, read as rewards.
    case implicit
    /// Counterfactual baselines and cooperative games.
    case gameTheoretic = "game-theoretic"
    /// Entropy or information gain.
    case informationTheoretic = "information-theoretic"
    /// State-transition graphs.
    case graph
    /// How much likelier an action is once its consequences are known.
    case hindsight
    /// The return, taken apart into what single turns add to its prediction.
    case returnDecomposition = "return decomposition"
    /// Exact dynamic programming.
    case exact
  }

  /// Something that a method cannot do without.
  public enum Need: String, Sendable, CaseIterable {
    /// Recorded or simulated trajectories.
    case trajectories
    /// Log-probabilities of the behaviour policy.
    case logProbabilities = "log-probabilities"
    /// Log-probabilities of a reference policy beside those of the behaviour policy.
    case referenceLogProbabilities = "reference log-probabilities"
    /// A judge's process score of every turn.
    case processScores = "process scores"
    /// A judge's label of every decision.
    case judgements = "judge's labels"
    /// Beliefs in the right answer, before every turn.
    case beliefs
    /// Evaluation factors of decisions.
    case factors
    /// Privileged state keys.
    case privilegedStates = "privileged states"
    /// What the scenario tells informed critics.
    case signals = "signals"
    /// The simulator, restored at any turn.
    case replay
    /// The exact solution of the scenario.
    case exactSolution = "exact solution"
    /// Decisions of at least two agents.
    case severalAgents = "several agents"
  }

  /// Something beside the trajectories that a method makes use of where it is given.
  public enum Supplement: String, Sendable, CaseIterable {
    /// Episodes of earlier policies.
    case history
    /// Hindsight probabilities of actions.
    case hindsight
  }

  /// What could not be checked against the published source, and is a reconstruction.
  public struct Unverified: Sendable, Hashable {
    /// What was not verified, in words that follow "UNVERIFIED:".
    public let what: String
    /// The setting under which alone it matters; `nil` where it always does.
    public let setting: ParameterValues.Entry?

    /// What was not verified, whatever the parameters.
    public init(_ what: String) {
      self.what = what
      setting = nil
    }

    /// What was not verified where a parameter has that value.
    public init(_ what: String, where name: String, is value: ParameterValue) {
      self.what = what
      setting = ParameterValues.Entry(name: name, value: value)
    }

    /// Whether it matters with these parameters.
    public func matters(with parameters: ParameterValues) -> Bool {
      setting.map { parameters[$0.name] == $0.value } ?? true
    }
  }

  /// The identifier on the command line.
  public let id: String
  /// The full name.
  public let name: String
  /// Paper, section or equation.
  public let source: String
  /// The unit that the credit tells apart.
  public let granularity: Granularity
  /// How the credit is obtained.
  public let methodology: Methodology
  /// The causal quantity that the method tries to estimate.
  public let estimand: String
  /// The exact credit that its credits are held to; `nil` for the one that follows from its contrast, or from its
  /// granularity where it states none: see ``CreditMethod/heldTo``.
  public let exactCredit: ExactCredit.Kind?
  /// The formula in one or two lines of plain text.
  public let formula: String
  /// What it cannot do without.
  public let needs: [Need]
  /// What it makes use of where it is given.
  public let supplements: [Supplement]
  /// Whether credits of one task depend on the other tasks of the batch, so that a trace has to be attributed whole.
  public let spansTasks: Bool
  /// Whether it says how sure it is of its credits.
  public let givesIntervals: Bool
  /// Simulated continuations per decision, and how work grows.
  public let cost: String
  /// Its parameters with defaults and ranges, in the order of their declaration. They are reflected from the method's
  /// ``Parameter`` properties: the card of a catalogue's entry has them, the one that a type declares does not.
  public package(set) var parameters: [ParameterSpecification] = []
  /// What could not be checked against the source; empty if nothing is known to be a reconstruction.
  public let unverified: [Unverified]
  /// What one credit is of, which is given whole to each decision in it.
  public let unit: CreditUnit
  /// What its credits claim to sum to; empty for a method that promises no sum.
  public let sums: [SumClaim]

  /// A card; every field is stated but those that most methods have nothing to say in, and `unit`, which follows from the
  /// granularity.
  public init(
    id: String, name: String, source: String, granularity: Granularity, methodology: Methodology,
    estimand: String, exactCredit: ExactCredit.Kind? = nil, formula: String, needs: [Need],
    supplements: [Supplement] = [],
    spansTasks: Bool = false, givesIntervals: Bool = false, cost: String, unverified: [Unverified] = [],
    unit: CreditUnit? = nil, sums: [SumClaim] = []
  ) {
    self.id = id
    self.name = name
    self.source = source
    self.granularity = granularity
    self.methodology = methodology
    self.estimand = estimand
    self.exactCredit = exactCredit
    self.formula = formula
    self.needs = needs
    self.supplements = supplements
    self.spansTasks = spansTasks
    self.givesIntervals = givesIntervals
    self.cost = cost
    self.unverified = unverified
    self.unit = unit ?? Self.unit(of: granularity)
    self.sums = sums
  }
}
