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
  /// Whether truncated episodes go on with the values of where they were cut.
  var bootstraps = true
  /// Which episodes it is fitted to.
  var episodes = FitSettings.Episodes.all
  /// Number of folds.
  var folds = 0
  /// What a joint action is worth that no fitted turn shows.
  var unmet = FitSettings.Unmet.error

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
}
