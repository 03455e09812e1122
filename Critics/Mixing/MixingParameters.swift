import CreditMethods
import Simulation

/// What methods that mix utilities of agents fit, to which targets, and what is read as credit.
struct MixingParameters: ParameterGroup {
  @Parameter private var emit: MixingReading
  @Parameter("what the utility of an agent sees") private var view = CriticView.information
  @Parameter private var target: MixingTarget
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter("whether utilities and mixing also see the turn's number") private var turnIndex = true
  private let rewarding = ReturnParameters()
  private let truncation = TruncationParameters()
  private let sweeps: SweepParameters?
  private let descent: DescentParameters?
  private let fitted = FittedEpisodesParameters()

  /// How a model is fitted.
  enum Fitting {
    /// By solving for its parameters in every sweep over the targets.
    case sweeps
    /// By gradient steps.
    case gradientSteps
  }

  /// The defaults.
  ///
  /// - Parameters:
  ///   - targets: What the values may be fitted to, the default first.
  ///   - readings: What may be read as credit, the default first.
  ///   - fitting: How the model is fitted.
  init(targets: [MixingTarget], readings: [MixingReading], by fitting: Fitting) {
    _emit = Parameter(wrappedValue: readings[0], "what is read as credit", among: readings)
    _target = Parameter(
      wrappedValue: targets[0], "values are those of greedy actions, of the policy, or Monte Carlo returns",
      among: targets)
    sweeps = fitting == .sweeps ? SweepParameters() : nil
    descent = fitting == .gradientSteps ? DescentParameters() : nil
  }

  /// The rules that they make.
  var rules: MixingRules {
    MixingRules(
      view: view, returns: rewarding.rules, gamma: gamma, usesTurn: turnIndex, target: target, reading: emit,
      steps: sweeps?.steps ?? descent?.steps ?? 1, tolerance: sweeps?.tolerance ?? descent?.tolerance ?? 0,
      descent: descent?.rules, bootstraps: truncation.bootstraps, episodes: fitted.fit, folds: fitted.folds,
      unmet: fitted.unmet)
  }
}

/// When sweeps over targets end.
private struct SweepParameters: ParameterGroup {
  @Parameter("the most sweeps over the targets", in: 1...1_000_000) var steps = 200
  @Parameter(
    "the fit ends when targets move less, in units of the largest reward", in: .leastNormalMagnitude...1)
  var tolerance = 1e-9
}

/// How gradient steps are made, and when they end.
private struct DescentParameters: ParameterGroup {
  @Parameter("the most gradient steps", in: 1...1_000_000) var steps = 2000
  @Parameter(
    "the fit ends when gradient and targets move less, in units of the largest reward",
    in: .leastNormalMagnitude...1)
  var tolerance = 1e-6
  @Parameter("Adam's step size, in units of the largest reward", in: .leastNormalMagnitude...1)
  private var rate = 0.02
  @Parameter("gradient steps between two computations of targets", in: 1...1_000_000) private var copy = 20
  @Parameter("weight of the present parameters in new targets", in: .leastNormalMagnitude...1)
  private var averaging = 1.0
  @Parameter("the most that utilities differ from 0 at the start, in units of the largest reward", in: 0...1)
  private var noise = 0.0

  var rules: MixingRules.Descent {
    MixingRules.Descent(rate: rate, copy: copy, averaging: averaging, noise: noise)
  }
}
