import CreditMethods
import CreditNumerics

/// Which function a critic fits, and when it stops.
struct FitParameters: ParameterGroup {
  @Parameter("what is fitted: a table, a linear function of indicators, or a small neural network of them")
  private var function = FitSettings.Function.tabular
  @Parameter("indicators of each part of what is seen, or of all of it together (linear, network)")
  private var features = FitSettings.Features.parts
  @Parameter("most sweeps of targets that follow the values (tabular, linear)", in: 1...1_000_000)
  private var sweeps = 1000
  @Parameter(
    "sweeps stop when no value changes by more, relative to the largest (tabular, linear)", in: 0...1)
  private var tolerance = 1e-9
  @Parameter(
    "share of a new fit in the values that targets are made of; 1 is the fit itself",
    in: .leastNormalMagnitude...1)
  private var averaging = 1.0
  @Parameter("penalty on the squares of the coefficients (linear)", in: 0...) private var ridge = 0.0
  @Parameter(
    "the ridge as given, or by generalised cross-validation or the L-curve of the returns (linear)")
  private var ridgeChoice = FitSettings.RidgeChoice.fixed
  private let network = NetworkParameters()
  @Parameter private(set) var fit: FitSettings.Episodes
  private let crossFitting: CrossFittingParameters?

  /// The defaults.
  ///
  /// - Parameter crossFits: Whether folds of the judged episodes can be valued by fits to the others.
  init(crossFitting crossFits: Bool = false) {
    _fit = Parameter(
      wrappedValue: .all,
      crossFits
        ? CrossFittingParameters.help
        : "fit to the judged episodes and those set aside for fitting, or to the latter alone",
      among: crossFits ? [.all, .other, .folds] : [.all, .other])
    crossFitting = crossFits ? CrossFittingParameters() : nil
  }

  /// Number of folds.
  var folds: Int { crossFitting?.folds ?? 0 }

  /// What a turn is worth that looks like no fitted one.
  var unmet: FitSettings.Unmet { crossFitting?.unmet ?? .error }

  /// How targets are fitted.
  func settings(for objective: Objective) -> FitSettings {
    var settings = FitSettings()
    settings.function = function
    settings.features = features
    settings.objective = objective
    settings.sweeps = sweeps
    settings.tolerance = tolerance
    settings.averaging = averaging
    settings.ridge = ridge
    settings.ridgeChoice = ridgeChoice
    settings.network = network.settings
    return settings
  }
}

/// Which episodes a critic is fitted to, where nothing else of the fit can be chosen.
struct FittedEpisodesParameters: ParameterGroup {
  @Parameter(CrossFittingParameters.help) private(set) var fit = FitSettings.Episodes.all
  private let crossFitting = CrossFittingParameters()

  /// Number of folds.
  var folds: Int { crossFitting.folds }

  /// What a turn is worth that looks like no fitted one.
  var unmet: FitSettings.Unmet { crossFitting.unmet }
}

/// How judged episodes are divided, and what is not met by a fit.
private struct CrossFittingParameters: ParameterGroup {
  static let help =
    "fit to the judged episodes and those set aside for fitting, to the latter alone, or for each fold of whole groups to "
    + "all else"

  @Parameter("folds of whole groups, of episodes where there is one group (fit=folds)", in: 2...1_000_000)
  var folds = 5
  @Parameter(
    "what looks like no turn that was fitted to is worth the mean of those of its number, or is an error (fit=other, "
      + "folds)")
  var unmet = FitSettings.Unmet.mean
}

/// Size and training of a neural network.
struct NetworkParameters: ParameterGroup {
  /// The words of the activation.
  private enum Word: String, CaseIterable {
    /// Exponential linear units.
    case elu
    /// Rectified linear units.
    case relu
  }

  @Parameter("units of a hidden layer (network)", in: 1...4096) private var hidden = 64
  @Parameter("hidden layers (network)", in: 1...8) private var layers = 2
  @Parameter("exponential or rectified linear units (network)") private var activation = Word.elu
  @Parameter("most passes over the rows (network)", in: 1...1_000_000) private var epochs = 50
  @Parameter("Adam's step size (network)", in: .leastNormalMagnitude...1) private var rate = 1e-3
  @Parameter("rows of a gradient step (network)", in: 1...1_000_000) private var batch = 256
  @Parameter(
    "training stops when the mean loss of five epochs changes by no more, relatively (network)", in: 0...1)
  private var lossTolerance = 1e-3

  /// The settings that they make.
  var settings: NetworkSettings {
    var settings = NetworkSettings()
    settings.hidden = hidden
    settings.layers = layers
    settings.activation = activation == .elu ? .elu : .relu
    settings.epochs = epochs
    settings.rate = rate
    settings.batch = batch
    settings.lossTolerance = lossTolerance
    return settings
  }
}
