import CreditNumerics
import Ground
import CreditMethods
import CreditStatistics
import Trajectories

/// Fits a function of cells to a problem, as its settings say.
struct CriticFitter {
  /// What is fitted, and how.
  let settings: FitSettings
  /// The method's identifier, for errors.
  let method: String
  /// Seed of a network's weights and of the order of its rows.
  let seed: UInt64
  /// Number of threads that a network may use; its result does not depend on it.
  let threads: Int
  /// Told after every sweep and epoch how far the fit has come.
  var progress: FitProgress?

  /// The most columns of a linear function: its triangle takes their square.
  static let mostColumns = 2000

  /// Fits a problem.
  ///
  /// - Parameters:
  ///   - problem: Rows and their targets.
  ///   - what: What is fitted, in words that follow "fit of".
  ///   - features: The indicators of the cells, made if they are needed.
  /// - Throws: `AttributionError` for columns that are not independent, for values beyond the range, and for a fit that
  ///   diverges.
  func fit(
    _ problem: FitProblem, _ what: String, features: () -> CellFeatures
  ) throws(AttributionError) -> FittedValues {
    switch settings.function {
    case .tabular:
      guard !problem.isClosed else { return try fitTable(problem, what) }
      let regression = CellAverages(problem)
      return try sweep(problem, what, parameters: regression.known, isKnown: regression.isKnown) {
        regression.averages(of: $0)
      }
    case .linear: return try fitLinear(problem, what, features())
    case .network:
      return try NetworkFit(settings, method: method, seed: seed, threads: threads, progress: progress)
        .fit(problem, what, features())
    }
  }

  /// The weighted least-squares fit of closed targets on one indicator a cell.
  private func fitTable(_ problem: FitProblem, _ what: String) throws(AttributionError) -> FittedValues {
    let targets = problem.targets([])
    let fit: OneHotRegression
    do {
      fit = try OneHotRegression.fit(
        cells: problem.cell, count: problem.cellCount, weights: problem.weight, targets: targets)
    } catch {
      throw .numerical(method: method, reason: "\(error)")
    }
    var isKnown = [Bool](repeating: true, count: problem.cellCount)
    for (cell, coefficient) in fit.cells.enumerated() {
      guard case .undefined(let reason) = coefficient else { continue }
      guard reason == .noUnits || reason == .noWeight else {
        throw .numerical(method: method, reason: "a value cannot be fitted: \(reason)")
      }
      isKnown[cell] = false
    }
    let values = fit.values(substituting: 0)
    return FittedValues(
      values: values, isKnown: isKnown,
      fit: .closedForm(
        what, parameters: isKnown.count { $0 }, loss: loss(of: values, problem, targets: targets)))
  }

  /// Mean squared distance of the targets from the values, over the rows that are fitted to, each counted once.
  private func loss(of values: [Double], _ problem: FitProblem, targets: [Double]) -> Double {
    var sum = 0.0
    var rows = 0
    for (row, cell) in problem.cell.enumerated() where problem.weight[row] > 0 {
      sum += (targets[row] - values[Int(cell)]) * (targets[row] - values[Int(cell)])
      rows += 1
    }
    return sum / Double(max(1, rows))
  }

