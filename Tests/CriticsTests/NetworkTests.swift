import CreditMethods
import CreditNumerics
import Ground
@testable import Critics
import Testing
import TestSupport
import Trajectories

/// Networks: gradients against central differences, what they learn, and that threads do not matter.
@Suite struct NetworkTests {
  private func rows(_ generator: inout SplitMix64) -> DesignRows {
    var rows = DesignRows(columns: 5)
    for _ in 0..<7 {
      let columns = (0..<Int32(5)).filter { _ in Bool.random(using: &generator) }
      rows.append(
        columns: columns, values: columns.map { _ in Double.random(in: -2...2, using: &generator) })
    }
    return rows
  }

  /// d/dp of sum over rows and outputs of c · output, the coefficients c at random: (f(p + h) - f(p - h)) / 2h has an error
  /// of h² f'''/6 and rounding 1e-16/h, about 1e-10 with h = 1e-5, for gradients of size 1.
  @Test(
    arguments: [Activation.elu, .relu, .softmax, .identity],
    [Activation.identity, .softmax, .elu])
  func gradientsAgreeWithCentralDifferences(hidden: Activation, head: Activation) throws {
    var generator = SplitMix64(seed: 11)
    let rows = rows(&generator)
    let network = DenseNetwork(inputs: 5, units: [4, 3, 2], activations: [hidden, hidden, head])
    #expect(network.parameterCount == 6 * 4 + 5 * 3 + 4 * 2)
    let parameters = (0..<network.parameterCount).map { _ in Double.random(in: -1...1, using: &generator) }
    let chosen: [Int32] = [0, 3, 3, 6, 1]
    let coefficients = (0..<10).map { _ in Double.random(in: -1...1, using: &generator) }
    let loss = { (parameters: [Double]) in
      zip(network.activations(of: rows, chosen: chosen, parameters: parameters)[2], coefficients)
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    var gradient = [Double](repeating: 0, count: network.parameterCount)
    network.addGradient(
      of: coefficients, at: network.activations(of: rows, chosen: chosen, parameters: parameters), of: rows,
      chosen: chosen, parameters: parameters, to: &gradient)
    let size = gradient.reduce(0) { max($0, abs($1)) }
    #expect(size > 1e-3)
    for place in parameters.indices {
      var (above, below) = (parameters, parameters)
      above[place] += 1e-5
      below[place] -= 1e-5
      let difference = (loss(above) - loss(below)) / 2e-5
      #expect(abs(gradient[place] - difference) <= 1e-6 * size, "parameter \(place)")
    }
  }

  /// Softmax rows sum to 1 whatever the size of their sums.
  @Test func softmaxIsADistribution() {
    var units: [Double] = [1000, 1001, -1000, 0, 0, 0]
    units.withUnsafeMutableBufferPointer { Activation.softmax.apply(to: $0, width: 3) }
    expectEqual(
      units, [1 / (1 + 2.718281828459045), 1 / (1 + 1 / 2.718281828459045), 0, 1 / 3, 1 / 3, 1 / 3])
  }

  private static let training =
    "function=network reward=trace hidden=8 layers=2 epochs=60 rate=0.02 batch=16 lossTolerance=0"

  /// Two states that pay 1 and -2: a small network learns both values; with all returns alike there is nothing to learn.
  @Test(arguments: ["elu", "relu"]) func learnsValues(activation: String) throws {
    var episodes: [EpisodeDraft] = []
    for index in 0..<60 {
      let reward: Double = index % 3 == 0 ? -2 : 1
      episodes.append(
        EpisodeDraft(
          name: "e\(index)",
          turns: [TurnDraft(state: index % 3 == 0 ? "bad" : "good", reward: reward)]))
    }
    let settings = "\(Self.training) activation=\(activation)"
    let found = try credits(SymmetricCritic.self, makeBatch(episodes), settings)
    #expect(found.allSatisfy { abs($0) < 0.05 })
    let alike = episodes.map { draft in
      var draft = draft
      draft.turns[0].reward = 3
      return draft
    }
    #expect(try credits(SymmetricCritic.self, makeBatch(alike), settings).allSatisfy { $0 == 0 })
  }

  /// The same bytes for one and two threads, with several pieces a step, also with targets that follow the values.
  @Test(arguments: ["objective=mc", "objective=td averaging=0.5"])
  func threadsDoNotMatter(objective: String) throws {
    let batch = makeBatch(
      (0..<300).map { index in
        EpisodeDraft(
          name: "e\(index)",
          turns: (0..<2).map { turn in
            TurnDraft(state: "s\((index * 7 + turn) % 5)", reward: Double((index * 13 + turn) % 4))
          })
      })
    let settings = "function=network reward=trace hidden=4 layers=2 epochs=2 batch=300 \(objective)"
    let critic = try SymmetricCritic(
      ParameterValues(pairs(settings), for: SymmetricCritic.fullCard.parameters, of: "test"))
    let one = try critic.attribute(batch, in: AttributionContext(seed: 5, threads: 1))
    let two = try critic.attribute(batch, in: AttributionContext(seed: 5, threads: 2))
    #expect(one.credits == two.credits)
    #expect(one.fits[0].iterations == 2 && !one.fits[0].hasConverged)
    let other = try critic.attribute(batch, in: AttributionContext(seed: 6, threads: 2))
    #expect(one.credits != other.credits)
  }

  /// Steps of size 1e200 leave the range at once.
  @Test func divergenceIsAnError() throws {
    var settings = FitSettings()
    settings.function = .network
    settings.network.rate = 1e200
    settings.network.activation = .relu
    let problem = FitProblem(
      cell: [0, 1], cellCount: 2, weight: [1, 1], isClosed: true, targets: { _ in [0, 1] },
      returns: { [0, 1] })
    let fitter = CriticFitter(settings: settings, method: "test", seed: 0, threads: 1)
    let error = try #require(throws: AttributionError.self) {
      try fitter.fit(problem, "values") { .cells(2) }
    }
    #expect(error.description.contains("diverges in epoch 2; its last finite loss is 0."), "\(error)")
  }

  /// A network tells of every epoch, a table of every sweep, and neither is changed by who listens.
  @Test(arguments: [FitSettings.Function.network, .tabular]) func fitsTellHowFarTheyAre(
    function: FitSettings.Function
  ) throws {
    var settings = FitSettings()
    settings.function = function
    settings.network.epochs = 3
    settings.network.lossTolerance = 0
    settings.sweeps = 3
    settings.tolerance = 0
    let problem = FitProblem(
      cell: [0, 1], cellCount: 2, weight: [1, 1], isClosed: false,
      targets: { [0.5 * $0[1] + 1, 0.5 * $0[0]] },
      returns: { [0, 1] })
    let told = Locked<[String]>([])
    var fitter = CriticFitter(settings: settings, method: "test", seed: 0, threads: 1)
    let silent = try fitter.fit(problem, "values") { .cells(2) }
    fitter.progress = { what, done, limit in told.withLock { $0.append("\(what) \(done)/\(limit)") } }
    let heard = try fitter.fit(problem, "values") { .cells(2) }
    #expect(told.withLock { $0 } == ["values 1/3", "values 2/3", "values 3/3"])
    #expect(heard.values == silent.values)
  }
}
