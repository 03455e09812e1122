import CreditMethods
import Trajectories
import Simulation

/// How a mixing critic is fitted and read: the parameters that all of them share.
struct MixingRules: Sendable {
  let view: CriticView
  let returns: ReturnRules
  let gamma: Double
  let usesTurn: Bool
  let target: MixingTarget
  let reading: MixingReading
  /// The most sweeps of a linear fit, or gradient steps.
  let steps: Int
  /// The fit ends when no target, and no component of the gradient, is above this. In units of the largest reward.
  let tolerance: Double
  /// How gradient steps are made; `nil` for a method that solves for its parameters.
  let descent: Descent?

  /// How gradient steps are made.
  struct Descent: Sendable {
    /// Adam's step size, in units of the largest reward.
    let rate: Double
    /// Gradient steps after which targets are computed anew.
    let copy: Int
    /// Weight of the present parameters in those that targets are computed from.
    let averaging: Double
    /// The most that a utility differs from 0 to begin with, in units of the largest reward.
    let noise: Double
  }

  /// The rules that parameters name.
  init(_ parameters: ParameterValues) {
    view = parameters.choice("view", as: CriticView.self)
    returns = ReturnRules(parameters)
    gamma = parameters.number("gamma")
    usesTurn = parameters.flag("turnIndex")
    target = parameters.choice("target", as: MixingTarget.self)
    reading = parameters.choice("emit", as: MixingReading.self)
    steps = parameters.integer("steps")
    tolerance = parameters.number("tolerance")
    descent =
      parameters["rate"] == nil
      ? nil
      : Descent(
        rate: parameters.number("rate"), copy: parameters.integer("copy"),
        averaging: parameters.number("averaging"), noise: parameters.number("noise"))
  }

  /// What is seen, fitted to and read.
  ///
  /// - Parameters:
  ///   - targets: The targets, the published one first.
  ///   - readings: The readings, the published one first.
  static func seen(targets: [MixingTarget], readings: [MixingReading]) -> [ParameterSpecification] {
    [
      .choice("emit", readings.map(\.rawValue), "what is read as credit"),
      .choice("view", CommonParameters.words(CriticView.self), "what the utility of an agent sees"),
      .choice(
        "target", targets.map(\.rawValue),
        "values are those of greedy actions, of the policy, or Monte Carlo returns"),
      CommonParameters.gamma(1),
      .flag("turnIndex", default: true, "whether utilities and mixing also see the turn's number"),
    ] + CommonParameters.returns
  }

  /// How a fit by sweeps of least squares ends.
  static let sweeps: [ParameterSpecification] = [
    .integer("steps", in: 1...1_000_000, default: 200, "the most sweeps over the targets"),
    .number(
      "tolerance", in: positive...1, default: 1e-9,
      "the fit ends when targets move less, in units of the largest reward"),
  ]

  /// How a fit by gradient steps goes and ends.
  static let gradientSteps: [ParameterSpecification] = [
    .integer("steps", in: 1...1_000_000, default: 2000, "the most gradient steps"),
    .number(
      "tolerance", in: positive...1, default: 1e-6,
      "the fit ends when gradient and targets move less, in units of the largest reward"),
    .number("rate", in: positive...1, default: 0.02, "Adam's step size, in units of the largest reward"),
    .integer("copy", in: 1...1_000_000, default: 20, "gradient steps between two computations of targets"),
    .number("averaging", in: positive...1, default: 1, "weight of the present parameters in new targets"),
    .number(
      "noise", in: 0...1, default: 0,
      "the most that utilities differ from 0 at the start, in units of the largest reward"),
  ]

  private static let positive = Double.leastNormalMagnitude
}
