import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Foundation
import Testing
import TestSupport
import Trajectories
import Simulation

/// What methods say that they compare, and what a study makes of it.
@Suite struct ContrastTests {
  private func request(_ call: String) throws -> MethodRequest { try MethodRequest(Call(call)) }

  /// Whoever plays what did not happen says what is compared; whoever reads the record alone claims nothing of the kind.
  @Test(arguments: MethodCatalogue.builtIn.ids)
  func everyCounterfactualMethodStatesItsContrast(id: String) throws {
    let request = try request(id)
    let plays = request.card.needs.contains { $0 == .replay || $0 == .exactSolution }
    if plays { #expect(request.contrast != nil) }
    #expect(request.tier == (request.contrast?.tier ?? .predictive))
    if request.tier == .restoredInterventional { #expect(plays) }
  }

  @Test func equalContrastsAreThoseOfTheSameQuestion() throws {
    #expect(try request("c3").contrastDifferences(from: request("coma")) == [])
    #expect(try request("c3(alternatives=3,continuations=9)").contrastDifferences(from: request("c3")) == [])
    let fullMean = try request("c3(alternatives=4,baseline=fullMean)")
    #expect(try fullMean.contrastDifferences(from: request("c3")) == ["instead"])
    #expect(
      fullMean.contrast?.reference.description
        == "an action of the behaviour policy, or with probability 0.25 the taken one")
    // A method that states no contrast answers no question that another one's could differ from.
    #expect(try request("grpo").contrastDifferences(from: request("c3")) == [])
  }

  @Test func differencesAreNamedInOrder() {
    let one = Contrast.counterfactual
    let other = Contrast(
      unit: .turn, teammates: .none, reference: .action("wait"), restored: .fittedModel,
      continuation: .truncated(turns: 3), support: .declared)
    #expect(
      one.differences(from: other) == ["unit", "teammates", "instead", "restored", "then", "support"])
    #expect(one.differences(from: one) == [])
    #expect(one.tier == .restoredInterventional && other.tier == .modelRelative)
    #expect(Contrast(restored: .publicState).tier == .observationalCausal)
  }

  /// All gradients are held against one, whatever the credits compare: pairs are tested, and say what contrasts differ in.
  /// What the credits themselves agree with is another exact credit only where that was asked for.
  @Test func contrastsGateTheReferenceAndNotTheGradient() throws {
    let mdp = try compiled("coupling")
    var plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list("grpo,c3(alternatives=3),difference").map { try MethodRequest($0) },
      episodes: 16, groupSize: 4, batches: 6, seed: 5, threads: 1)
    let own = try Study(plan).run()
    #expect(own.methods.map(\.heldTo) == [.advantage, .counterfactual, .difference])
    let last = try #require(own.pairs.last)
    #expect(last.contrastDifferences == ["instead", "support"])
    #expect(last.test.optional != nil && last.adjustedPValue.optional != nil)
    for method in own.methods { #expect(method[.pearson].mean.optional != nil) }
    let text = try json(ResultFile(own))
    #expect(text.contains("\"contrastDifferences\":[\"instead\",\"support\"]"))
    #expect(text.contains("\"tier\":\"predictive\""))

    plan.against = .counterfactual
    let held = try Study(plan).run()
    #expect(held.methods[2][.pearson].mean == .undefined(.notComparable))
    #expect(held.methods[2][.gradientAlignment] == own.methods[2][.gradientAlignment])
    #expect(held.methods[1].estimates == own.methods[1].estimates)
    plan.holdsAcrossContrasts = true
    #expect(try Study(plan).run().methods[2][.pearson].mean.optional != nil)
  }
}
