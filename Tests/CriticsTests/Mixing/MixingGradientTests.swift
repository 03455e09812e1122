import Testing
import TestSupport

@testable import Critics

/// Derivatives of every mixture against central differences, and what mixtures keep for any parameters.
@Suite struct MixingGradientTests {
  private static let seeds: Range<UInt64> = 900..<906

  private func random(_ count: Int, _ generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1.5...1.5, using: &generator) }
  }

  /// Central differences with a step of 1e-5 err by 1e-10 in numbers of size 1: relative 1e-6, absolute 1e-8.
  private func expectDerivative(
    of parameters: [Double], is gradient: [Double], _ comment: Comment, _ loss: ([Double]) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let step = 1e-5
    for index in parameters.indices {
      var (above, below) = (parameters, parameters)
      above[index] += step
      below[index] -= step
      let difference = (loss(above) - loss(below)) / (2 * step)
      #expect(
        abs(difference - gradient[index]) <= 1e-6 * abs(gradient[index]) + 1e-8,
        "\(comment), parameter \(index): \(gradient[index]) for \(difference)",
        sourceLocation: sourceLocation)
    }
  }

  private func expectGradient(
    of model: some GradientModel, seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var generator = SplitMix64(seed: seed)
    let parameters = random(model.parameterCount, &generator)
    let targets = random(model.rows.rowCount, &generator)
    var gradient = [Double](repeating: 0, count: parameters.count)
    let loss = model.loss(parameters, targets, gradient: &gradient)
    expectDerivative(
      of: parameters, is: gradient, "seed \(seed)",
      { parameters in
        var unused = [Double](repeating: 0, count: parameters.count)
        return model.loss(parameters, targets, gradient: &unused)
      }, sourceLocation: sourceLocation)
    // The loss is that of the values that are read.
    if !(model is FactorisedModel) {
      #expect(abs(loss - model.meanSquaredError(of: model.values(parameters), targets)) < 1e-12)
    }
    #expect(model.start(noise: 0.1, seed: seed).count == model.parameterCount)
  }

  @Test(arguments: seeds) func gradientsOfMixtures(seed: UInt64) throws {
    let rows = try mixingRows(seed: seed)
    expectGradient(of: MonotoneModel(rows, hidden: 3), seed: seed)
    expectGradient(of: WeightedModel(rows: rows, isNormalised: true), seed: seed)
    expectGradient(of: WeightedModel(rows: rows, isNormalised: false), seed: seed)
    expectGradient(of: ShapleyWeightedModel(rows: rows), seed: seed)
  }

  /// Advantages are constants of the gradient: it is the derivative of the loss for advantages as they were.
  @Test(arguments: seeds) func gradientOfTheDuellingMixture(seed: UInt64) throws {
    let model = DuplexModel(try mixingRows(seed: seed))
    var generator = SplitMix64(seed: seed)
    let parameters = random(model.parameterCount, &generator)
    let targets = random(model.rows.rowCount, &generator)
    var gradient = [Double](repeating: 0, count: parameters.count)
    let loss = model.loss(parameters, targets, gradient: &gradient)
    #expect(abs(loss - model.meanSquaredError(of: model.values(parameters), targets)) < 1e-12)
    let advantages = model.advantages(parameters)
    expectDerivative(of: parameters, is: gradient, "seed \(seed)") { parameters in
      var unused = [Double](repeating: 0, count: parameters.count)
      return model.loss(parameters, targets, advantages: advantages, gradient: &unused)
    }
  }

  /// Q_jt is a constant of the terms of the utilities.
  @Test(arguments: seeds) func gradientOfTheFactorisedValue(seed: UInt64) throws {
    let model = FactorisedModel(try mixingRows(seed: seed), greedyWeight: 1, otherWeight: 0.1)
    var generator = SplitMix64(seed: seed)
    let parameters = random(model.parameterCount, &generator)
    let targets = random(model.rows.rowCount, &generator)
    var gradient = [Double](repeating: 0, count: parameters.count)
    _ = model.loss(parameters, targets, gradient: &gradient)
    let joint = model.values(parameters)
    let shares = model.greedyShares(parameters)
    expectDerivative(of: parameters, is: gradient, "seed \(seed)") { parameters in
      var unused = [Double](repeating: 0, count: parameters.count)
      return model.loss(parameters, targets, joint: joint, shares: shares, gradient: &unused)
    }
  }

  // MARK: What mixtures keep

  /// QMIX's network never decreases in a utility, whatever its parameters.
  @Test(arguments: seeds) func theMonotoneMixtureIsMonotone(seed: UInt64) throws {
    let rows = try mixingRows(seed: seed)
    let model = MonotoneModel(rows, hidden: 4)
    var generator = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let parameters = random(model.parameterCount, &generator)
      for cell in 0..<rows.cellCount {
        var utilities = random(rows.slotStart[cell + 1] - rows.slotStart[cell], &generator)
        var before = model.mixed(in: cell, parameters, utilities)
        for place in utilities.indices {
          utilities[place] += Double.random(in: 0...2, using: &generator)
          let after = model.mixed(in: cell, parameters, utilities)
          #expect(after >= before - 1e-12)
          before = after
        }
      }
    }
  }

  /// COMA's advantage of a weighted sum is the agent's own term: DOP's identity, exactly, for any parameters.
  @Test(arguments: seeds) func theWeightedMixtureIsItsOwnCounterfactual(seed: UInt64) throws {
    let rows = try mixingRows(seed: seed)
    var generator = SplitMix64(seed: seed)
    for isNormalised in [true, false] {
      let model = WeightedModel(rows: rows, isNormalised: isNormalised)
      let parameters = random(model.parameterCount, &generator)
      expectEqual(
        MixingReading.utilities.credits(of: model, parameters),
        MixingReading.counterfactual.credits(of: model, parameters), within: 1e-12)
      for cell in 0..<rows.cellCount {
        let slots = rows.slotStart[cell]..<rows.slotStart[cell + 1]
        let weights = (0..<slots.count).map { model.weight(of: $0, in: cell, parameters) }
        #expect(weights.allSatisfy { $0 >= 0 })
        let sum = weights.reduce(0.0, +)
        if isNormalised { #expect(abs(sum - 1) < 1e-12) }
      }
    }
  }

  /// QPLEX's choices maximise its mixture: no recorded joint action is above the greedy one, whatever the parameters.
  @Test(arguments: seeds) func theDuellingMixtureIsMaximisedByItsAgents(seed: UInt64) throws {
    let model = DuplexModel(try mixingRows(seed: seed))
    var generator = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let parameters = random(model.parameterCount, &generator)
      let values = model.values(parameters)
      let greedy = model.greedyValues(parameters)
      for row in values.indices {
        #expect(values[row] <= greedy[Int(model.rows.rowProfile[row])] + 1e-12)
      }
      // Reading another joint action's value is reading its row.
      expectEqual(values, valuesByReplacement(model, parameters), within: 1e-12)
    }
  }

  /// delta is 1 for greedy actions and at least 1 for the others.
  @Test(arguments: seeds) func weightsOfShapleyQLearningAreAtLeastOne(seed: UInt64) throws {
    let model = ShapleyWeightedModel(rows: try mixingRows(seed: seed))
    var generator = SplitMix64(seed: seed)
    let parameters = random(model.parameterCount, &generator)
    let isGreedy = model.areGreedy(parameters)
    let weights = model.weights(parameters)
    for (entry, choice) in model.rows.rowChoice.enumerated() {
      #expect(isGreedy[Int(choice)] ? weights[entry] == 1 : weights[entry] > 1)
    }
    expectEqual(model.values(parameters), valuesByReplacement(model, parameters), within: 1e-12)
    expectEqual(
      sums(MixingReading.share.credits(of: model, parameters), in: model.rows), model.values(parameters))
  }

  /// The value of each row, read as that of another row with one choice replaced where there is one.
  private func valuesByReplacement(_ model: some MixingModel, _ parameters: [Double]) -> [Double] {
    let rows = model.rows
    var values = model.values(parameters)
    for row in values.indices {
      for other in values.indices where rows.rowProfile[row] == rows.rowProfile[other] {
        let differing = zip(rows.choices(of: row), rows.choices(of: other)).enumerated().filter {
          $0.element.0 != $0.element.1
        }
        guard differing.count == 1 else { continue }
        values[row] =
          model.value(
            of: other, replacing: differing[0].offset, by: Int(differing[0].element.0), parameters) ?? .nan
      }
    }
    return values
  }
}

/// Numbers of slots of rows, summed up row by row.
func sums(_ numbers: [Double], in rows: TeamRows) -> [Double] {
  (0..<rows.rowCount).map { numbers[rows.rowStart[$0]..<rows.rowStart[$0 + 1]].reduce(0, +) }
}
