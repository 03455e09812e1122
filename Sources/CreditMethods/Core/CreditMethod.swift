public import Simulation
public import Trajectories

/// What gives the decisions of a batch their credits: a method, or a request for one by its name.
public protocol Attributing: Sendable {
  /// The credit of every decision of a batch.
  ///
  /// - Throws: ``AttributionError`` when the context lacks what the method needs.
  func attribute(_ batch: TrajectoryBatch, in context: AttributionContext) throws(AttributionError)
    -> Attribution
}

/// A map from a batch of trajectories (and whatever else its card says it needs) to credits.
///
/// ```swift
/// struct LastDecision: CreditMethod {
///   static let card = MethodCard(id: "last-decision", ...)
///   @Parameter("weight of the outcome", in: 0...10) var weight = 1.0
///
///   func attribute(
///     _ batch: TrajectoryBatch, in context: AttributionContext
///   ) throws(AttributionError) -> Attribution { ... }
/// }
/// ```
public protocol CreditMethod: Attributing {
  /// What the method is and needs.
  static var card: MethodCard { get }

  /// What its credits compare, with these parameters; `nil` for a method that states no contrast, because it reads
  /// records alone.
  var contrast: Contrast? { get }

  /// The method with its defaults. Its parameters are its ``Parameter`` properties, and those of its ``ParameterGroup``
  /// properties.
  init()
}

extension CreditMethod {
  /// No contrast is stated.
  public var contrast: Contrast? { nil }

  /// The exact credit that comes nearest to what the method estimates: the one that its card names; else that of its
  /// contrast; else the counterfactual credit for a method that tells agents of one turn apart, and the team's advantage for
  /// one that does not.
  public var heldTo: ExactCredit.Kind {
    Self.card.exactCredit ?? contrast?.exactCredit
      ?? (Self.card.granularity == .multiAgent ? .counterfactual : .advantage)
  }

  /// What the method is and needs, with the parameters that it declares.
  package static var fullCard: MethodCard {
    var card = card
    card.parameters = ReflectedParameters(of: Self()).specifications
    return card
  }

  /// Refuses a method whose parameters users could not set.
  package static func checkParameters() throws(ParameterDeclarationError) {
    try ReflectedParameters(of: Self()).check(ReflectedParameters(of: Self()), of: "method \"\(card.id)\"")
  }

  /// Whether truncated episodes are left out, as the method's parameter `truncated` says; see ``credits(of:in:)``.
  package var leavesOutTruncated: Bool {
    ReflectedParameters(of: self).value(of: "truncated") == .text(TruncationParameters.Word.omit.rawValue)
  }

  /// The method with parameters, whose declarations have been checked; those that are not given have their defaults.
  ///
  /// - Throws: `ParameterError` for a value that is not accepted.
  package init(_ values: ParameterValues) throws(ParameterError) {
    self.init()
    try ReflectedParameters(of: self).fill(from: values, of: "method \"\(Self.card.id)\"")
  }
}

/// What a method made of a batch.
public struct Attribution: Sendable {
  /// One credit a decision, in the batch's order; 0 for one to which nothing was assigned.
  public let credits: [Double]
  /// Why nothing was assigned to decisions, `nil` for those that have a credit; `nil` as a whole where all have.
  public let reasons: [NoCredit?]?
  /// Truncated episodes whose last turn is compared with the value of the state after it, and for how many of them there
  /// is such a value.
  public let cuts: CutEpisodes
  /// Simulated continuations that were played for it.
  public let replays: Int
  /// Simulated turns of those continuations.
  public let replayedTurns: Int
  /// Simulated turns of episodes beside the batch that a critic was fitted to.
  public let fittedTurns: Int
  /// The coalition games that were divided for it; `nil` if the method divides none.
  public let games: GameDiagnostics?
  /// How the fits ended that the credits rest on; empty if nothing is fitted.
  public let fits: [CriticFit]
  /// How many turns the values rest on that the turns are compared with; nothing for methods without such a table, and for
  /// values of a fit to other episodes.
  public var support = ValueSupport()
  /// How sure the method is of each credit, one a decision; `nil` for most methods, which do not say.
  public var intervals: [CreditInterval?]?
  /// What a reader of the credits should know.
  public var remarks = AttributionRemarks()

  /// Credits, what they cost beyond the batch itself, and the games and fits that they come from.
  public init(
    credits: [Double], replays: Int = 0, replayedTurns: Int = 0, fittedTurns: Int = 0,
    games: GameDiagnostics? = nil, fits: [CriticFit] = [], reasons: [NoCredit?]? = nil,
    cuts: CutEpisodes = CutEpisodes()
  ) {
    self.games = games
    self.reasons = reasons
    self.cuts = cuts
    self.fits = fits
    self.credits = credits
    self.replays = replays
    self.replayedTurns = replayedTurns
    self.fittedTurns = fittedTurns
  }
}

/// Why a method cannot attribute a batch.
public enum AttributionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The context lacks something on the method's card.
  case lacks(method: String, need: String, howToSupply: String)
  /// A credit overflowed: the inputs are too large for a Double.
  case notFinite(method: String, episode: String, turn: Int, agent: String)
  /// Settings do not go together, or not with the batch.
  case refused(method: String, reason: String)
  /// An operator was given what it cannot take.
  case operand(OperandError)
  /// A numerical routine failed.
  case numerical(method: String, reason: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .lacks(let method, let need, let howToSupply):
      "method \"\(method)\" needs \(need). \(howToSupply)"
    case .notFinite(let method, let episode, let turn, let agent):
      "method \"\(method)\": the credit of agent \"\(agent)\" at turn \(turn) of episode \"\(episode)\" is not "
        + "finite; the rewards or scores of its group are too large."
    case .operand(let error): error.description
    case .refused(let method, let reason), .numerical(let method, let reason):
      "method \"\(method)\": \(reason)"
    }
  }
}
