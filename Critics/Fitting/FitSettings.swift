import CreditNumerics
import CreditMethods
import Trajectories

/// Which function a critic fits, to which targets, and when it stops.
struct FitSettings: Sendable {
  /// The class of functions.
  enum Function: String, CaseIterable {
    /// A number for everything that looks different.
    case tabular
    /// A linear function of indicators.
    case linear
    /// A small neural network of indicators.
    case network
  }

  /// What the indicators of a linear function are.
  enum Features: String, CaseIterable {
    /// One for each part of what the critic sees.
    case parts
    /// One for everything that looks different.
    case cells
  }

  /// How the ridge of a linear function is found.
  enum RidgeChoice: String, CaseIterable {
    /// It is given.
    case fixed
    /// By generalised cross-validation of the returns.
    case gcv
    /// By the corner of the L-curve of the returns.
    case lcurve
  }

  /// Which episodes it is fitted to.
  enum Episodes: String, CaseIterable {
    /// The judged ones and those set aside for fitting.
    case all
    /// Those set aside for fitting alone.
    case other
    /// Each fold of the judged ones by a fit to the other folds, and to those set aside for fitting.
    case folds
  }

  /// What a turn is worth that looks like none of those that a critic is fitted to.
  enum Unmet: String, CaseIterable {
    /// The mean value of the fitted turns of the same number, or of all of them.
    case mean
    /// It is an error.
    case error
  }

  var function = Function.tabular
  var features = Features.parts
  var objective = Objective.lambda(1)
  var sweeps = 1000
  var tolerance = 1e-9
  var averaging = 1.0
  var ridge = 0.0
  var ridgeChoice = RidgeChoice.fixed
  var network = NetworkSettings()

  /// A table of Monte Carlo returns.
  init() {}
}

/// The shape of a network and how it is trained.
struct NetworkSettings: Sendable {
  var hidden = 64
  var layers = 2
  var activation = Activation.elu
  var epochs = 50
  var rate = 1e-3
  var batch = 256
  var lossTolerance = 1e-3
  /// Whether targets are brought to mean 0 and variance 1 for training.
  var normalisesTargets = true

  init() {}
}