  /// Fits targets that follow from the values, again and again.
  ///
  /// With a table or a linear function and rows weighted as episodes visit them, a sweep brings values nearer to the
  /// fixed point; the targets of an episode without recurring cells are right after as many sweeps as it has rows.
  private func sweep(
    _ problem: FitProblem, _ what: String, parameters: Int, isKnown: [Bool],
    _ regress: ([Double]) throws(AttributionError) -> [Double]
  ) throws(AttributionError) -> FittedValues {
    let limit = 1e6 * problem.returns().reduce(0) { max($0, abs($1)) }
    var values = [Double](repeating: 0, count: problem.cellCount)
    var iterations = 0
    var change = Double.infinity
    var found = Double.infinity
    while true {
      let targets = problem.targets(values)
      let previous = found
      found = loss(of: values, problem, targets: targets)
      if iterations == settings.sweeps || change <= settings.tolerance { break }
      let fitted = try regress(targets)
      var largest = 0.0
      change = 0
      for cell in values.indices where isKnown[cell] {
        let step = settings.averaging * (fitted[cell] - values[cell])
        values[cell] += step
        change = max(change, abs(step))
        largest = max(largest, abs(values[cell]))
      }
      guard largest.isFinite, largest <= limit || limit == 0, found.isFinite else {
        throw .numerical(
          method: method,
          reason:
            "the fit of \(what) diverges in sweep \(iterations + 1); its last finite loss is "
            + "\(found.isFinite ? found : previous). Use another objective, averaging below 1, or a ridge.")
      }
      change = largest > 0 ? change / largest : 0
      iterations += 1
      progress?(what, iterations, settings.sweeps)
    }
    return FittedValues(
      values: values, isKnown: isKnown,
      fit: CriticFit(
        what: what, parameters: parameters, iterations: iterations, loss: found,
        rule: "no value changes by more than \(settings.tolerance) of the largest", residual: change,
        hasConverged: change <= settings.tolerance))
  }
}

extension CriticFitter {
  /// The regression on indicators: on the weighted means of cells, which have the same solution as their rows.
  private func fitLinear(
    _ problem: FitProblem, _ what: String, _ features: CellFeatures
  ) throws(AttributionError) -> FittedValues {
    let averages = CellAverages(problem)
    let hasPenalty = settings.ridge > 0 || settings.ridgeChoice != .fixed
    let design = LinearDesign(features, weights: averages.weight, hasReference: !hasPenalty)
    guard design.rows.columns <= Self.mostColumns else {
      throw .refused(
        method: method,
        reason:
          "a linear function of \(design.rows.columns) indicators is too large; accepted: at most "
          + "\(Self.mostColumns). Use function=tabular\(settings.features == .cells ? " or features=parts" : "")."
      )
    }
    var regression = try numerical { () throws(GSLError) in
      try TikhonovRegression(design.rows, weights: averages.weight)
    }
    if hasPenalty {
      let plain = regression
      regression = try numerical { () throws(GSLError) in
        try plain.penalised(by: ridge(of: plain, problem, averages))
      }
    }
    if let column = regression.dependentColumn {
      throw .numerical(
        method: method,
        reason:
          "the features are rank-deficient: the indicator of \(design.name(of: column)) is a linear combination of "
          + "those before it. Use a ridge above 0, features=cells, or function=tabular.")
    }
    let solver = regression
    let regress = { (targets: [Double]) throws(AttributionError) -> [Double] in
      try numerical { () throws(GSLError) in
        design.rows.times(try solver.coefficients(fitting: averages.averages(of: targets)))
      }
    }
    guard problem.isClosed else {
      return try sweep(problem, what, parameters: design.rows.columns, isKnown: design.isKnown, regress)
    }
    let targets = problem.targets([])
    let values = try regress(targets)
    guard values.allSatisfy(\.isFinite) else {
      throw .numerical(method: method, reason: "a value cannot be fitted: it is beyond the range")
    }
    return FittedValues(
      values: values, isKnown: design.isKnown,
      fit: .closedForm(
        what, parameters: design.rows.columns, loss: loss(of: values, problem, targets: targets)))
  }

  /// The ridge that the settings name, or the one that their rule chooses for the returns.
  private func ridge(
    of regression: TikhonovRegression, _ problem: FitProblem, _ averages: CellAverages
  ) throws(GSLError) -> Double {
    guard settings.ridgeChoice != .fixed else { return settings.ridge }
    let returns = problem.returns()
    let means = averages.averages(of: returns)
    let path = try regression.ridgePath(
      fitting: means, unexplained: averages.unexplained(returns, around: means),
      observations: problem.fittedRows)
    return try path.ridge(by: settings.ridgeChoice == .gcv ? .crossValidation : .curve)
  }

  private func numerical<Result>(
    _ body: () throws(GSLError) -> Result
  ) throws(AttributionError) -> Result {
    do throws(GSLError) {
      return try body()
    } catch {
      throw .numerical(method: method, reason: "\(error)")
    }
  }
}
