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

  /// The parameters of a fit that follow those of its objective.
  static let parameters: [ParameterSpecification] =
    [
      .choice(
        "function", CommonParameters.words(Function.self),
        "what is fitted: a table, a linear function of indicators, or a small neural network of them"),
      .choice(
        "features", CommonParameters.words(Features.self),
        "indicators of each part of what is seen, or of all of it together (linear, network)"),
      .integer(
        "sweeps", in: 1...1_000_000, default: 1000,
        "most sweeps of targets that follow the values (tabular, linear)"),
      .number(
        "tolerance", in: 0...1, default: 1e-9,
        "sweeps stop when no value changes by more, relative to the largest (tabular, linear)"),
      .number(
        "averaging", in: Double.leastNormalMagnitude...1, default: 1,
        "share of a new fit in the values that targets are made of; 1 is the fit itself"),
      .number(
        "ridge", in: CommonParameters.notNegative, default: 0,
        "penalty on the squares of the coefficients (linear)"),
      .choice(
        "ridgeChoice", CommonParameters.words(RidgeChoice.self),
        "the ridge as given, or by generalised cross-validation or the L-curve of the returns (linear)"),
    ] + NetworkSettings.parameters

  /// The parameter that says which episodes a critic is fitted to.
  static let episodes = ParameterSpecification.choice(
    "fit", CommonParameters.words(Episodes.self),
    "fit to the judged episodes and those set aside for fitting, or to the latter alone")

  /// A table of Monte Carlo returns.
  init() {}

  /// The settings that ``parameters`` and those of the objective name.
  init(_ parameters: ParameterValues) {
    function = parameters.choice("function", as: Function.self)
    features = parameters.choice("features", as: Features.self)
    objective = Objective(parameters)
    sweeps = parameters.integer("sweeps")
    tolerance = parameters.number("tolerance")
    averaging = parameters.number("averaging")
    ridge = parameters.number("ridge")
    ridgeChoice = parameters.choice("ridgeChoice", as: RidgeChoice.self)
    network = NetworkSettings(parameters)
  }
}

/// The shape of a network and how it is trained.
struct NetworkSettings: Sendable {
  /// The words of the parameter `activation`.
  enum Word: String, CaseIterable {
    case elu
    case relu
  }

  var hidden = 64
  var layers = 2
  var activation = Activation.elu
  var epochs = 50
  var rate = 1e-3
  var batch = 256
  var lossTolerance = 1e-3
  /// Whether targets are brought to mean 0 and variance 1 for training.
  var normalisesTargets = true

  static let parameters: [ParameterSpecification] = [
    .integer("hidden", in: 1...4096, default: 64, "units of a hidden layer (network)"),
    .integer("layers", in: 1...8, default: 2, "hidden layers (network)"),
    .choice(
      "activation", CommonParameters.words(Word.self), "exponential or rectified linear units (network)"),
    .integer("epochs", in: 1...1_000_000, default: 50, "most passes over the rows (network)"),
    .number(
      "rate", in: Double.leastNormalMagnitude...1, default: 1e-3, "Adam's step size (network)"),
    .integer("batch", in: 1...1_000_000, default: 256, "rows of a gradient step (network)"),
    .number(
      "lossTolerance", in: 0...1, default: 1e-3,
      "training stops when the mean loss of five epochs changes by no more, relatively (network)"),
  ]

  init() {}

  init(_ parameters: ParameterValues) {
    hidden = parameters.integer("hidden")
    layers = parameters.integer("layers")
    activation = parameters.choice("activation", as: Word.self) == .elu ? .elu : .relu
    epochs = parameters.integer("epochs")
    rate = parameters.number("rate")
    batch = parameters.integer("batch")
    lossTolerance = parameters.number("lossTolerance")
  }
}
