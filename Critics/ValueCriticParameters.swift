import CreditMethods
import Simulation

/// What a value critic fits, to which targets, and how advantages are read from it.
struct ValueCriticParameters: ParameterGroup {
  enum Advantage: String, CaseIterable {
    /// Generalised advantage estimation.
    case gae
    /// `r + gamma V(next) - V(now)`.
    case oneStep
  }

  @Parameter("generalised (with lambda) or one-step advantages") private(set) var advantage = Advantage.gae
  @Parameter(ParameterHelp.gamma, in: 0...1) private(set) var gamma = 1.0
  @Parameter("decay of generalised advantages; 1 makes them Monte Carlo", in: 0...1)
  private(set) var lambda = 0.95
  @Parameter("whether the critic also sees the turn's number") private(set) var turnIndex = true
  @Parameter(RowWeighting.help) private(set) var weighting = RowWeighting.turns
  let rewarding = ReturnParameters()
  let truncation = TruncationParameters()
  let seen: ViewParameters?
  let objective = ObjectiveParameters()
  let fitting = FitParameters(crossFitting: true)

  /// The defaults.
  ///
  /// - Parameters:
  ///   - views: What the critic may see, the default first; none where it cannot be chosen.
  ///   - gamma: The discount when nothing is said.
  init(views: [CriticView] = [], gamma: Double = 1) {
    seen = views.first.map { ViewParameters($0, among: views) }
    self.gamma = gamma
  }
}

/// What a critic sees, where that can be chosen.
struct ViewParameters: ParameterGroup {
  @Parameter private(set) var view: CriticView

  init(_ view: CriticView, among views: [CriticView]) {
    _view = Parameter(wrappedValue: view, "what the critic sees", among: views)
  }
}
